"""Version 2 of the database: the rounds; frozen, whatever the models become later."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE round (
        title VARCHAR(160) NOT NULL, planned_on VARCHAR NOT NULL, status VARCHAR NOT NULL, service VARCHAR,
        team VARCHAR, assignee VARCHAR, author VARCHAR, stops JSON, left_out JSON, "order" JSON, visits JSON,
        note_before VARCHAR(4000), note_after VARCHAR(4000), started_at VARCHAR, ended_at VARCHAR, history JSON,
        id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX round_by_assignee ON round (assignee, planned_on)",
    "CREATE INDEX round_by_day ON round (planned_on, status)",
    "CREATE INDEX round_by_team ON round (team, planned_on)",
)
