"""How long each class of things is kept: defaults of DOMAIN AC-65, changed per town, every version kept.

The officer for data protection (DPO) decides: until `privacy policy adopt` or `set` nothing goes by itself, because
what is erased does not come back. What nobody changed has its default here. A class that is `archives` holds public
archives (Code du patrimoine): nothing of it goes before the archives' visa is noted. What makes a record
nobody's (contacts, words, photos) is no elimination and waits for no visa.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sync.server.privacy import documents
from sync.server.privacy.durations import Duration, DurationUnclear, duration_of
from sync.server.rows_outside import SettingRow
from sync.server.store import Unit

DOCUMENT = "policy"


class Kept(StrEnum):
    """What a policy speaks of."""

    PHOTOS = "photos"
    PHOTOS_VEHICLES = "photos-vehicles"
    POSITIONS = "positions"
    CONTACTS = "contacts"
    WORDS = "words"
    REPORTS = "reports"
    ACKNOWLEDGEMENTS = "acknowledgements"
    DRAFTS = "drafts"
    ROUNDS = "rounds"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one class is kept, since when it counts, what then happens, and on what ground."""

    kept: Kept
    default: str
    since: str
    then: str
    archives: bool = False
    """Whether it waits for a visa; the final lot (sort final) is then « Détruire »."""


RULES: Mapping[Kept, Rule] = MappingProxyType(
    {
        one.kept: one
        for one in (
            Rule(Kept.PHOTOS, "P6M", "closing of a citizen's report", "photo and its bytes are erased"),
            Rule(Kept.PHOTOS_VEHICLES, "P48D", "closing of a report about vehicles", "photo and bytes are erased"),
            Rule(Kept.POSITIONS, "P2M", "photo taken by an agent", "position of the photo is erased"),
            Rule(Kept.CONTACTS, "P12M", "closing of the report", "who reported it is erased"),
            Rule(Kept.WORDS, "P12M", "closing of a citizen's report", "words are erased, place is rounded"),
            Rule(Kept.REPORTS, "P5Y", "closing of the report", "what is left of it is eliminated", archives=True),
            Rule(Kept.ACKNOWLEDGEMENTS, "P12M", "end of the note", "who read it is erased"),
            Rule(Kept.DRAFTS, "P30D", "last change of the draft", "draft of a note is erased"),
            Rule(Kept.ROUNDS, "P30D", "day of the round", "round sheet is erased"),
            Rule(Kept.JOURNAL, "P12M", "change received", "values in the change's receipt are erased"),
        )
    }
)


class PolicyTrouble(Exception):
    """What was asked of the policy cannot be; the code says why."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy of a town; version 0 is the defaults, which nobody has adopted yet."""

    version: int
    durations: Mapping[Kept, Duration]

    @property
    def is_adopted(self) -> bool:
        """Say whether the town put it in force."""
        return self.version > 0

    def limit(self, kept: Kept, now: str) -> str:
        """Give the instant before which a class goes; empty: nothing of it."""
        return self.durations[kept].before(now)


def policy_of(unit: Unit) -> Policy:
    """Read the policy in force."""
    version, content = documents.newest(unit, DOCUMENT)
    return Policy(version, _durations(content or {}))


def adopt(unit: Unit, *, who: str, at: str) -> SettingRow:
    """Put the policy in force as it stands: before somebody did so, nothing goes by itself."""
    _, content = documents.newest(unit, DOCUMENT)
    return documents.write(unit, DOCUMENT, content or {}, who=who, at=at)


def set_duration(unit: Unit, kept: str, said: str, *, who: str, at: str) -> SettingRow:
    """Keep a class for another time from now on; raise `PolicyTrouble`."""
    if kept not in RULES:
        raise PolicyTrouble("policy-class-unknown")
    try:
        written = duration_of(said).written()
    except DurationUnclear:
        raise PolicyTrouble("policy-duration-unclear") from None
    _, content = documents.newest(unit, DOCUMENT)
    return documents.write(unit, DOCUMENT, {**(content or {}), kept: written}, who=who, at=at)


def _durations(content: Mapping[str, Any]) -> Mapping[Kept, Duration]:
    return {kept: duration_of(str(content.get(kept.value) or rule.default)) for kept, rule in RULES.items()}
