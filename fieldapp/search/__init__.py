"""Search: one field over news, tasks and reports."""
