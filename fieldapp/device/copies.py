"""A file of the app copied to where a person chose, whole or not at all."""

import os
import shutil
from pathlib import Path
from typing import Final

COPY_BYTES: Final = 1024 * 1024


def copied_to(path: Path, chosen: Path) -> None:
    """Copy a file to where the person chose, down to the medium: a stick is pulled out early."""
    part = chosen.with_name(f"{chosen.name}.part")
    try:
        with path.open("rb") as source, part.open("wb") as target:
            shutil.copyfileobj(source, target, COPY_BYTES)
            target.flush()
            os.fsync(target.fileno())
        part.replace(chosen)
    finally:
        part.unlink(missing_ok=True)
