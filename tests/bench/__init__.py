"""Measurements beside peers that do the least that could do: one run, medians, ratios. `make bench` runs them."""
