"""Triage: where a desk sorts and assigns incoming reports."""
