"""The journeys of the desk: a pile sorted with the keyboard alone, a note sent to some, a round on paper."""

from pathlib import Path
from typing import Final

from fieldapp.ui import routes
from fieldapp.ui.widgets import TWO_PANES_MIN
from sync.records.news import Importance, NewsStatus
from sync.records.report import ReportStatus
from tests.fieldapp.triage.sorting import GESTURES, SHEETS, press
from tests.journeys.stage import DESK, Stage
from tests.journeys.town import WALKED, pile_address, pile_id
from tests.journeys.walk import Walk
from tests.stories.client import visit
from tests.stories.people import KARIM, NORD, SYLVIE, VOIRIE

_AFTER: Final = {"x": ReportStatus.REJETE, "c": ReportStatus.PROGRAMME, "m": ReportStatus.TRANSFERE_TIERS}
"""First key of a gesture -> where the report stands then; the others give it to the team of its sector."""
TITLE, BODY = "Salage dès 5 h", "Les équipes **nord** partent à 5 h. Le sel est au dépôt."


def triage(stage: Stage) -> None:
    """Sort the pile without a pointer: each gesture on the report that is shown, in the order of the list."""
    walk = stage.walk("triage", DESK)
    visit(walk.screen, routes.TRIAGE)
    has_list = _opens_first(walk)
    walk.look("pile")
    for number in range(stage.reports):
        _sort(walk, number, looks=number < len(GESTURES))
        _await_next(walk, number, stage.reports, has_list=has_list)
    wanted = {pile_id(number): _AFTER.get(_gesture(number)[0], ReportStatus.AFFECTE) for number in range(stage.reports)}
    walk.until(
        lambda: _stands(stage).items() >= wanted.items(), f"{stage.reports} reports are sorted as they were told"
    )
    walk.look("sorted")
    assert walk.taps == 0
    given = [row.fields() for row in stage.town.rows("report") if wanted.get(row.id) is ReportStatus.AFFECTE]
    assert {(one["service"], one["team"]) for one in given} == {(VOIRIE, NORD)}
    walk.end()


def audience(stage: Stage) -> None:
    """Write a note that must be read, and send it to one service."""
    walk = stage.walk("audience", DESK)
    walk.go_to("news")
    walk.tap("compose", leads_to="title")
    walk.type("title", TITLE)
    walk.type("body", BODY)
    walk.type("summary", "Salage à 5 h.")
    walk.choose(f"level-{Importance.OBLIGATOIRE}")
    walk.look("written")
    walk.tap("audience-add", leads_to="audience-done")
    walk.choose(f"choose-{VOIRIE}")
    walk.look("audience")
    walk.tap("audience-done")
    walk.screen.wait_gone("audience-done")
    walk.look("ready")
    walk.tap("primary")
    walk.screen.wait_for("readers")
    walk.look("sent")
    walk.until(lambda: any(one["title"] == TITLE for one in stage.town.fields("news")), "the note is at the town hall")
    (row,) = (one for one in stage.town.rows("news") if one.fields()["title"] == TITLE)
    note = row.fields()
    assert (note["body"], note["author"], note["status"]) == (BODY, SYLVIE, NewsStatus.PUBLIE)
    assert (note["importance"], note["audience"]["services"]) == (Importance.OBLIGATOIRE, [VOIRIE])
    assert note["published_at"]
    assert f"service:{VOIRIE}" in row.scopes(), "it goes to that service"
    walk.end()


def round_on_paper(stage: Stage) -> None:
    """Plan a round for somebody, and print it."""
    walk = stage.walk("round", DESK)
    walk.go_to("rounds")
    walk.tap("new-round", leads_to=f"maker-{NORD}")
    walk.tap(f"maker-{NORD}", leads_to=f"maker-{KARIM}")
    walk.choose(f"maker-{KARIM}")
    _turn(walk, "view-pick")
    for one in WALKED:
        walk.choose(f"pick-{one}")
    walk.look("chosen")
    _turn(walk, "view-form")
    walk.tap("nearest-first")
    _move_first_down(walk)
    walk.look("form")
    walk.tap("primary")
    walk.screen.wait_for("print")
    walk.look("planned")
    with walk.screen.page.expect_download() as kept:
        walk.tap("print")
    walk.look("printed")
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF-")
    walk.until(lambda: bool(stage.town.rows("round")), "the round is at the town hall")
    (found,) = stage.town.fields("round")
    assert (found["author"], found["team"], found["assignee"]) == (SYLVIE, NORD, KARIM)
    assert sorted(stop["record"] for stop in found["stops"]) == sorted(WALKED)
    name = walk.words("rounds.paper_name", day=found["planned_on"], name="@").partition("@")[0]
    assert kept.value.suggested_filename.startswith(name)
    walk.end()


def _move_first_down(walk: Walk) -> None:
    """Move the first stop of the form one place down by its key."""
    walk.screen.page.locator('[flt-semantics-identifier^="down-"]').first.wait_for(state="attached")
    first = next(one for one in walk.screen.identifiers() if one.startswith("down-"))
    walk.tap(first)
    walk.screen.id(first.replace("down-", "up-")).and_(walk.screen.page.locator(":not([aria-disabled=true])")).wait_for(
        state="attached"
    )


def _opens_first(walk: Walk) -> bool:
    """Have the first report on the screen; say whether the list stands beside it."""
    walk.screen.wait_for(f"row-{pile_id(0)}")
    has_list = walk.view.size.width >= TWO_PANES_MIN
    if not has_list:
        walk.look("list")
        walk.screen.press("j")
        walk.keys += 1
    walk.screen.wait_for("primary")
    return has_list


def _sort(walk: Walk, number: int, *, looks: bool) -> None:
    for key in _gesture(number):
        press(walk.screen, key)
        walk.keys += len(key.removeprefix("type:")) if key.startswith("type:") else 1
        if looks and key in SHEETS:
            walk.look(f"sheet-{key}")


def _await_next(walk: Walk, number: int, count: int, *, has_list: bool) -> None:
    """Wait until the report has left the list and the next one is shown: a person looks before he goes on."""
    if has_list:
        walk.screen.wait_gone(f"row-{pile_id(number)}")
    if number + 1 == count:
        return
    if has_list:
        walk.chosen(f"row-{pile_id(number + 1)}").wait_for(state="attached")
    else:
        walk.screen.wait_text(pile_address(number + 1))
    walk.screen.wait_for("primary")


def _gesture(number: int) -> tuple[str, ...]:
    return tuple(GESTURES[number % len(GESTURES)])


def _stands(stage: Stage) -> dict[str, str]:
    return {row.id: row.fields()["status"] for row in stage.town.rows("report")}


def _turn(walk: Walk, view: str) -> None:
    """Turn to a part of the form where the window shows one at a time."""
    if walk.screen.has(view):
        walk.tap(view)
