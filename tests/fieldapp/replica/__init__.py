"""The replica on real encrypted databases."""
