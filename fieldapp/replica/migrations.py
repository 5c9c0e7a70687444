"""The ladder of the database's versions: explicit steps from 1 on, each in one transaction with its number.

A step is a function of the connection and never changes once released; the test keeps a database file of each version
and opens it with this code. Step 1 is the creation. A folder is never scanned for steps: on a tablet the sources are
compiled and a scan would find nothing.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Engine

from fieldapp.replica.errors import NewerDatabase
from fieldapp.replica.schema_1 import STATEMENTS as FIRST_STATEMENTS
from fieldapp.replica.schema_2 import STATEMENTS as ROUND_STATEMENTS
from fieldapp.replica.schema_3 import STATEMENTS as DESK_STATEMENTS
from fieldapp.replica.schema_4 import STATEMENTS as REACH_STATEMENTS
from fieldapp.replica.schema_5 import STATEMENTS as ROUTING_STATEMENTS

Step = Callable[[Connection], None]


def create_all(connection: Connection) -> None:
    """Step 1: make every table, index and trigger of version 1."""
    for statement in FIRST_STATEMENTS:
        connection.exec_driver_sql(statement)


def add_rounds(connection: Connection) -> None:
    """Step 2: make the table of the rounds.

    Rounds that an older app could only park are shown at the first start of this one (`retry_parked`).
    """
    for statement in ROUND_STATEMENTS:
        connection.exec_driver_sql(statement)


def add_desk(connection: Connection) -> None:
    """Step 3: make the tables of the desk and of the objectives; a note has its reminder."""
    for statement in DESK_STATEMENTS:
        connection.exec_driver_sql(statement)


def add_reach(connection: Connection) -> None:
    """Step 4: make the table that tells whom a mandatory note has reached.

    What an older app could only park is shown at the first start of this one (`retry_parked`).
    """
    for statement in REACH_STATEMENTS:
        connection.exec_driver_sql(statement)


def add_routing(connection: Connection) -> None:
    """Step 5: make the table of the rules by which reports go to services; a report tells of its delay.

    Rules that an older app could only park are read at the first start of this one (`retry_parked`).
    """
    for statement in ROUTING_STATEMENTS:
        connection.exec_driver_sql(statement)


LADDER: tuple[Step, ...] = (create_all, add_rounds, add_desk, add_reach, add_routing)
"""The step at index i leads from version i to version i + 1."""


def database_version(connection: Connection) -> int:
    """Read the version of a database; 0 is an empty one."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def migrate(engine: Engine, ladder: Sequence[Step] = LADDER) -> int:
    """Climb to the newest version and give how many steps that took; raise `NewerDatabase`.

    After a crash or a failed step the database stands on the step before.
    """
    with engine.connect() as connection:
        found = database_version(connection)
    if found > len(ladder):
        raise NewerDatabase(found, len(ladder))
    for version, step in enumerate(ladder[found:], start=found + 1):
        with engine.begin() as connection:
            step(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={version}")
    return len(ladder) - found
