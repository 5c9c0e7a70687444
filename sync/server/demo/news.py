"""Forty news items in municipal French, who read the mandatory ones, and what colleagues answered."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sync.core.instants import instant
from sync.records.base import Role
from sync.records.delays import PARIS, is_working_day
from sync.records.news import Importance, NewsStatus, acknowledgement_id, news_content_hash
from sync.server.demo.chance import record_id, stream
from sync.server.demo.life import Life
from sync.server.demo.moments import at_local, local_day, working_day
from sync.server.demo.news_item import NewsItem, Reach, dated
from sync.server.demo.news_life import ITEMS as LIFE
from sync.server.demo.news_safety import ITEMS as SAFETY
from sync.server.demo.news_services import ITEMS as SERVICES
from sync.server.demo.people import People, Person
from sync.server.demo.records import DemoEvent, DemoRecord

ITEMS: tuple[NewsItem, ...] = (*SAFETY, *SERVICES, *LIFE)
READ_SHARE = 0.55
READ_SHARE_OLD = 0.96
OLD_DAYS = 20


def make_news(people: People, seed: int, now: datetime) -> tuple[list[DemoRecord], list[DemoEvent]]:
    """Make the news and their acknowledgements, oldest first, with the comments as events."""
    rng = stream(seed, "news")
    written: list[DemoRecord] = []
    read: list[DemoRecord] = []
    events: list[DemoEvent] = []
    for i, item in enumerate(sorted(ITEMS, key=lambda one: (-one.days_ago, one.title))):
        at = _published(item, now, rng)
        author = _author(item, people, rng)
        news_id = record_id(seed, at, "news", i)
        fields = _fields(_dated(item, local_day(now)), people, author, at)
        written.append(DemoRecord("news", news_id, fields, author.id, instant(at)))
        readers = [person for person in people.persons if _reaches(item.reach, person)]
        life = Life("news", news_id, fields, (at, now))
        for k, text in enumerate(item.comments):
            said_at = at + timedelta(hours=2 + 5 * k, minutes=rng.randrange(60))
            life.comment(said_at, rng.choice(readers).id, text, seed)
        events.extend(life.events)
        if item.importance == Importance.OBLIGATOIRE:
            read.extend(_acknowledged(item, written[-1], readers, rng, now))
    return [*written, *read], events


def _dated(item: NewsItem, today: date) -> NewsItem:
    """Write the dates of an item's words for the present day."""
    title, summary, body = (dated(text, today) for text in (item.title, item.summary, item.body))
    return replace(item, title=title, summary=summary, body=body)


def _published(item: NewsItem, now: datetime, rng: random.Random) -> datetime:
    """Give the moment of publication: early in the working day, and always before now."""
    day = local_day(now) - timedelta(days=item.days_ago)
    if item.days_ago:
        day = day if is_working_day(day) else working_day(day, -1)
    at = at_local(day, rng.randint(7, 11), rng.randrange(60)).astimezone(now.tzinfo)
    return at if at < now - timedelta(minutes=20) else now - timedelta(minutes=rng.randint(45, 110))


def _author(item: NewsItem, people: People, rng: random.Random) -> Person:
    """Let the head of a service write to his own people, the communicants to everybody."""
    service = item.reach.services[0] if item.reach.services else ""
    heads = people.of_role(Role.RESPONSABLE_SERVICE, service)
    if heads and len(item.reach.services) == 1:
        return heads[0]
    if item.importance == Importance.OBLIGATOIRE:
        return people.of_role(Role.DIRECTION)[-1]
    return rng.choice(people.of_role(Role.COMMUNICANT))


def _fields(item: NewsItem, people: People, author: Person, at: datetime) -> dict[str, Any]:
    status = NewsStatus.BROUILLON if item.draft else NewsStatus.PUBLIE
    expires = datetime.combine(at.astimezone(PARIS).date() + timedelta(days=item.lasts_days), _END, PARIS)
    told: dict[str, Any] = {
        "title": item.title,
        "summary": item.summary,
        "body": item.body,
        "category": item.category,
        "importance": item.importance,
        "status": status.value,
        "audience": _audience(item.reach, people),
        "author": author.id,
        "service": people.services[author.service] if author.service else None,
        "published_at": None if item.draft else instant(at),
        "expires_at": None if item.draft else instant(expires),
        "pinned": item.pinned,
    }
    return {name: value for name, value in told.items() if value is not None}


_END = datetime.min.time().replace(hour=20)


def _audience(reach: Reach, people: People) -> dict[str, Any]:
    """Write the audience as the kind wants it: ids of services and teams, names of roles."""
    if reach.everyone:
        return {"everyone": True}
    told = {
        "services": [people.services[code] for code in reach.services],
        "teams": [people.teams[key] for key in reach.teams],
        "roles": list(reach.roles),
    }
    return {name: ids for name, ids in told.items() if ids}


def _reaches(reach: Reach, person: Person) -> bool:
    return (
        reach.everyone or person.service in reach.services or person.team in reach.teams or person.role in reach.roles
    )


def _acknowledged(
    item: NewsItem, news: DemoRecord, readers: list[Person], rng: random.Random, now: datetime
) -> list[DemoRecord]:
    """Let readers confirm what they read: nearly all of them the old notes, few the ones of today.

    The agents whom the demo names have not read the two pending notes: these wait on their tablets.
    """
    pending = item.days_ago < OLD_DAYS
    published = datetime.fromisoformat(news.at)
    share = READ_SHARE_OLD if not pending else READ_SHARE * min(1.0, item.days_ago / 4)
    found = []
    for person in readers:
        if rng.random() > share or (pending and person.told_as):
            continue
        opened = published + timedelta(hours=rng.uniform(0.4, 70 if not pending else 30))
        if opened > now - timedelta(minutes=5):
            continue
        found.append(_acknowledgement(news, person, opened, rng))
    return sorted(found, key=lambda record: record.at)


def _acknowledgement(news: DemoRecord, person: Person, opened: datetime, rng: random.Random) -> DemoRecord:
    content = news_content_hash(news.fields)
    read_at = opened + timedelta(seconds=rng.randint(20, 140))
    fields = {
        "news": news.id,
        "news_author": str(news.fields["author"]),
        "agent": person.id,
        "content_hash": content,
        "opened_at": instant(opened),
        "acknowledged_at": instant(read_at),
    }
    return DemoRecord(
        "acknowledgement", acknowledgement_id(news.id, person.id, content), fields, person.id, instant(read_at)
    )
