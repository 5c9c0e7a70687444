"""Tests of the citizens' pages and of moderation."""
