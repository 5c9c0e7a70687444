"""Suites that a real thing and its fake both pass."""
