"""To reconcile: the inbox of refused or conflicting work."""
