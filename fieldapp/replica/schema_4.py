"""Version 4 of the database: whom a mandatory note has reached; frozen."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE reach (
        news VARCHAR NOT NULL, news_author VARCHAR NOT NULL, content_hash VARCHAR(64) NOT NULL, agents JSON NOT NULL,
        id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX reach_by_news ON reach (news, content_hash)",
)
