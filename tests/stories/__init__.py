"""The stories of ARCHITECTURE.md, told end to end: encrypted replicas, the real engine, the real server."""
