"""The sun over a town: up between the hours of the almanac, and the automatic theme follows it."""

import asyncio
from datetime import UTC, datetime, timedelta

import flet as ft
import pytest

from fieldapp.ui.daylight import Standpoint, sun_is_up
from fieldapp.ui.look import use_look
from fieldapp.ui.preferences import Preferences
from fieldapp.ui.theme import appearance, prepare
from fieldapp.ui.tokens import ThemeName
from tests.fieldapp.ui.headless import headless

PARIS, SAINT_DENIS = Standpoint(48.8566, 2.3522), Standpoint(-20.8789, 55.4481)
SLACK = timedelta(minutes=5)


# Sunrise and sunset in UTC, as almanacs print them.
@pytest.mark.parametrize(
    ("place", "day", "rise", "sets"),
    [
        (PARIS, (2026, 6, 21), (3, 47), (19, 58)),
        (PARIS, (2026, 12, 21), (7, 41), (15, 56)),
        (PARIS, (2026, 3, 20), (5, 52), (18, 1)),
        (SAINT_DENIS, (2026, 12, 21), (1, 34), (14, 54)),
    ],
)
def test_sun_is_up_between_the_hours_of_the_almanac(
    place: Standpoint, day: tuple[int, int, int], rise: tuple[int, int], sets: tuple[int, int]
) -> None:
    rises_at, sets_at = datetime(*day, *rise, tzinfo=UTC), datetime(*day, *sets, tzinfo=UTC)
    assert not sun_is_up(place, rises_at - SLACK)
    assert sun_is_up(place, rises_at + SLACK)
    assert sun_is_up(place, sets_at - SLACK)
    assert not sun_is_up(place, sets_at + SLACK)


@pytest.mark.parametrize(
    ("hour", "place", "name"),
    [(12, PARIS, ThemeName.OUTDOOR), (23, PARIS, ThemeName.LIGHT), (12, None, ThemeName.LIGHT)],
)
def test_automatic_theme_is_the_outdoor_one_by_day_where_it_was_asked_for(
    hour: int, place: Standpoint | None, name: ThemeName
) -> None:
    preferences, worn = Preferences(daylight_at=place), []

    @ft.component
    def draw() -> ft.Control:
        worn.append(use_look().tokens.name)
        return ft.Container()

    def main(page: ft.Page) -> None:
        prepare(page, preferences)
        clock = lambda: datetime(2026, 11, 27, hour, tzinfo=UTC)  # noqa: E731
        page.render(lambda: appearance(preferences, draw, clock=clock))

    async def whole() -> None:
        async with headless(main):
            assert worn[-1] is name

    asyncio.run(whole())
