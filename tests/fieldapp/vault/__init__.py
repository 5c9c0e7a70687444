"""Tests of the vault, on real files."""
