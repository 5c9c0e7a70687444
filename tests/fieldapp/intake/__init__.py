"""Taking in a call: its form, its report and its caller on a real replica, its screen in a headless client."""
