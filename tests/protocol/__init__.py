"""The wire, from values to bytes and back, and the client that speaks it over HTTP."""
