"""Rounds: the stops of one day in their order, planned at the desk and made in the street."""
