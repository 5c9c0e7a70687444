"""One journey that no other test drives on screens, and the eye for what a screen must not say or show.

All of them, in all views: `make journeys`.
"""

from pathlib import Path

import pytest

from fieldapp.ui.i18n import Language
from tests.browser_driver import TABLET
from tests.fieldapp.tour.nodes import Node
from tests.journeys.__main__ import table, walked
from tests.journeys.ledger import Ledger, Outcome, ledger_at
from tests.journeys.tongues import Tongue, written
from tests.journeys.views import View
from tests.journeys.walk import beyond

EN, FR = View(Language.EN, TABLET), View(Language.FR, TABLET)


@pytest.mark.browser
@pytest.mark.slow
def test_clash_is_seen_and_settled_in_english() -> None:
    (outcome,) = walked(["conflict"], EN, reports=1)
    assert not outcome.trouble


def heard(language: Language, *names: str, town: tuple[str, ...] = ()) -> list[str]:
    tongue = Tongue(language)
    tongue.hear_of(town)
    return tongue.foreign(names)


@pytest.mark.parametrize(
    "said",
    [
        "Tout est trié",
        "3 à envoyer",
        "État d’envoi : À jour 14:36",
        "Nid-de-poule, trou dans la chaussée",
        "Rue Plati · lundi 23",
        "Vous avez tout lu",
        "Open\nAucun résultat pour vous",
    ],
)
def test_french_is_heard_on_an_english_screen(said: str) -> None:
    assert heard(Language.EN, said) == [said]


@pytest.mark.parametrize("said", ["All is sorted", "3 to send", "Keep mine", "Updated 3 days ago", "Monday 23"])
def test_english_is_heard_on_a_french_screen(said: str) -> None:
    assert heard(Language.FR, said) == [said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, "3 to send"),
        (Language.EN, "Potelet arraché, rue des Écoles, Monday 23"),
        (Language.EN, "Karim Benali"),
        (Language.FR, "3\u00a0à envoyer"),
        (Language.FR, "Danger immédiat ? Appelez le 18 ou le 112, puis revenez ici."),
        (Language.FR, "Photo 1, ensemble"),
    ],
)
def test_own_language_and_what_the_town_wrote_pass(language: Language, said: str) -> None:
    assert heard(language, said, town=("Potelet arraché", "rue des Écoles")) == []


def test_what_people_wrote_in_a_record_is_found() -> None:
    record = {"title": "Un", "status": "nouveau", "checklist": [{"label": "Deux", "id": "c1"}], "number": None}
    assert set(written(record)) == {"un", "deux"}


def node(**more: object) -> Node:
    whole: dict[str, object] = {"identifier": "", "role": "", "name": "ici", "acts": True, "above": -1, "x": 0, "y": 0}
    return Node(**{**whole, "width": 100, "height": 40, **more})  # type: ignore[arg-type]


def test_what_reaches_out_of_the_window_is_found() -> None:
    below = node(y=1260, identifier="primary")
    assert list(beyond((node(), node(x=750, name="à droite"), node(y=1260), below), FR)) == [
        "text 'à droite'",
        "primary 'ici'",
    ]


def test_walk_that_fails_says_so() -> None:
    drawn = table([Outcome("task", FR, 3.2), Outcome("task", EN, 4.0, "a record is not as it should be")])
    assert "3 s" in drawn
    assert "FAIL" in drawn
    assert "1 of 2 walks arrived" in drawn


def test_run_goes_on_where_the_last_one_stopped(tmp_path: Path) -> None:
    begun = ledger_at(tmp_path)
    begun.add(Outcome("task", FR, 3.2, taps=9, reports=20))
    begun.add(Outcome("news", FR, 4.0, "never happened", reports=20))
    begun.keep(tmp_path)
    again = ledger_at(tmp_path)
    assert again == begun
    assert again.left(["task", "news", "report"], FR, 20) == ["news", "report"]
    assert again.left(["task"], FR, 100) == ["task"]
    assert again.left(["task"], EN, 20) == ["task"]


def test_other_sources_begin_anew(tmp_path: Path) -> None:
    Ledger("of yesterday", {("task", FR): Outcome("task", FR, 3.2)}).keep(tmp_path)
    assert not ledger_at(tmp_path).outcomes


def test_report_tells_each_walk_and_what_went_wrong() -> None:
    ledger = Ledger("now")
    ledger.add(Outcome("triage", EN, 61.4, keys=140, reports=100))
    ledger.add(Outcome("news", FR, 4.0, "never\nhappened", taps=2))
    told = ledger.report()
    assert "| triage, 100 reports | en | 800x1280 | yes | 61 | 0 | 140 |" in told
    assert "| news | fr | 800x1280 | no | 4 | 2 | 0 |" in told
    assert "1 of 2 walks arrived." in told
    assert "- news, fr 800x1280: never happened" in told
