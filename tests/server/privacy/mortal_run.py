"""A run of the policy that kills itself just before its n-th commit.

Usage: python -m tests.server.privacy.mortal_run <n> <data folder>; prints its counts when it lives to its end
"""

import json
import os
import signal
import sys
from pathlib import Path

from sync.server.accounts import Passwords
from sync.server.blobs import BlobFiles
from sync.server.data_folder import DataFolder
from sync.server.map.published import PublishedMaps
from sync.server.opening import database_of, system_now_ms
from sync.server.parts import World, build_parts
from sync.server.privacy.nightly import Nightly
from sync.server.sql_store import SqlServerStore


def main(deaths_at: int, folder: DataFolder) -> None:
    """Run until the n-th commit."""
    commits = 0

    def at_commit() -> None:
        nonlocal commits
        commits += 1
        if commits == deaths_at:
            os.kill(os.getpid(), signal.SIGKILL)

    store = SqlServerStore(database_of(folder), at_commit=at_commit)
    store.create()
    world = World(system_now_ms, os.urandom, folder.key(), Passwords(), citizens_key=folder.citizens_key())
    parts = build_parts(store, BlobFiles(folder.photos), PublishedMaps(folder.maps), world)
    (tenant,) = store.tenants()
    print(json.dumps(Nightly(parts).run(tenant)), flush=True)
    store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), DataFolder(Path(sys.argv[2])))
