"""What other programs read of a town, and what they are told."""
