"""News: reading, acknowledging and writing the town's notices."""
