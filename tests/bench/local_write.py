"""A report written on the device, durably, against a bare insert of the same fields into the same database."""

import json
import os
from collections.abc import Iterator

from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Identity
from fieldapp.replica.unit import Unit
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from tests.bench.figures import Figure, Setting, side_by_side
from tests.bench.reports import report_fields, report_id
from tests.fieldapp.town import uid
from tests.stories.people import KARIM, PASSPHRASE

ROUNDS, ROUNDS_QUICK = 600, 60


def local_write(setting: Setting) -> Iterator[Figure]:
    """Measure `replica.write` of one report: row, search, outbox link, journal, commit."""
    device = HeldSecret(os.urandom(32))
    folder = vault_folder(setting.folder, "karim", device)
    with Vault.create(folder, PASSPHRASE, device, cost=COST_FLOOR) as vault:
        replica = Replica.open_now(vault)
        replica.enrol_now(Identity(uid("tablet"), KARIM, uid("tenant")))
        raw = vault.database_engine().raw_connection()
        raw.cursor().execute("CREATE TABLE bare (id TEXT PRIMARY KEY, fields TEXT) WITHOUT ROWID")
        raw.commit()
        rounds = setting.size(ROUNDS, ROUNDS_QUICK)

        def write_report(n: int) -> None:
            setting.tell("local write", n, rounds)
            replica.write_now(Unit.create, "report", report_fields(n))

        def insert_bare(n: int) -> None:
            raw.cursor().execute("INSERT INTO bare VALUES (?, ?)", (report_id(n), json.dumps(report_fields(n))))
            raw.commit()

        ours, peers = side_by_side(write_report, insert_bare, rounds)
        raw.close()
        replica.close_now()
    yield Figure("local write: row, outbox and journal, durable; peer: bare durable insert", ours, "ms", peers)
