"""The process of one device: it writes at a rate and tells each write that is durable.

    python -m tests.matrix.device PROFILE URL ACCOUNT WRITES_PER_S NAME

It tells JSON lines: `ready` with its id once it runs, `did` for each gesture that has returned, `failed` for each that
was refused with its reason, `stands` when asked. It hears words, a line each: `rest` (write no more), `stand`, `end`.
"""

import asyncio
import json
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select, text
from sqlmodel import Session

from fieldapp.replica.errors import ReplicaError
from fieldapp.replica.pill import pill_counts
from fieldapp.replica.ports import World
from fieldapp.replica.tables import Report, table_of
from fieldapp.replica.unit import Unit
from fieldapp.reports.actions import add_comment, add_photo
from fieldapp.vault.errors import StorageFailed
from sync.client.http_transport import Connection
from sync.core.session import Wake
from sync.records.attachment import PhotoRole
from tests.fieldapp.photos import SmallPhoto
from tests.matrix.checks import content_hash
from tests.stories.machine import Machine
from tests.stories.people import CENTRE, EAST

PHOTO_BYTES: Final = 30_000
PHOTOS_PER_REPORT_MAX: Final = 3


def tell(**line: Any) -> None:
    """Say a line."""
    print(json.dumps(line, ensure_ascii=False), flush=True)


def new_report(unit: Unit, token: str) -> str:
    """Write a report in the town."""
    place = {"lat": CENTRE[0], "long": CENTRE[1], "zone": EAST, "requested_datetime": unit.now, "author": unit.agent}
    return unit.create("report", {"service_code": "nid_de_poule", "description": token, **place})


def reword(unit: Unit, report_id: str, token: str) -> None:
    """Say it otherwise."""
    unit.update("report", report_id, {"description": token})


class Writer:
    """An agent who never stops writing."""

    def __init__(self, machine: Machine, name: str, writes_per_s: float) -> None:
        """Begin with nothing written."""
        self.machine = machine
        self.is_resting = False
        self.written_ms = 0
        self._name, self._pause_s = name, 1 / writes_per_s
        self._chance = random.Random(name)
        self._reports: list[str] = []
        self._photos: dict[str, int] = {}
        self._count = 0

    async def work(self) -> None:
        """Write at the rate until told to rest; what fails is told and tried no more."""
        due_s = time.monotonic()
        while not self.is_resting:
            self._count += 1
            try:
                tell(did=await self._gesture(f"{self._name}-{self._count}"))
                self.machine.engine.wake(Wake.WORK)
            except (ReplicaError, StorageFailed) as trouble:
                tell(failed=type(trouble).__name__)
            self.written_ms = time.time_ns() // 1_000_000
            due_s = max(due_s + self._pause_s, time.monotonic() - 1)
            await asyncio.sleep(due_s - time.monotonic())

    async def _gesture(self, token: str) -> list[str]:
        """Do one gesture and give kind, id and the words by which it is known."""
        kind = self._chance.choices(("report", "comment", "reword", "photo"), (45, 25, 25, 5))[0]
        if kind == "report" or not self._reports:
            report_id = await self.machine.write(new_report, token)
            self._reports.append(report_id)
            return ["report", report_id, token]
        report_id = self._chance.choice(self._reports)
        if kind == "photo" and self._photos.get(report_id, 0) < PHOTOS_PER_REPORT_MAX:
            return await self._photo(report_id, token)
        if kind == "comment":
            # On anybody's report: two devices speak about one.
            report_id = self._chance.choice(await self.machine.read(reports_here))
            await self.machine.write(add_comment, report_id, token)
        else:
            await self.machine.write(reword, report_id, token)
        return ["report", report_id, token]

    async def _photo(self, report_id: str, token: str) -> list[str]:
        photo = SmallPhoto(token.encode() + self._chance.randbytes(PHOTO_BYTES), thumbnail=token.encode())
        attachment = await self.machine.write(add_photo, report_id, photo, PhotoRole.DETAIL)
        self._photos[report_id] = self._photos.get(report_id, 0) + 1
        return ["attachment", attachment, photo.sha256]


def reports_here(session: Session) -> list[str]:
    """Give the ids of the reports that the device holds."""
    return list(session.execute(select(table_of(Report).c.id).order_by(table_of(Report).c.id)).scalars())


def reports_held(session: Session) -> str:
    """Give the hash of all that the screens show of reports."""
    table = table_of(Report)
    rows = session.execute(select(table.c.id, table.c.description, table.c.comments))
    return content_hash((row.id, row.description, row.comments) for row in rows)


def is_intact(session: Session) -> bool:
    """Ask the database itself."""
    return bool(session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok")


async def stand(machine: Machine, writer: Writer) -> None:
    """Say how all stands, and try to send what waits."""
    machine.engine.wake(Wake.PERSON)
    counts = await machine.read(pill_counts, machine.agent)
    status = machine.engine.status
    agreed = status.agreed_ms is not None and status.agreed_ms >= writer.written_ms and not status.mismatched
    tell(
        stands={
            "unsent": counts.to_send,
            "to_reconcile": counts.to_reconcile,
            "agreed": agreed,
            "halt": status.halt.value if status.halt else None,
            "trouble": status.trouble.value if status.trouble else None,
            "reports": await machine.read(reports_held),
            "intact": await machine.read(is_intact),
        }
    )


def heard() -> "asyncio.Queue[str]":
    """Give the words said to this process, as they come; the end of them is `end`."""
    words: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def listen() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(words.put_nowait, line.strip())
        loop.call_soon_threadsafe(words.put_nowait, "end")

    threading.Thread(target=listen, daemon=True).start()
    return words


async def main(profile: Path, url: str, account: str, writes_per_s: float, name: str) -> None:
    """Live until told to end, or killed."""
    machine = Machine(profile, account, lambda: Connection(url), World())
    words = heard()
    await machine.start()
    tell(ready=machine.id)
    writer = Writer(machine, name, writes_per_s)
    working = asyncio.create_task(writer.work()) if await words.get() == "work" else None
    while (word := await words.get()) != "end":
        if word == "rest":
            writer.is_resting = True
        elif word == "stand":
            await stand(machine, writer)
    writer.is_resting = True
    if working is not None:
        await working
    await machine.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4]), sys.argv[5]))
