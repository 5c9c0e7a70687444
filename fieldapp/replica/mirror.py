"""The journal beside the outbox: every gesture is in it before it is committed, and each mends the other.

No SQLite engine sees a page that was rolled back to an older valid version, or a WAL whose damaged tail it drops:
committed work would vanish without a word. `comparison` decides, here it is done: the database first, in one
transaction; then, once that is durable, the journal is written anew where it must be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fieldapp.replica.comparison import Plan, compare
from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.incidents import Incident, IncidentCode, note_incidents
from fieldapp.replica.journal_port import WorkJournal
from fieldapp.replica.outbox import (
    FIRST_HEAD,
    Head,
    Link,
    MacKey,
    base_entry_of,
    chain_base,
    entry_of,
    is_genuine,
    link_of_row,
    linked,
    read_entries,
)
from fieldapp.replica.ports import SealedFiles, World
from fieldapp.replica.revival import fill_number, mend, revive
from fieldapp.replica.settings import Setting, set_setting
from fieldapp.replica.tables import table_of
from sync.core.instants import instant_of_ms

COMPACT_AFTER = 256
"""Forgotten changes that the journal may carry before it is written anew."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the comparison at the start found; empty when all was well."""

    incidents: tuple[Incident, ...] = ()
    brought_back: tuple[int, ...] = ()


class Mirror:
    """The journal as the replica uses it; on the database thread only."""

    def __init__(self, journal: WorkJournal, mac_key: MacKey) -> None:
        """Take the vault's open journal and the way to the key of the chain."""
        self._journal = journal
        self._mac_key = mac_key
        self._must_rewrite = False
        self._oldest_n = 0
        """Changes up to this number are not in the journal."""

    def commit(self, session: Session, links: Sequence[Link]) -> None:
        """Write a gesture into the journal, then commit; a failed commit cuts the journal back."""
        if not links:
            session.commit()
            return
        if self._journal.report.is_damaged:
            # A write failed and could not be undone: begin again from what is committed.
            self._rewrite(session, before=links[0].change.n)
        position = self._journal.append(entry_of(links))
        try:
            session.commit()
        except BaseException:
            self._journal.truncate_to(position)
            raise

    def commit_anew(self, session: Session, links: Sequence[Link]) -> None:
        """Write the journal of a new chain, then commit; a failed commit brings the old one back."""
        self._journal.rewrite(_entries(FIRST_HEAD, links))
        self._oldest_n = 0
        try:
            session.commit()
        except BaseException:
            session.rollback()
            self._rewrite(session)
            raise

    def reconcile(
        self, session: Session, files: SealedFiles, world: World, found: tuple[Incident, ...] = ()
    ) -> Reconciled:
        """Compare and mend the outbox in the session's transaction; `settle_down` mends the journal after it.

        Incidents that were found before are kept and told with those of the comparison.
        """
        key = self._mac_key()
        kept = read_entries(self._journal.entries())
        base = chain_base(session)
        plan = compare(_outbox_links(session), base, kept, lambda link: is_genuine(link, key))
        incidents = plan.incidents + self._damage(plan)
        self._oldest_n = kept.base.n
        self._must_rewrite = bool(incidents)
        if plan.base != base:
            set_setting(session, Setting.CHAIN_BASE, [plan.base.n, plan.base.mac])
        self._perform(session, plan, files)
        note_incidents(session, (*found, *incidents), instant_of_ms(world.now_ms()))
        return Reconciled((*found, *incidents), tuple(link.change.n for link in plan.brought_back))

    def settle_down(self, session: Session) -> None:
        """Write the journal anew where it must be: after an incident, or to let what is durable go."""
        if self._must_rewrite or chain_base(session).n - self._oldest_n >= COMPACT_AFTER:
            self._rewrite(session)
            self._must_rewrite = False

    def rechain(self, session: Session) -> None:
        """Chain all changes anew under the key of today, commit, and write the journal of them."""
        base = chain_base(session)
        self._relink(session, base.n + 1, base)
        session.commit()
        self._rewrite(session)

    def _damage(self, plan: Plan) -> tuple[Incident, ...]:
        healed = self._journal.report.is_damaged and not plan.journal_lacks
        return (Incident(IncidentCode.JOURNAL_REBUILT, {"n": []}),) if healed else ()

    def _perform(self, session: Session, plan: Plan, files: SealedFiles) -> None:
        for link in plan.mended:
            mend(session, link)
        for link in plan.brought_back:
            revive(session, link, files)
        for n in plan.lost:
            fill_number(session, n, self._mac_key())
        if plan.relink_from is not None:
            self._relink(session, plan.relink_from, plan.base)

    def _relink(self, session: Session, first_n: int, base: Head) -> None:
        """Chain anew all changes from a number on: what was broken has been told, the rest must be provable."""
        table, key = table_of(OutboxRow), self._mac_key()
        known = {link.change.n: link.mac for link in _outbox_links(session)}
        before = known.get(first_n - 1, base.mac)
        for link in _outbox_links(session, after_n=first_n - 1):
            again = linked(link.change, before, key)
            values = {"before": again.before, "mac": again.mac}
            session.execute(update(table).where(table.c.n == link.change.n).values(values))
            before = again.mac

    def _rewrite(self, session: Session, before: int | None = None) -> None:
        base = chain_base(session)
        links = [link for link in _outbox_links(session, after_n=base.n) if before is None or link.change.n < before]
        self._journal.rewrite(_entries(base, links))
        self._oldest_n = base.n


def _outbox_links(session: Session, after_n: int = 0) -> list[Link]:
    table = table_of(OutboxRow)
    rows = session.execute(select(table).where(table.c.n > after_n).order_by(table.c.n)).mappings()
    return [link_of_row(row) for row in rows]


def _entries(base: Head, links: Sequence[Link]) -> Iterator[bytes]:
    yield base_entry_of(base)
    for _, gesture in groupby(links, key=lambda link: link.change.txn):
        yield entry_of(tuple(gesture))
