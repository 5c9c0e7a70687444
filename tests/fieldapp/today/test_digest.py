"""The digest at the start of a shift: what it tells, when it shows, and that it stays away once it was seen."""

from pathlib import Path
from typing import Any

import flet as ft

from fieldapp.replica.receipts import unsent_ids
from fieldapp.today import actions
from fieldapp.today.queries_digest import Digest, digest
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from tests.fieldapp.rounds.walk import WALK, walk
from tests.fieldapp.town import KARIM, SYLVIE, Town, uid
from tests.fieldapp.watched import Watched, texts_below, watch

FR = Words(Language.FR)
YESTERDAY = "2026-11-21T23:00:00.000Z"
BEFORE, SINCE = "2026-11-20T09:00:00.000Z", "2026-11-23T09:00:00.000Z"


def entry(at: str, agent: str = SYLVIE, **edits: Any) -> dict[str, Any]:
    """Give an entry of a history."""
    told = {name: [was, now] for name, (was, now) in edits.items()}
    return {"id": f"d:{at}", "agent": agent, "op": "patch", "made_at": at, "received_at": at, "edits": told}


def read(town: Town) -> Digest:
    found: Digest = town.replica.read_now(digest, KARIM, YESTERDAY)
    return found


def test_digest_names_what_others_changed_of_mine_since_yesterday(town: Town) -> None:
    town.task("changed", history=[entry(SINCE, priority=("genant", "dangereux"))])
    town.report("given", assignee=KARIM, status="affecte", history=[entry(SINCE, status=("nouveau", "affecte"))])
    town.task("long ago", history=[entry(BEFORE)])
    town.task("by me", history=[entry(SINCE, KARIM)])
    town.task("another's", assignee=SYLVIE, history=[entry(SINCE)])
    town.task("done", status="faite", history=[entry(SINCE)])
    assert {work.id for work in read(town).changed} == {uid("changed"), uid("given")}


def test_digest_tells_from_where_it_was_last_put_away(town: Town) -> None:
    town.task("drain", history=[entry(SINCE)])
    town.replica.write_now(actions.digest_seen)
    assert read(town).changed == ()
    town.task("drain", history=[entry(SINCE), entry("2026-11-23T15:00:00.000Z")])
    assert [len(work.entries) for work in read(town).changed] == [1]


def test_digest_names_the_rounds_that_were_planned_or_changed(town: Town) -> None:
    planned = {**entry(SINCE), "op": "create"}
    town.round("planned for me", team=None, assignee=KARIM, history=[planned], planned_on="2026-11-24")
    town.round("of the team", history=[entry(SINCE, order=(["a"], ["b"]))])
    town.round("a stop was seen", history=[entry(SINCE, visits=([], [{}]))])
    town.round("given to another", assignee=SYLVIE, history=[planned])
    town.round("over", status="terminee", history=[planned])
    found = read(town).changed
    assert {(work.kind, work.title) for work in found} == {("round", "planned for me"), ("round", "of the team")}


def test_what_must_be_read_stands_above_the_digest(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.news("Nacelles")
        town.task("drain", history=[entry(SINCE, priority=("genant", "dangereux"))])

    async def story(page: Watched) -> None:
        await page.until("digest")
        await page.until_text("Nacelles")
        seen = [text for listed in page.page.all(ft.ListView) for text in texts_below(listed)]
        assert seen.index("Nacelles") < seen.index(FR("today.digest_title"))

    watch(tmp_path, story, routes.TODAY, fill=fill)


def test_changed_round_opens_at_a_tap(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap(f"changed-{WALK}")
        await page.until_text(FR("rounds.next"))

    watch(tmp_path, story, routes.TODAY, fill=lambda town: walk(town, history=[entry(SINCE, order=([], ["s1"]))]))


def test_seeing_the_digest_changes_no_record(town: Town) -> None:
    town.task("drain", history=[entry(SINCE)])
    town.replica.write_now(actions.digest_seen)
    assert town.replica.read_now(unsent_ids, "task") == frozenset()


def test_digest_opens_what_changed_and_is_put_away_until_tomorrow(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.task("drain", history=[entry(SINCE, priority=("genant", "dangereux"))])

    async def story(page: Watched) -> None:
        await page.until(f"changed-{uid('drain')}")
        assert page.says(FR("today.digest_title"))
        await page.tap("digest-seen")
        await page.until_gone("digest")
        await page.tap("undo")
        await page.tap(f"changed-{uid('drain')}")
        await page.until("primary")

    watch(tmp_path, story, routes.TODAY, fill=fill)
