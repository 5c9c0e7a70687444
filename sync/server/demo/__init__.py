"""The demo town: a seeded, believable French commune with its people, its work and its photographs."""
