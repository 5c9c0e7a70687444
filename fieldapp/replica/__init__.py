"""The device's copy of the town's records: tables, units of work, outbox and migrations."""
