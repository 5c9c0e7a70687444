"""The frame of the app: navigation, status pill, toast, error boundary, and the table of places."""
