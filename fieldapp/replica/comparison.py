"""What to do where outbox and journal differ, number by number: a plan as a value, from pure functions.

    outbox     journal    what is done                                                incident
    good       same       nothing
    good       absent     the journal is written anew                                 journal-rebuilt
    good       other      the outbox is right: it is what the screens showed          journal-rebuilt
    bad MAC    good       the good copy replaces the row                              change-mended
    bad MAC    absent     it is sent as it is, and chained anew                       chain-broken
    absent     good       it comes back: waiting again, and shown again               work-brought-back
    absent     absent     an empty change takes its number, so that the rest may go   number-lost

Numbers up to the base are durable at the server, so nothing is missing there on either side.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fieldapp.replica.incidents import Incident, IncidentCode
from fieldapp.replica.outbox import Head, Kept, Link

Judge = Callable[[Link], bool]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the replica performs at its start; `Plan(base)` is nothing at all."""

    base: Head
    brought_back: tuple[Link, ...] = ()
    mended: tuple[Link, ...] = ()
    broken: tuple[int, ...] = ()
    """Numbers whose change fits no MAC, or does not follow the one before it."""
    lost: tuple[int, ...] = ()
    journal_lacks: tuple[int, ...] = ()

    @property
    def relink_from(self) -> int | None:
        """The number from which the chain has to be made anew."""
        return min((*self.broken, *self.lost), default=None)

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """Give what is to be told, one incident per sort."""
        told = (
            (IncidentCode.WORK_BROUGHT_BACK, _numbers(self.brought_back)),
            (IncidentCode.CHANGE_MENDED, _numbers(self.mended)),
            (IncidentCode.CHAIN_BROKEN, self.broken),
            (IncidentCode.NUMBER_LOST, self.lost),
            (IncidentCode.JOURNAL_REBUILT, self.journal_lacks),
        )
        return tuple(Incident(code, {"n": list(numbers)}) for code, numbers in told if numbers)


@dataclass(slots=True)
class _Findings:
    brought_back: list[Link]
    mended: list[Link]
    broken: list[int]
    lost: list[int]
    journal_lacks: list[int]


def compare(outbox: Sequence[Link], base: Head, kept: Kept, is_good: Judge) -> Plan:
    """Compare the outbox with what the journal kept and give the plan."""
    base = max(base, kept.base, key=lambda head: head.n)
    rows = {link.change.n: link for link in outbox}
    copies = {link.change.n: link for link in kept.links}
    head_n = max((base.n, *rows, *copies))
    found = _Findings([], [], [], [], [])
    before: str | None = base.mac
    for n in range(base.n + 1, head_n + 1):
        link = _one(n, rows.get(n), copies.get(n), (found, is_good))
        if link is not None and before is not None and link.before != before:
            found.broken.append(n)
        # After a break that is already told, what follows cannot fit: it is not a second break.
        before = link.mac if link is not None else None
    return Plan(
        base,
        tuple(found.brought_back),
        tuple(found.mended),
        tuple(found.broken),
        tuple(found.lost),
        tuple(found.journal_lacks),
    )


def _one(n: int, row: Link | None, copy: Link | None, world: tuple[_Findings, Judge]) -> Link | None:
    """Decide on one number; give the good link that stands there, or None."""
    found, is_good = world
    if row is not None and is_good(row):
        if copy is None or copy.mac != row.mac:
            found.journal_lacks.append(n)
        return row
    if copy is not None and is_good(copy):
        (found.brought_back if row is None else found.mended).append(copy)
        return copy
    (found.lost if row is None else found.broken).append(n)
    return None


def _numbers(links: Sequence[Link]) -> tuple[int, ...]:
    return tuple(link.change.n for link in links)
