"""The figures of the desk: reports by state, delay, category and sector."""
