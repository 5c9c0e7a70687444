"""The demo town: the same for a seed, believable, and lawful change by change."""
