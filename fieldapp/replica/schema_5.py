"""Version 5 of the database: the town's rules for where reports go, and of whose delay was told; frozen."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE routing_rule (
        category VARCHAR(60), "group" VARCHAR(60), zone VARCHAR, service VARCHAR NOT NULL, team VARCHAR,
        name VARCHAR(240), id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    "ALTER TABLE report ADD COLUMN escalation VARCHAR",
    "ALTER TABLE report ADD COLUMN escalation_due_at VARCHAR",
)
