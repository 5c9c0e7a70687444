"""Draft the next step of the server's tables: what `schema` has and the last step has not.

make migration SAYS="device gains its lease"
"""

import argparse
import tempfile
from pathlib import Path
from typing import Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Text, create_engine

from sync.server import migrations
from sync.server.dialect import JsonText
from sync.server.schema import metadata

VERSIONS = Path(migrations.__file__).parent / "versions"
_HEAD = '''"""{says}"""

import sqlalchemy as sa
from alembic import op

from sync.server.dialect import JsonText, plain_text

revision = "{number}"
down_revision = {before}


def upgrade() -> None:
    """Take this step."""
    {body}
'''


def _type(kind: str, thing: object, _: object) -> str | Literal[False]:
    if kind == "type" and isinstance(thing, JsonText):
        return "JsonText()"
    if kind == "type" and isinstance(thing, Text):
        return "plain_text()"
    return False


def drafted(says: str, number: str, before: str | None) -> str:
    """Write the step from the version before to the tables of today."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite+pysqlite:///{folder}/server.db")
        with engine.begin() as connection:
            if before is not None:
                migrations.climb(connection, before)
            options = {"render_as_batch": True, "render_item": _type, "compare_type": False}
            context = MigrationContext.configure(connection, opts={**options, "target_metadata": metadata})
            found = produce_migrations(context, metadata)
            assert found.upgrade_ops is not None, "what was compared has an answer"
            lines = render_python_code(found.upgrade_ops, render_as_batch=True, render_item=_type).splitlines()
            body = "\n".join(line for line in lines if "# ###" not in line).strip()
        engine.dispose()
    return _HEAD.format(says=says, number=number, before=repr(before), body=body)


def main() -> None:
    """Write the draft beside the steps that are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("says", help="what changes, in a few words")
    says = parser.parse_args().says
    before = max((path.stem[1:5] for path in VERSIONS.glob("r*.py")), default=None)
    number = f"{int(before or 0) + 1:04}"
    path = VERSIONS / f"r{number}_{'_'.join(says.lower().split())}.py"
    path.write_text(drafted(says[0].upper() + says[1:] + ".", number, before))
    print(f"{path.name}: look at it, format it, and make {number} the HEAD of sync/server/migrations/__init__.py")


if __name__ == "__main__":
    main()
