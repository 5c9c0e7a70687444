"""What the town's other systems are told at once: each change of a public report, signed, as it was committed."""
