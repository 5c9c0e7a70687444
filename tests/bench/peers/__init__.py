"""Peers that a town could install instead of us, each in an environment of its own, measured beside us."""
