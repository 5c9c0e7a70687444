"""The central server: what it stores, answers and shows."""
