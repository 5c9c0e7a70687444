"""Real processes in bad weather: a server and encrypted replicas, killed, frozen, cut and choked."""
