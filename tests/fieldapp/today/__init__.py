"""Tests of the today feature."""
