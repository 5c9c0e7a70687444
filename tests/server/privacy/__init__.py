"""Tests of what the RGPD asks of a server."""
