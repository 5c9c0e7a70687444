"""Version 3 of the database: what desks keep, callers, objectives, the reminder of a note; frozen."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE saved_filter (
        title VARCHAR(60) NOT NULL, wanted JSON NOT NULL, shared BOOLEAN NOT NULL, author VARCHAR NOT NULL,
        id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE answer_template (
        title VARCHAR(160) NOT NULL, text VARCHAR(4000) NOT NULL, status VARCHAR, reason VARCHAR,
        "group" VARCHAR(60), author VARCHAR, id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE caller (
        report VARCHAR NOT NULL, name VARCHAR(240), phone VARCHAR(40), email VARCHAR(240),
        wants_answer BOOLEAN NOT NULL, notice VARCHAR(20) NOT NULL, author VARCHAR NOT NULL,
        id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX caller_by_report ON caller (report)",
    """
    CREATE TABLE objective (
        title VARCHAR(60) NOT NULL, status VARCHAR NOT NULL, indicator VARCHAR,
        baseline FLOAT, target FLOAT, due_on VARCHAR, author VARCHAR NOT NULL, closed_at VARCHAR, history JSON,
        id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    "ALTER TABLE news ADD COLUMN reminded_at VARCHAR",
)
