"""The search box: while typing, without accents, French forms, whatever is typed."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from fieldapp.replica.replica import Replica
from fieldapp.replica.search import Fragment, Hit, search, search_by_kind
from sync.core.model import Fields
from sync.protocol.messages import Put
from tests.contract.store_in_hand import AGENT, DESK, SERVICE, gone, put, task_id
from tests.fieldapp.replica.town import Server, report, tablet


def report_put(number: int, /, **fields: Any) -> Put:
    """Give the server's word on a report."""
    whole: Fields = report(status="nouveau", priority="genant", channel="agent", position_source="gps", **fields)
    return Put("report", task_id(number), 1, (DESK,), whole)


def news_put(number: int, /, **fields: Any) -> Put:
    """Give the server's word on a news item."""
    whole: Fields = {"importance": "information", "status": "publie", "author": AGENT, "service": SERVICE, **fields}
    return Put("news", task_id(number), 1, (DESK,), whole)


BARRIER = [{"id": "a", "text": "La barrière est cassée"}]
TEXTS = (
    report_put(1, description="Réparations à faire près de l’école", address="3 rue du Général-Leclerc"),
    report_put(2, description="Rien", number="A2026K0412", comments=BARRIER),
    put(3, title="Balayer la place", description="Avec la balayeuse", category="sacs"),
    put(4, title="Réparer le banc", checklist=[{"id": "a", "label": "Prendre des vis inox"}]),
    news_put(5, title="Travaux de l’avenue", body="La rue sera barrée en décembre."),
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """Give a replica with a few texts in it, to read only."""
    with tablet(tmp_path_factory.mktemp("town") / "profile") as started:
        Server(started).tells(*TEXTS)
        yield started.opened


@pytest.fixture
def own_town(replica: Replica, server: Server) -> Replica:
    """Give a replica with the same texts that a test may change."""
    server.tells(*TEXTS)
    return replica


def found(replica: Replica, typed: str, *kinds: str) -> list[str]:
    """Give the numbers of the scenario's records that a text finds."""
    hits = replica.read_now(search, typed, kinds)
    numbers = {task_id(number): str(number) for number in range(10)}
    return sorted(numbers[hit.id] for hit in hits)


def marked(fragments: tuple[Fragment, ...]) -> list[str]:
    """Give the words that are marked as found."""
    return [fragment.text for fragment in fragments if fragment.is_match]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("école", "1"),
        ("ECOLE", "1"),
        ("ecol", "1"),
        ("répar", "14"),
        ("reparation", "14"),
        ("réparé", "14"),
        ("general leclerc", "1"),
        ("leclerc école", "1"),
        ("école banc", ""),
        ("A2026K0412", "2"),
        ("a2026k04", "2"),
        ("cassee", "2"),
        ("cassées", "2"),
        ("barrée", "5"),
        ("inox", "4"),
        ("balayeuses", "3"),
        ("nid de poule", "12"),
        ("goudron", "12"),
        ("pothole", "12"),
        ("poubelle", "3"),
        ("décembre", "5"),
        ("la rue", "15"),
        ("zz", ""),
    ],
)
def test_word_is_found_in_any_form(town: Replica, typed: str, numbers: str) -> None:
    assert found(town, typed) == list(numbers)


def test_kinds_narrow_the_search(town: Replica) -> None:
    assert found(town, "répar", "task") == ["4"]
    assert found(town, "répar", "task", "report") == ["1", "4"]
    assert found(town, "répar", "news") == []


def test_hits_are_limited(town: Replica) -> None:
    assert len(town.read_now(search, "répar", (), 1)) == 1


@pytest.mark.parametrize("typed", ["répar", "la", "ecole", "rue", "zz"])
@pytest.mark.parametrize("hits_max", [1, 50])
def test_each_kind_gets_the_hits_that_it_would_get_alone(town: Replica, typed: str, hits_max: int) -> None:
    kinds = ("task", "news", "report", "round")
    alone = {kind: town.read_now(search, typed, (kind,), hits_max) for kind in kinds}
    assert town.read_now(search_by_kind, typed, kinds, hits_max) == alone


def test_passage_marks_what_was_found_in_the_form_that_stands_there(town: Replica) -> None:
    (hit,) = town.read_now(search, "reparer ecole", ("report",))
    assert marked(hit.passage) == ["Réparations", "école"]
    assert "".join(fragment.text for fragment in hit.passage).startswith("Réparations à faire")


@pytest.mark.parametrize("typed", ["", " ", "’", "🚧", "...", "«»", "- - -", "_", "\0"])
def test_nothing_to_look_for_finds_nothing(town: Replica, typed: str) -> None:
    assert town.read_now(search, typed) == ()


@pytest.mark.parametrize(
    "typed", ['"', "école OR", "NEAR(école rue)", "title:école", "école*", "(école", "^école", "é'co\"le", "école🚧"]
)
def test_language_of_the_index_is_never_read(town: Replica, typed: str) -> None:
    assert isinstance(town.read_now(search, typed), tuple)


@settings(max_examples=150, deadline=None)
@given(typed=st.text(max_size=60))
def test_whatever_is_typed_is_survived(town: Replica, typed: str) -> None:
    assert isinstance(town.read_now(search, typed), tuple)


def test_long_typing_is_cut(town: Replica) -> None:
    assert town.read_now(search, "mot" * 5_000) == ()
    assert isinstance(town.read_now(search, "la place " * 500), tuple)


def test_title_goes_before_text(own_town: Replica, server: Server) -> None:
    server.tells(put(6, title="Autre chose", description="Il y a une balançoire"), put(7, title="Balançoire"))
    hits = own_town.read_now(search, "balançoire")
    assert [hit.id for hit in hits] == [task_id(7), task_id(6)]


def test_passage_begins_near_the_match(own_town: Replica, server: Server) -> None:
    server.tells(put(6, description="mot " * 200 + "aiguille " + "mot " * 200))
    (hit,) = own_town.read_now(search, "aiguille")
    whole = "".join(fragment.text for fragment in hit.passage)
    assert "aiguille" in whole
    assert len(whole) < 200
    assert (whole[0], whole[-1]) == ("…", "…")


def test_changed_words_replace_the_old_ones(own_town: Replica) -> None:
    own_town.write_now(lambda unit: unit.update("task", task_id(3), {"title": "Arroser la place", "description": None}))
    assert found(own_town, "arroser") == ["3"]
    assert found(own_town, "balayeuse") == []


def words_of_the_index(session: Session) -> tuple[set[str], tuple[str, ...]]:
    """Give all words that stand in the index."""
    session.connection().exec_driver_sql("CREATE VIRTUAL TABLE temp.word USING fts5vocab('main', 'search', 'row')")
    return set(session.execute(text("SELECT term FROM temp.word")).scalars()), ()


def test_record_that_leaves_is_not_found_and_its_words_are_gone(own_town: Replica, server: Server) -> None:
    server.tells(gone(4))
    assert found(own_town, "inox") == []
    left = own_town.transact_now(words_of_the_index)
    assert "balayer" in left
    assert "inox" not in left


def test_written_report_is_found_at_once(own_town: Replica) -> None:
    own_town.write_now(lambda unit: unit.create("report", report(description="Un kiosque bancal")))
    (hit,) = own_town.read_now(search, "kiosques")
    assert isinstance(hit, Hit)


def test_index_agrees_with_its_texts(own_town: Replica, server: Server) -> None:
    server.tells(put(3, rv=2, title="Autre"), gone(4))
    check = text("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    own_town.transact_now(lambda session: (session.execute(check).rowcount, ()))  # type: ignore[attr-defined]
