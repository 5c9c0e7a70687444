"""What crosses the wire: messages, their coding, their limits and the catalogue of problems."""
