"""Version 1 of the database, as it was created: frozen, whatever the models become later."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE acknowledgement (
        news VARCHAR NOT NULL, news_author VARCHAR NOT NULL, agent VARCHAR NOT NULL,
        content_hash VARCHAR(64) NOT NULL, opened_at VARCHAR, acknowledged_at VARCHAR, id VARCHAR NOT NULL,
        extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX acknowledgement_by_news ON acknowledgement (news, agent)",
    """
    CREATE TABLE agent (
        given_name VARCHAR(240) NOT NULL, family_name VARCHAR(240) NOT NULL, role VARCHAR NOT NULL,
        job_title VARCHAR(240), service VARCHAR, team VARCHAR, zones JSON, active BOOLEAN NOT NULL,
        id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE attachment (
        parent_kind VARCHAR NOT NULL, parent_id VARCHAR NOT NULL, role VARCHAR NOT NULL,
        "order" INTEGER NOT NULL, sha256 VARCHAR(64) NOT NULL, size_bytes INTEGER NOT NULL,
        media_type VARCHAR(80) NOT NULL, width INTEGER, height INTEGER, thumbnail_sha256 VARCHAR,
        thumbnail_bytes INTEGER, name VARCHAR(240), author VARCHAR NOT NULL, taken_at VARCHAR, lat FLOAT,
        long FLOAT, received_at VARCHAR, id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    'CREATE INDEX attachment_by_parent ON attachment (parent_kind, parent_id, "order")',
    """
    CREATE TABLE "conflict" (
        record_kind VARCHAR NOT NULL, record_id VARCHAR NOT NULL, names JSON, status VARCHAR NOT NULL, base JSON,
        theirs JSON, theirs_agent VARCHAR, theirs_at VARCHAR, sides JSON, desk VARCHAR, settled_by VARCHAR,
        settled_at VARCHAR, choice VARCHAR, history JSON, id VARCHAR NOT NULL, extra JSON, absent JSON,
        PRIMARY KEY (id)
    )
    """,
    'CREATE INDEX conflict_by_record ON "conflict" (record_id)',
    'CREATE INDEX conflict_by_status ON "conflict" (status)',
    """
    CREATE TABLE draft (
        id VARCHAR NOT NULL, form VARCHAR NOT NULL, fields JSON NOT NULL, saved_at VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_draft_form ON draft (form)",
    """
    CREATE TABLE draft_photo (
        id VARCHAR NOT NULL, draft VARCHAR NOT NULL, role VARCHAR NOT NULL, "order" INTEGER NOT NULL,
        photo JSON NOT NULL, PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_draft_photo_draft ON draft_photo (draft)",
    """
    CREATE TABLE incident (
        id INTEGER NOT NULL, at VARCHAR NOT NULL, code VARCHAR NOT NULL, told JSON, PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE loose_file (
        name VARCHAR NOT NULL, PRIMARY KEY (name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE news (
        title VARCHAR(160) NOT NULL, summary VARCHAR(240), body VARCHAR(40000) NOT NULL, category VARCHAR(240),
        importance VARCHAR NOT NULL, status VARCHAR NOT NULL, audience JSON, author VARCHAR NOT NULL,
        service VARCHAR, published_at VARCHAR, expires_at VARCHAR, pinned BOOLEAN NOT NULL,
        comments_closed BOOLEAN NOT NULL, comments JSON, history JSON, id VARCHAR NOT NULL, extra JSON,
        absent JSON, PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX news_by_day ON news (status, published_at)",
    """
    CREATE TABLE outbox (
        n INTEGER NOT NULL, txn VARCHAR NOT NULL, kind VARCHAR NOT NULL, record_id VARCHAR NOT NULL,
        op VARCHAR NOT NULL, change JSON NOT NULL, "before" VARCHAR NOT NULL, mac VARCHAR NOT NULL,
        made_at VARCHAR NOT NULL, state VARCHAR NOT NULL, verdict JSON, is_filler BOOLEAN NOT NULL,
        PRIMARY KEY (n)
    )
    """,
    "CREATE INDEX outbox_by_record ON outbox (kind, record_id, n)",
    "CREATE INDEX outbox_by_state ON outbox (state, n)",
    """
    CREATE TABLE parked (
        kind VARCHAR NOT NULL, id VARCHAR NOT NULL, rv INTEGER NOT NULL, fields JSON NOT NULL,
        scopes JSON NOT NULL, PRIMARY KEY (kind, id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE photo (
        id VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, size_bytes INTEGER NOT NULL, is_mine BOOLEAN NOT NULL,
        has_original BOOLEAN NOT NULL, has_thumbnail BOOLEAN NOT NULL, thumbnail_sent_bytes INTEGER NOT NULL,
        uploaded_bytes INTEGER NOT NULL, is_received BOOLEAN NOT NULL, is_wanted BOOLEAN NOT NULL,
        added_at VARCHAR NOT NULL, PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX photo_by_state ON photo (is_mine, is_received)",
    """
    CREATE TABLE report (
        service_code VARCHAR(60) NOT NULL, description VARCHAR(4000), status VARCHAR NOT NULL,
        priority VARCHAR NOT NULL, number VARCHAR(20), channel VARCHAR NOT NULL,
        requested_datetime VARCHAR NOT NULL, lat FLOAT NOT NULL, long FLOAT NOT NULL, accuracy_m FLOAT,
        position_source VARCHAR NOT NULL, position_mocked BOOLEAN NOT NULL, address VARCHAR(240), zone VARCHAR,
        service VARCHAR, team VARCHAR, assignee VARCHAR, author VARCHAR, first_answer_due_at VARCHAR,
        expected_datetime VARCHAR, scheduled_at VARCHAR, closed_at VARCHAR, reject_reason VARCHAR,
        status_notes VARCHAR(4000), duplicate_of VARCHAR, reopened BOOLEAN NOT NULL, followers JSON,
        time_spent_minutes INTEGER, comments JSON, history JSON, id VARCHAR NOT NULL, extra JSON, absent JSON,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX report_by_assignee ON report (assignee, status)",
    "CREATE INDEX report_by_author ON report (author, requested_datetime)",
    "CREATE INDEX report_by_place ON report (lat, long)",
    "CREATE INDEX report_by_service ON report (service, status)",
    "CREATE INDEX report_by_status ON report (status, requested_datetime)",
    "CREATE INDEX report_by_zone ON report (zone, status)",
    """
    CREATE TABLE scope (
        scope VARCHAR NOT NULL, cursor INTEGER NOT NULL, held_rows INTEGER NOT NULL, sum_hex VARCHAR NOT NULL,
        is_rereading BOOLEAN NOT NULL, mismatches INTEGER NOT NULL, PRIMARY KEY (scope)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE service (
        name VARCHAR(240) NOT NULL, code VARCHAR(40) NOT NULL, phone VARCHAR(40), id VARCHAR NOT NULL,
        extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE setting (
        name VARCHAR NOT NULL, value JSON NOT NULL, PRIMARY KEY (name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE shadow (
        kind VARCHAR NOT NULL, id VARCHAR NOT NULL, fields JSON NOT NULL, PRIMARY KEY (kind, id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE sync_row (
        kind VARCHAR NOT NULL, id VARCHAR NOT NULL, rv INTEGER NOT NULL, hash VARCHAR NOT NULL,
        scopes JSON NOT NULL, sealed JSON, suspect JSON, PRIMARY KEY (kind, id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX sync_row_sealed ON sync_row (sealed) WHERE sealed IS NOT NULL",
    "CREATE INDEX sync_row_suspect ON sync_row (suspect) WHERE suspect IS NOT NULL",
    """
    CREATE TABLE task (
        title VARCHAR(160) NOT NULL, description VARCHAR(4000), status VARCHAR NOT NULL,
        priority VARCHAR NOT NULL, category VARCHAR(60), due_at VARCHAR, expected_minutes INTEGER,
        service VARCHAR, team VARCHAR, assignee VARCHAR, report VARCHAR, zone VARCHAR, address VARCHAR(240),
        lat FLOAT, long FLOAT, checklist JSON, checks JSON, photo_proof BOOLEAN NOT NULL,
        time_spent_minutes INTEGER, started_at VARCHAR, done_at VARCHAR, impossible_reason VARCHAR,
        impossible_note VARCHAR(4000), handover_note VARCHAR(4000), author VARCHAR, comments JSON, history JSON,
        id VARCHAR NOT NULL, extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX task_by_assignee ON task (assignee, status, due_at)",
    "CREATE INDEX task_by_report ON task (report)",
    "CREATE INDEX task_by_service ON task (service, status, due_at)",
    "CREATE INDEX task_by_team ON task (team, status, due_at)",
    """
    CREATE TABLE team (
        name VARCHAR(240) NOT NULL, service VARCHAR NOT NULL, zones JSON, id VARCHAR NOT NULL, extra JSON,
        absent JSON, PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE town (
        name VARCHAR(240) NOT NULL, insee_code VARCHAR(5), siren VARCHAR(9), centre_lat FLOAT NOT NULL,
        centre_long FLOAT NOT NULL, bounds JSON, phone VARCHAR(40), policy JSON, id VARCHAR NOT NULL, extra JSON,
        absent JSON, PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE zone (
        name VARCHAR(240) NOT NULL, code VARCHAR(40) NOT NULL, polygon JSON NOT NULL, id VARCHAR NOT NULL,
        extra JSON, absent JSON, PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE search_entry (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            title TEXT NOT NULL,
            body TEXT NOT NULL,
            stems TEXT NOT NULL,
            UNIQUE (kind, id)
        )
    """,
    """
    CREATE VIRTUAL TABLE search USING fts5 (
            title, body, stems,
            content='search_entry', content_rowid='number',
            tokenize='unicode61 remove_diacritics 2', prefix='2 3'
        )
    """,
    "INSERT INTO search (search, rank) VALUES ('rank', 'bm25(10.0, 3.0, 1.0)')",
    """
    CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
            INSERT INTO search (rowid, title, body, stems) VALUES (new.number, new.title, new.body, new.stems);
        END
    """,
    """
    CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
            INSERT INTO search (search, rowid, title, body, stems)
                VALUES ('delete', old.number, old.title, old.body, old.stems);
        END
    """,
    """
    CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
            INSERT INTO search (search, rowid, title, body, stems)
                VALUES ('delete', old.number, old.title, old.body, old.stems);
            INSERT INTO search (rowid, title, body, stems) VALUES (new.number, new.title, new.body, new.stems);
        END
    """,
)
