"""How a report ends: drawn once for each, after the shares of a real town."""

import random
from enum import StrEnum

from sync.records.base import Role
from sync.server.demo.chance import pick
from sync.server.demo.report_drafts import Draft


class Fate(StrEnum):
    """How a report ends, if it ends before now."""

    MENDED = "mended"
    MENDED_AT_ONCE = "mended_at_once"
    CHECKED = "checked"
    REJECTED = "rejected"
    REPEATED = "repeated"
    HANDED_ON = "handed_on"
    IMPOSSIBLE = "impossible"
    WATCHED = "watched"
    ASKED_BACK = "asked_back"
    FORGOTTEN = "forgotten"
    UNSORTED = "unsorted"
    SENT_BACK = "sent_back"
    BOOKED = "booked"


_FATES: dict[Fate, float] = {
    Fate.MENDED: 0.78,
    Fate.CHECKED: 0.045,
    Fate.REJECTED: 0.09,
    Fate.HANDED_ON: 0.035,
    Fate.IMPOSSIBLE: 0.013,
    Fate.WATCHED: 0.013,
    Fate.ASKED_BACK: 0.014,
    Fate.FORGOTTEN: 0.01,
}
AT_ONCE_SHARE = 0.35


def draw_fate(draft: Draft, rng: random.Random) -> Fate:
    """Draw how a report will end; repeats of another report are closed as such."""
    if draft.booked:
        return Fate.BOOKED
    if draft.like is not None:
        return Fate.REPEATED
    if draft.category.dangerous:
        return Fate.MENDED
    worker = draft.author is not None and draft.author.role in (Role.AGENT_TERRAIN, Role.CHEF_EQUIPE)
    if worker and draft.author and draft.author.service == draft.category.service_code:
        return Fate.MENDED_AT_ONCE if rng.random() < AT_ONCE_SHARE else Fate.MENDED
    return pick(rng, _FATES)
