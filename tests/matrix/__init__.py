"""Real processes in bad weather: a server, encrypted replicas and HTTP on loopback, killed, frozen, cut and choked."""
