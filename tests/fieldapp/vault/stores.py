"""Key stores of tests: one in memory, and one that survives the kill of who writes into it."""

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class MemoryStore:
    """What the platform keeps, by name."""

    kept: dict[str, str] = field(default_factory=dict)

    async def read(self, name: str) -> str | None:
        """Give a secret."""
        return self.kept.get(name)

    async def write(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self.kept[name] = secret


class FileStore(MemoryStore):
    """A store that is a file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    async def read(self, name: str) -> str | None:
        """Give a secret."""
        found: dict[str, str] = json.loads(self._path.read_bytes()) if self._path.exists() else {}
        return found.get(name)

    async def write(self, name: str, secret: str) -> None:
        """Keep a secret."""
        part = self._path.with_suffix(".new")
        part.write_text(json.dumps({name: secret}))
        part.replace(self._path)
