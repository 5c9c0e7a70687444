"""The device's half of sync: an engine behind ports, the HTTP transport, the photo uploads."""
