"""Today: what awaits an agent this day."""
