"""The rows that all of them move: reports of about 250 bytes, the same for us and for every peer."""

import json
from pathlib import Path
from typing import Any, Final

from tests.bench.reports import report_fields, report_id

NAMES: Final = ("service_code", "description", "status", "requested_datetime", "lat", "long", "service")


def small_fields(n: int) -> dict[str, Any]:
    """Give the fields of the nth report, as a citizen's form or a short call fills them."""
    fields = report_fields(n)
    return {name: fields[name] for name in NAMES}


def row(n: int) -> dict[str, Any]:
    """Give the nth report as a peer stores it."""
    return {"id": report_id(n), **small_fields(n)}


def rows_file(path: Path, count: int) -> Path:
    """Write the first rows as lines of JSON, for the processes of the peers."""
    lines = (json.dumps(row(n), ensure_ascii=False, separators=(",", ":")) for n in range(1, count + 1))
    path.write_text("\n".join(lines) + "\n")
    return path
