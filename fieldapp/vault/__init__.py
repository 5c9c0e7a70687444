"""The device's keys and what they open: the encrypted database and the encrypted photo files."""
