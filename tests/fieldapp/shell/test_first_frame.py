"""The first frame waits for nothing that only an open office needs."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Final

from fieldapp.bootstrap import Building
from fieldapp.shell.device_settings import SettingsFile

LATER: Final = ("sqlmodel", "sqlalchemy", "pydantic", "apsw", "cryptography", "httpx", "PIL", "snowballstemmer")
"""What costs a tablet a second and more to import; it comes in a thread while somebody signs in."""


def test_first_frame_imports_neither_database_nor_network_nor_ciphers() -> None:
    asked = f"import sys, fieldapp.bootstrap; print([name for name in {LATER} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_today_is_imported_beside_the_proof_of_the_passphrase(tmp_path: Path) -> None:
    async def opened() -> None:
        building = Building(tmp_path, SettingsFile(tmp_path))
        house = await building.enter()
        assert building.furnishing is not None
        await asyncio.wait_for(building.furnishing, timeout=120)
        assert await building.enter() is house
        await house.close()

    asyncio.run(opened())
    assert "fieldapp.today.screens_field" in sys.modules
