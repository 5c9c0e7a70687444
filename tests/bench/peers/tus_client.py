"""The client of tus, run by its own Python: photos one after the other, each whole, as tuspy does by default.

tus_client.py URL PHOTO…
"""

import json
import sys
import time
from importlib import import_module
from typing import Any

TUS: Any = import_module("tusclient.client")


def main() -> None:
    """Measure."""
    client = TUS.TusClient(f"{sys.argv[1]}/files/")
    begun = time.perf_counter()
    for path in sys.argv[2:]:
        client.uploader(path, metadata={"filename": path.rpartition("/")[2]}).upload()
    print(json.dumps({"step": "photos", "seconds": time.perf_counter() - begun}), flush=True)


if __name__ == "__main__":
    main()
