"""A whole town in one process under one seed: real engine, session, stores, judge and service; simulated world."""
