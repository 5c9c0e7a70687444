"""The central server's half of sync: one judge, one log, scopes, photo store and sign-in."""
