"""Fieldapp: a municipal office that works without network."""
