"""The board of a team: its queries and its write on a real replica, its screen in a headless client."""
