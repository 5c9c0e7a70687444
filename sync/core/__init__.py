"""The pure heart of sync: changes, merge, judgement, rebase and digests, without I/O, clock or randomness."""
