"""Offline synchronisation between a town's devices and its central server."""
