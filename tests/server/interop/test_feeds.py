"""Feeds: an independent reader reads them; each audience reads its own notes, and none that names persons."""

import secrets
from typing import Any

import feedparser  # type: ignore[import-untyped]

from sync.server.feeds.links import LinkKind, make_link, revoke_link
from sync.server.rows_interop import LinkRow
from tests.server.interop.asking import asked, published
from tests.server.outside.door_in_hand import PERSON, Door


def linked(door: Door, subject: str = "town", kind: LinkKind = LinkKind.NEWS) -> str:
    """Make a link; give its secret."""
    with door.town.store.writing(door.town.tenant) as unit:
        row = LinkRow("", kind.value, "essai", subject, door.server.parts.service.now())
        return make_link(unit, row, secrets.token_bytes)


def note(door: Door, title: str, audience: dict[str, Any], **fields: Any) -> str:
    """Publish a note; give its id."""
    news = door.town.world.new_id()
    told = {"title": title, "body": f"Texte de {title}", "status": "publie", "audience": audience}
    door.town.write("news", news, author=door.town.ids["communicant"], **{**told, **fields})
    return news


def titles(door: Door, secret: str) -> list[str]:
    """Read a feed with `feedparser`."""
    answer = asked(door, f"/api/feeds/news/{secret}.atom")
    assert answer.status_code == 200, answer.text
    parsed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return [entry.title for entry in parsed.entries]


def test_independent_reader_reads_the_whole_of_a_note(door: Door) -> None:
    body = "Rue <b>Basse</b> & place\x0b\nfermées"
    news = note(
        door,
        "Coupure d’eau < 2 h",
        {"everyone": True},
        body=body,
        summary="Ce soir",
        category="travaux",
        importance="importante",
    )
    answer = asked(door, f"/api/feeds/news/{linked(door)}.atom")
    parsed = feedparser.parse(answer.content, sanitize_html=False)
    (entry,) = parsed.entries
    assert (entry.id, entry.title, entry.summary) == (f"urn:uuid:{news}", "Coupure d’eau < 2 h", "Ce soir")
    assert entry.content[0].type == "text/plain"
    assert entry.content[0].value == "Rue <b>Basse</b> & place\nfermées"
    assert [tag.term for tag in entry.tags] == ["travaux", "importante"]
    assert entry.updated_parsed == parsed.feed.updated_parsed
    assert (parsed.feed.author, parsed.feed.title) == ("Sainte-Aldegonde", "Sainte-Aldegonde – Informations")
    assert answer.headers["cache-control"] == "private, no-cache"


def test_json_feed_says_the_same(door: Door) -> None:
    note(door, "Coupure", {"everyone": True}, summary="Ce soir")
    answer = asked(door, f"/api/feeds/news/{linked(door)}.json")
    document = answer.json()
    assert document["version"].endswith("://jsonfeed.org/version/1.1")
    assert answer.headers["content-type"] == "application/feed+json"
    (item,) = document["items"]
    assert (item["title"], item["summary"], item["content_text"]) == ("Coupure", "Ce soir", "Texte de Coupure")


def test_each_audience_reads_its_own_notes(door: Door) -> None:
    roads = door.town.ids["voirie"]
    note(door, "Pour tous", {"everyone": True})
    note(door, "Voirie", {"services": [roads]})
    note(door, "Élus", {"roles": ["elu"]})
    assert titles(door, linked(door)) == ["Pour tous"]
    assert set(titles(door, linked(door, f"service:{roads}"))) == {"Pour tous", "Voirie"}
    assert set(titles(door, linked(door, "role:elu"))) == {"Pour tous", "Élus"}


def test_note_that_names_persons_is_in_no_feed(door: Door) -> None:
    roads, terrain = door.town.ids["voirie"], door.town.ids["terrain"]
    note(door, "À lui", {"agents": [terrain]})
    note(door, "À eux et lui", {"services": [roads], "agents": [terrain]})
    note(door, "Sauf un", {"everyone": True, "except": [terrain], "people": [door.town.ids["elu"]]})
    for subject in ("town", f"service:{roads}", f"agent:{terrain}"):
        assert titles(door, linked(door, subject)) == []


