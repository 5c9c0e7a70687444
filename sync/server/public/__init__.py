"""The citizens' pages: what a town tells everybody, and the door by which everybody tells the town."""
