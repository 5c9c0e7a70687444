"""The pins of tasks and reports, the same on every map: what a marker tells of a piece of work."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from fieldapp.ui.i18n import Words
from fieldapp.ui.map_scene import Pin
from fieldapp.ui.widgets import Foot, Mark
from fieldapp.ui.works import Seen, Work, category_glyph, in_order, work_title
from sync.records.report import ReportStatus
from sync.records.task import TaskStatus
from sync.records.urgency import is_dangerous, is_overdue


def mark_of(work: Work, now: str) -> Mark:
    """Give what a marker tells of a piece of work: danger, lateness, else how far it is."""
    if is_dangerous(work.priority):
        return Mark.DANGER
    return Mark.LATE if is_overdue(work.due_at, now) else _MARKS.get(work.status, Mark.TO_DO)


_MARKS: Final = {
    TaskStatus.PRISE_EN_CHARGE.value: Mark.UNDER_WAY,
    TaskStatus.FAITE.value: Mark.TO_CHECK,
    TaskStatus.IMPOSSIBLE.value: Mark.TO_CHECK,
    ReportStatus.PRIS_EN_CHARGE.value: Mark.UNDER_WAY,
    ReportStatus.EN_COURS.value: Mark.UNDER_WAY,
    ReportStatus.FAIT_A_CONTROLER.value: Mark.TO_CHECK,
    ReportStatus.RESOLU.value: Mark.TO_CHECK,
    ReportStatus.EN_ATTENTE_USAGER.value: Mark.WAITING,
    ReportStatus.TRANSFERE_TIERS.value: Mark.WAITING,
    ReportStatus.SOUS_SURVEILLANCE.value: Mark.WAITING,
}
"""What is neither here nor urgent is still to be done."""


def work_pin(t: Words, work: Work, seen: Seen, *, selected: bool = False) -> Pin | None:
    """Give the pin of a piece of work; None for one without a place."""
    if work.point is None:
        return None
    title = work_title(t, work)
    label = f"{title}, {work.address}" if work.address else title
    mark = mark_of(work, seen.instant)
    return Pin(work.id, work.point, category_glyph(work.category), label, mark, selected=selected)


def work_pins(
    t: Words, works: Iterable[Work], seen: Seen, selected: str | None = None, foot: Foot = Foot.REPORT
) -> tuple[Pin, ...]:
    """Give the pins of works that have a place, the urgent ones last so that they lie on top."""
    found = (work_pin(t, work, seen, selected=work.id == selected) for work in reversed(in_order(works, seen)))
    return tuple(replace(pin, foot=foot) for pin in found if pin is not None)