def test_draft_planned_withdrawn_and_outlived_notes_are_in_no_feed(door: Door) -> None:
    now, everybody = door.server.parts.service.now(), {"everyone": True}
    for status in ("brouillon", "retire"):
        note(door, status, everybody, status=status)
    note(door, "Planifiée", everybody, status="programme", published_at="2999-01-01T00:00:00.000Z")
    note(door, "Passée", everybody, expires_at=now)
    removed = note(door, "Retirée", everybody)
    door.town.change("news", removed, status="retire")
    assert titles(door, linked(door)) == []


def test_comments_and_authors_stay_inside(door: Door) -> None:
    comment = {"id": "c1", "agent": door.town.ids["elu"], "at": door.server.parts.service.now(), "text": "Zut alors"}
    note(door, "Coupure", {"everyone": True}, comments=[comment])
    secret = linked(door)
    for form in ("atom", "json"):
        text = asked(door, f"/api/feeds/news/{secret}.{form}").text
        assert "Zut" not in text
        assert "Durand" not in text
        assert door.town.ids["communicant"] not in text
        assert secret not in text


def test_link_opens_what_it_is_for_until_it_is_revoked(door: Door) -> None:
    secret = linked(door)
    calendar = linked(door, door.town.ids["terrain"], LinkKind.CALENDAR)
    assert titles(door, secret) == []
    assert asked(door, f"/api/feeds/news/{calendar}.atom").status_code == 404
    assert asked(door, f"/api/calendars/{secret}.ics").status_code == 404
    with door.town.store.writing(door.town.tenant) as unit:
        (hashed,) = [row.secret_hash for row in unit.every(LinkRow) if row.kind == LinkKind.NEWS]
        revoke_link(unit, hashed[:12], door.server.parts.service.now())
    assert asked(door, f"/api/feeds/news/{secret}.atom").status_code == 404


def test_secret_is_kept_as_a_hash_and_a_foreign_one_opens_nothing(door: Door) -> None:
    secret = linked(door)
    with door.town.store.reading(door.town.tenant) as unit:
        assert secret not in str(list(unit.every(LinkRow)))
    wrong = ("x", "é" * 58, "1" * 58, "a" * 58, secret[:-1] + ("a" if secret[-1] != "a" else "b"))
    for one in wrong:
        assert asked(door, f"/api/feeds/news/{one}.atom").status_code == 404, one


def test_feed_that_is_known_is_not_sent_again(door: Door) -> None:
    secret = linked(door)
    news = note(door, "Coupure", {"everyone": True})
    tag = asked(door, f"/api/feeds/news/{secret}.atom").headers["etag"]
    assert asked(door, f"/api/feeds/news/{secret}.atom", if_none_match=tag).status_code == 304
    door.town.change("news", news, title="Coupure reportée")
    assert asked(door, f"/api/feeds/news/{secret}.atom", if_none_match=tag).status_code == 200


def test_feed_of_reports_is_public_and_tells_of_nobody(door: Door) -> None:
    report = published(door)
    hidden = door.given()
    door.town.change("report", hidden, publication="hidden")
    answer = asked(door, "/api/feeds/reports.atom")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert door.town.fields("report", report)["number"] in entry.title
    for secret in (PERSON.name, PERSON.email, PERSON.phone, "profond", "rue Basse"):
        assert secret not in answer.text
    assert [item["title"] for item in asked(door, "/api/feeds/reports.json").json()["items"]] == [entry.title]
    door.set("languages", ["fr", "en"])
    assert "Reports" in asked(door, "/api/feeds/reports.atom?lang=en").text
    door.set("open_data", False)
    assert asked(door, "/api/feeds/reports.atom").status_code == 404
