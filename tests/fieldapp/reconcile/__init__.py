"""Tests of the reconcile."""
