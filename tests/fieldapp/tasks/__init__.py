"""Tests of the tasks feature."""
