"""Reports as they come in: what, where, when, by which channel and in whose words, before anyone sorts them."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.records.base import Role
from sync.records.categories import CATEGORIES, Category
from sync.records.report import Channel, PositionSource
from sync.server.demo.agent_words import DESK_PREFIXES, FINDINGS
from sync.server.demo.chance import pick, shares, stream
from sync.server.demo.moments import report_moment, work_after
from sync.server.demo.people import TEAMS, People, Person
from sync.server.demo.report_places import ReportPlaces, Spot
from sync.server.demo.report_words import CITIZEN_SENTENCES, CLOSINGS, OPENINGS, SINCES
from sync.server.demo.street_plan import StreetPlan

DUPLICATE_SHARE = 0.06
TYPO_SHARE = 0.035
_CHANNELS: dict[Channel, float] = {
    Channel.AGENT: 0.34,
    Channel.WEB: 0.29,
    Channel.TELEPHONE: 0.15,
    Channel.OPEN311: 0.09,
    Channel.MAIL: 0.07,
    Channel.GUICHET: 0.05,
    Channel.COURRIER: 0.01,
}
ELU_SHARE = 0.06
# What the demo's agent finds on his tablet: category, days since it was reported, channel.
BOOKED: tuple[tuple[str, int, Channel], ...] = (
    ("trappe", 1, Channel.TELEPHONE),
    ("nid_de_poule", 6, Channel.WEB),
    ("trottoir", 9, Channel.AGENT),
    ("panneau", 3, Channel.OPEN311),
    ("avaloir", 4, Channel.GUICHET),
    ("nid_de_poule", 15, Channel.WEB),
    ("marquage", 33, Channel.MAIL),
)
BOOKED_SECTORS = ("Centre", "La Gare", "Les Hauts")


@dataclass(frozen=True)
class Draft:
    """A report that comes in; `like` is the place in the list of the earlier report that it repeats."""

    category: Category
    spot: Spot
    at: datetime
    channel: Channel
    author: Person | None
    description: str
    accuracy_m: float | None
    source: PositionSource
    like: int | None = None
    booked: bool = False
    """Whether it is one of the reports that Karim Belkacem mends today."""


def draft_reports(plan: StreetPlan, people: People, seed: int, now: datetime, count: int) -> list[Draft]:
    """Draw the reports of 18 months in the order of time, after the real shares of the categories."""
    rng = stream(seed, "reports")
    places = ReportPlaces(plan, stream(seed, "report places"))
    intake = _Intake(places, people, rng, now)
    repeats = round(count * DUPLICATE_SHARE)
    categories = _categories(count - repeats - len(BOOKED), rng)
    originals = sorted((intake.draft(category) for category in categories), key=lambda d: d.at)
    likely = [d for d in originals if not d.category.agents_only and d.at < now - timedelta(hours=8)]
    copies = [(one, intake.repeated(one)) for one in rng.sample(likely, repeats)]
    booked = [intake.booked(*one) for one in BOOKED]
    everything = sorted([*originals, *(copy for _, copy in copies), *booked], key=lambda d: d.at)
    place_of = {id(draft): i for i, draft in enumerate(everything)}
    like = {id(copy): place_of[id(one)] for one, copy in copies}
    return [replace(draft, like=like.get(id(draft))) for draft in everything]


def _categories(count: int, rng: random.Random) -> list[Category]:
    weighed = [category for category in CATEGORIES.values() if category.weight]
    parts = shares(count, [category.weight for category in weighed])
    found = [category for category, part in zip(weighed, parts, strict=True) for _ in range(part)]
    rng.shuffle(found)
    return found


class _Intake:
    """Where reports come in: draws who reports what, where and when."""

    def __init__(self, places: ReportPlaces, people: People, rng: random.Random, now: datetime) -> None:
        self._places, self._people, self._rng, self._now = places, people, rng, now

    def draft(self, category: Category) -> Draft:
        """Draw one report of a category."""
        channel = Channel.AGENT if category.agents_only else pick(self._rng, _CHANNELS)
        at_work = channel is Channel.AGENT or channel in DESK_PREFIXES
        at = report_moment(self._rng, self._now, category.group, at_work=at_work)
        return self._written(category, self._places.draw(category.code, category.group), at, channel)

    def repeated(self, one: Draft) -> Draft:
        """Draw the second report of the same trouble, by someone else a few hours or days later."""
        channel = self._rng.choice((Channel.WEB, Channel.WEB, Channel.TELEPHONE, Channel.OPEN311, Channel.AGENT))
        latest = (self._now - one.at).total_seconds() / 3600 - 0.2
        at = one.at + timedelta(hours=self._rng.uniform(0.3, min(60.0, latest)))
        return self._written(one.category, self._places.near(one.spot, 9.0), at, channel)

    def booked(self, code: str, days: int, channel: Channel) -> Draft:
        """Draft a report that today's work of the demo's agent comes from."""
        at = work_after(self._now - timedelta(days=days, hours=3), self._rng.uniform(0, 5))
        at = min(at, self._now - timedelta(hours=14)) + timedelta(milliseconds=self._rng.randrange(60_000))
        spot = self._places.in_sectors(BOOKED_SECTORS)
        return replace(self._written(CATEGORIES[code], spot, at, channel), booked=True)

    def _written(self, category: Category, spot: Spot, at: datetime, channel: Channel) -> Draft:
        author = self._author(category, spot, channel)
        words = _words(category, spot, channel, author, self._rng)
        source, accuracy = _position(channel, self._rng)
        return Draft(category, spot, at, channel, author, words, accuracy, source)

    def _author(self, category: Category, spot: Spot, channel: Channel) -> Person | None:
        rng, people = self._rng, self._people
        if channel in DESK_PREFIXES:
            return rng.choice(people.of_role(Role.AGENT_BUREAU))
        if channel is not Channel.AGENT:
            return None
        if not category.agents_only and rng.random() < ELU_SHARE:
            return rng.choice(people.of_role(Role.ELU))
        near = [key for key, (_, _, sectors) in TEAMS.items() if spot.sector in sectors]
        own = [key for key in near if TEAMS[key][1] == category.service_code]
        team = rng.choice(own if own and rng.random() < 0.6 else near)
        return rng.choice(people.of_team(team))


def _words(category: Category, spot: Spot, channel: Channel, author: Person | None, rng: random.Random) -> str:
    slots = {
        "lieu": spot.said,
        "depuis": rng.choice(SINCES),
        "m3": rng.choice(("0,5", "1", "1,5", "2", "3")),
        "m": rng.randint(2, 9),
        "nb": rng.randint(2, 9),
        "cm": rng.choice((30, 35, 40, 50, 60)),
        "cm2": rng.choice((20, 25, 30, 40)),
    }
    by_agent = channel is Channel.AGENT and author is not None and author.role is not Role.ELU
    said = CITIZEN_SENTENCES.get(category.code)
    if by_agent or said is None:
        return rng.choice(FINDINGS[category.code]).format(**slots)
    sentence = rng.choice(said).format(**slots)
    if channel in DESK_PREFIXES:
        return rng.choice(DESK_PREFIXES[channel]) + sentence[0].lower() + sentence[1:]
    opening = rng.choice(OPENINGS) if rng.random() < 0.4 else ""
    if opening.endswith(", "):
        sentence = sentence[0].lower() + sentence[1:]
    text = opening + sentence + (rng.choice(CLOSINGS) if rng.random() < 0.42 else "")
    return _with_typo(text, rng) if rng.random() < TYPO_SHARE else text


def _with_typo(text: str, rng: random.Random) -> str:
    """Make one slip of a hurried thumb: a lost accent, a doubled or a missing letter."""
    letters = [i for i, c in enumerate(text) if c.isalpha() and i > 8]
    at = rng.choice(letters)
    bare = text[at].translate(str.maketrans("éèêàùçôîû", "eeeaucoiu"))
    slips = (bare if bare != text[at] else text[at] * 2, "", text[at] * 2)
    return text[:at] + rng.choice(slips) + text[at + 1 :]


def _position(channel: Channel, rng: random.Random) -> tuple[PositionSource, float | None]:
    if channel is Channel.AGENT:
        return PositionSource.GPS, round(rng.triangular(2.5, 18, 4.5), 1)
    if channel is Channel.OPEN311:
        return PositionSource.GPS, round(rng.triangular(4, 45, 10), 1)
    if channel is Channel.WEB:
        return rng.choice((PositionSource.CARTE, PositionSource.CARTE, PositionSource.ADRESSE)), None
    return PositionSource.ADRESSE, None
