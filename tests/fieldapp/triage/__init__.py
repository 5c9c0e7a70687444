"""The triage: its queries and actions on a real replica, its screens in a headless client and in Chromium."""
