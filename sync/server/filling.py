"""Fills a new server with the demo town: every record and event through the judge, in the order of time.

Nothing is written around the judge: a demo town that could hold what the product would refuse would show a lie. The
server writes in each agent's name at the moment told; numbers, delays and history come out as they do in life.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sync.core.model import Op, VerdictCode
from sync.server.accounts import add_account
from sync.server.demo.records import SERVER, DemoEvent, DemoRecord, DemoTown
from sync.server.parts import Parts
from sync.server.rights import SYSTEM_AGENT
from sync.server.uploads import Brought
from sync.server.writers import SystemWrite

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Told what is being written, how much of it is done, of how much."""

WRITER = "demo"
WRITES_PER_TRANSACTION = 250
PHOTOS_PER_TRANSACTION = 50


class DemoRefused(Exception):
    """The judge refused a part of the demo town: the generator and the rules have grown apart."""


def trimmed(town: DemoTown, reports_max: int) -> tuple[Sequence[DemoRecord], Sequence[DemoEvent]]:
    """Give the town's records and events with its newest reports only, nothing that hangs on the others."""
    reports = sorted((one for one in town.records if one.kind == "report"), key=lambda one: one.at)
    gone = {one.id for one in reports[: max(len(reports) - reports_max, 0)]}
    named = {"task": "report", "attachment": "parent_id"}
    hanging = {one.id for one in town.records if one.kind in named and one.fields.get(named[one.kind]) in gone}
    # A photo may hang on a task that hangs on a report.
    hanging |= {one.id for one in town.records if one.kind == "attachment" and one.fields["parent_id"] in hanging}
    left_out = gone | hanging
    records = [one for one in town.records if one.id not in left_out]
    return records, [one for one in town.events if one.id not in left_out]


def fill(parts: Parts, town: DemoTown, password: str, reports_max: int, progress: Progress) -> str:
    """Found the demo town, write all of it, give its tenant; raise `DemoRefused` if the judge refuses any."""
    records, events = trimmed(town, reports_max)
    founding = next(one for one in records if one.kind == "town")
    parts.service.found_town(str(founding.fields["name"]), founding.fields, tenant=founding.id)
    wishes = [*map(_created, (one for one in records if one.kind != "town")), *map(_changed, events)]
    for done, batch in _batches(wishes, WRITES_PER_TRANSACTION):
        for wish, verdict in zip(batch, parts.service.write_as_system(founding.id, WRITER, batch), strict=True):
            if verdict.code is VerdictCode.REJECTED:
                raise DemoRefused(f"{wish.op} {wish.kind} {wish.id}: {verdict.refusal}")
        progress("changes", done, len(wishes))
    _bring_photos(parts, town, [one for one in records if one.kind == "attachment"], progress)
    _open_accounts(parts, town, founding.id, password)
    return founding.id


def _created(record: DemoRecord) -> SystemWrite:
    return SystemWrite(record.kind, record.id, Op.CREATE, record.fields, agent=_writer(record.by), at=record.at)


def _changed(event: DemoEvent) -> SystemWrite:
    now = {name: pair[0] for name, pair in event.edits.items()}
    was = {name: pair[1] for name, pair in event.edits.items()}
    return SystemWrite(event.kind, event.id, event.op, now, was=was, agent=_writer(event.by), at=event.at)


def _writer(by: str) -> str:
    return SYSTEM_AGENT if by == SERVER else by


def _bring_photos(parts: Parts, town: DemoTown, attachments: Sequence[DemoRecord], progress: Progress) -> None:
    founding = next(one for one in town.records if one.kind == "town")
    for done, batch in _batches(attachments, PHOTOS_PER_TRANSACTION):
        parts.uploads.put_as_system(founding.id, [file for one in batch for file in _files(town, one)])
        progress("photos", done, len(attachments))


def _files(town: DemoTown, attachment: DemoRecord) -> Iterator[Brought]:
    author = str(attachment.fields["author"])
    yield Brought(attachment.id, author, town.photo(attachment.id), False, attachment.at)
    yield Brought(attachment.id, author, town.thumbnail(attachment.id), True, attachment.at)


def _open_accounts(parts: Parts, town: DemoTown, tenant: str, password: str) -> None:
    # One hash for all: the demo's password is printed on the wall, and a hundred hashes would take seconds.
    password_hash = parts.auth.passwords.hash(password)
    now = parts.service.now()
    with parts.store.writing(tenant) as unit:
        for account in town.accounts:
            add_account(unit, account.email, account.agent, password_hash, now)


def _batches(items: Sequence[T], size: int) -> Iterator[tuple[int, list[T]]]:
    """Cut into batches, each with how many there are up to its end."""
    iterator = iter(items)
    done = 0
    while batch := list(islice(iterator, size)):
        done += len(batch)
        yield done, batch
