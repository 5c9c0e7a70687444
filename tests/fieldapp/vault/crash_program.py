"""A program to be killed: it writes a photo, a journal entry and a row, then says their number aloud.

python -m tests.fieldapp.vault.crash_program FOLDER SECRET_HEX
"""

import sys
from pathlib import Path

from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.vault import Vault
from tests.fieldapp.vault.conftest import PASSPHRASE

PHOTO = b"not really a photo " * 500


def main(folder: Path, device: HeldSecret) -> None:
    """Write until killed, beginning after the last row."""
    vault = Vault.unlock(folder, PASSPHRASE, device)
    assert isinstance(vault, Vault), vault
    with vault.database_engine().connect() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS change (n INTEGER PRIMARY KEY, fields TEXT)")
        connection.commit()
        n = connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM change").scalar_one()
        while True:
            n += 1
            vault.files.write(f"photo {n}", "report", PHOTO)
            vault.journal.append(str(n).encode())
            connection.exec_driver_sql("INSERT INTO change VALUES (?, ?)", (n, "x" * 3000))
            connection.commit()
            print(n, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), HeldSecret(bytes.fromhex(sys.argv[2])))
