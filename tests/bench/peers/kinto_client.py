"""Kinto's client half, run by Kinto's own Python: the rows go up by its batch endpoint.

kinto_client.py URL ROWS
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

REQUESTS: Any = import_module("requests")
BATCH = 200
"""Faster here than its default of 25, and than 500."""
RECORDS = "/v1/buckets/town/collections/reports"


def main() -> None:
    """Measure."""
    url, rows = sys.argv[1], [json.loads(line) for line in Path(sys.argv[2]).read_text().splitlines()]
    session = REQUESTS.Session()
    session.auth, session.trust_env = ("user", "pass"), False
    for address in ("/v1/buckets/town", RECORDS):
        session.put(url + address).raise_for_status()
    begun = time.perf_counter()
    for first in range(0, len(rows), BATCH):
        asks = [
            {"path": f"{RECORDS}/records/{row['id']}", "body": {"data": row}} for row in rows[first : first + BATCH]
        ]
        answer = session.post(f"{url}/v1/batch", json={"defaults": {"method": "PUT"}, "requests": asks})
        answer.raise_for_status()
        assert all(one["status"] == 201 for one in answer.json()["responses"]), "every row is taken"
    print(json.dumps({"step": "up", "seconds": time.perf_counter() - begun}), flush=True)


if __name__ == "__main__":
    main()
