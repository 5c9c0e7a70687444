"""« ? » opens the keys of each place at the desk, and each key that is listed is bound there."""

import asyncio
from collections.abc import Iterator
from typing import Final

import pytest

from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.key_sheet import SPAN, key_lines
from fieldapp.ui.keymap import KeyMap
from tests.fieldapp.rounds.walk import walks
from tests.fieldapp.town import SYLVIE, Town, town_replica, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk, fill_board, fill_desk

FR: Final = Words(Language.FR)
OF_THE_TOOLKIT: Final = frozenset({"Tab"})
PLACES: Final = {
    routes.TODAY: (),
    routes.TASKS: ("tasks.key_next",),
    routes.task(uid("drain")): ("tasks.key_next", "tasks.give"),
    routes.NEW_REPORT: (),
    routes.NEAR_ME: (),
    routes.report(uid("cable")): (),
    routes.ROUNDS: ("rounds.keys_new", "rounds.keys_move"),
    routes.NEW_ROUND: (),
    routes.NEWS: ("news.key_next", "news.key_open", "news.compose"),
    routes.COMPOSE: ("news.keys_publish",),
    routes.TRIAGE: ("triage.key_assign", "triage.key_undo"),
    routes.BOARD: ("board.key_day", "board.key_week_after"),
    routes.DASHBOARD: ("dashboard.key_next", "dashboard.key_open"),
    routes.INTAKE: ("intake.key_channel",),
    routes.SEARCH: (),
    routes.RECONCILE: (),
    routes.ACCESSIBILITY: (),
    routes.MORE: (),
}
"""Each place of the desk, and words of its own that its sheet says."""


def keymap(desk: DeskPage) -> KeyMap:
    """Give the key map that hears the keys of this page."""
    heard: KeyMap = desk.page.session.page.on_keyboard_event.__self__
    return heard


def unbound(keys: KeyMap) -> list[str]:
    """Give the keys that the sheet would list and nothing hears; a span of digits by its ends."""
    listed = [key for line, _ in key_lines(keys.lines()) for key in line if key != SPAN]
    return [key for key in listed if keys.bound(key) is None and key not in OF_THE_TOOLKIT]


@pytest.fixture(scope="module")
def whole_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Fill what every place of the desk shows."""
    with town_replica(tmp_path_factory.mktemp("town"), SYLVIE) as town:
        fill_desk(town)
        fill_board(town)
        town.task("drain")
        walks(town)
        yield town


@pytest.mark.parametrize("place", PLACES)
def test_keys_that_a_place_lists_are_bound_there(whole_town: Town, place: str) -> None:
    async def sit() -> None:
        async with at_desk(whole_town, place) as desk:
            wanted = PLACES[place]
            await desk.until(lambda: {word for _, word in keymap(desk).lines()} >= set(wanted))
            # The place is read, and has its top with the help.
            await desk.until(lambda: keymap(desk).bound("F1") is not None)
            assert unbound(keymap(desk)) == []
            await desk.key("?")
            await desk.until_says(FR("keys.title"))
            for word in (*wanted, "keys.search", "keys.help", "keys.zone", "keys.control"):
                assert desk.says(FR(word)), word
            await desk.key("Escape")
            assert not desk.is_asking()
            assert not desk.page.wire.crashes

    asyncio.run(sit())
