"""Tests of Fieldapp: one folder per part of the house."""
