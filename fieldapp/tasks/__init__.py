"""Tasks: an agent's work orders, their checklists and photo proofs."""
