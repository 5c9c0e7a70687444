"""Killed in the middle of a fetch, a map pack goes on where it was and arrives whole."""

import hashlib
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from fieldapp.vault.map_packs import MapPacks
from tests.fieldapp.shell.pack_program import HERE, PART_BYTES
from tests.server.map.pack_in_hand import made_pack

KILLS = 2


def command(pack: Path, folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "tests.fieldapp.shell.pack_program", str(pack), str(folder), *words]


def words_of(lines: Iterable[str]) -> Iterator[str]:
    """Give what the program says, without what its server says."""
    return (line.split()[1] for line in lines if line.startswith(HERE) and line.endswith("\n"))


def killed_after(parts: int, pack: Path, folder: Path) -> int:
    """Kill the program once it has told of so many parts; give the last number of bytes that it told."""
    with subprocess.Popen(command(pack, folder, "to-be-killed"), stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        said = list(islice(words_of(program.stdout), parts))
        program.kill()
        said += words_of(program.stdout)
    return int(said[-1])


def test_pack_survives_kills_in_the_middle_of_its_fetch(tmp_path: Path) -> None:
    pack, chance = made_pack(tmp_path), random.Random(7)
    packs, parts = MapPacks(tmp_path / "maps"), -(-pack.stat().st_size // PART_BYTES)
    told = 0
    for _ in range(KILLS):
        told = killed_after(chance.randint(2, parts // (KILLS + 2)), pack, tmp_path)
        offer = packs.begun()
        assert offer is not None
        assert packs.held() is None, "half a pack is never in use"
        assert told <= packs.length(offer) < offer.size_bytes
    done = subprocess.run(command(pack, tmp_path), stdout=subprocess.PIPE, text=True, check=True)
    first, *_, how = words_of(done.stdout.splitlines(keepends=True))
    assert int(first) >= told, "what had come is not asked for again"
    assert how == "whole"
    held = packs.held()
    assert held is not None
    assert packs.begun() is None
    assert hashlib.sha256(packs.path(held).read_bytes()).hexdigest() == held.sha256
