"""The first frame waits for nothing that only an open office needs."""

import subprocess
import sys
from typing import Final

LATER: Final = ("sqlmodel", "sqlalchemy", "pydantic", "apsw", "cryptography", "httpx", "PIL", "snowballstemmer")
"""What costs a tablet a second and more to import; it comes in a thread while somebody signs in."""


def test_first_frame_imports_neither_database_nor_network_nor_ciphers() -> None:
    asked = f"import sys, fieldapp.bootstrap; print([name for name in {LATER} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
