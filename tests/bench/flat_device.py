"""The memory of a device: open its office, show today, search, write a report; then tell the most that it took.

python -m tests.bench.flat_device FOLDER        a process of its own; prints kB
"""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Final

from fieldapp.replica.replica import Replica
from fieldapp.replica.unit import Unit
from fieldapp.search.queries import find
from fieldapp.today.queries import Moment, field_day
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.vault import Vault, vault_folder
from sync.client.system import spare_collector
from tests.bench.processes import ROOT, peak_kb
from tests.bench.reports import report_fields
from tests.fieldapp.town import NORD, NOW
from tests.stories.people import KARIM, PASSPHRASE

SECRET: Final = HeldSecret(b"the device of a measurement".ljust(32))


def memory_mb(folder: Path) -> float:
    """Give the most memory that an office in this folder takes in a process of its own."""
    words = [sys.executable, "-m", "tests.bench.flat_device", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    return int(done.stdout.split()[-1]) / 1_024


def main() -> None:
    """Do it."""
    spare_collector()
    vault = Vault.unlock(vault_folder(Path(sys.argv[1]), "karim", SECRET), PASSPHRASE, SECRET)
    assert isinstance(vault, Vault), "the passphrase opens it"
    with vault:
        replica = Replica.open_now(vault)
        replica.read_now(field_day, KARIM, NORD, Moment(NOW[:10], NOW))
        replica.read_now(find, "lampadaire")
        asyncio.run(replica.write(Unit.create, "report", report_fields(1)))
        replica.close_now()
    print(peak_kb())


if __name__ == "__main__":
    main()
