"""The door to the outside: what comes in through it, and what goes out."""
