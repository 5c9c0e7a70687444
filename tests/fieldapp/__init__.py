"""Tests of the client: one folder per part."""
