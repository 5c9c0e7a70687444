"""The board of a team: who does what on which day, moved with the mouse or the keyboard."""
