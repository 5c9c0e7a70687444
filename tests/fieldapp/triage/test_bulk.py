"""Every gesture of the desk on several reports at once: one toast in the plural, one way back."""

import asyncio
from typing import Any

import pytest

from sync.core.model import Fields
from tests.fieldapp.town import Town
from tests.fieldapp.triage.desk import at_desk


def fill(town: Town) -> list[str]:
    return [
        town.report(f"r{n}", requested_datetime=f"2026-11-23T08:{n:02}:00.000Z", lat=45.0 + n / 100) for n in range(4)
    ]


def fields(town: Town, report_id: str) -> Fields:
    return town.replica.write_now(lambda unit: dict(unit.fields("report", report_id)))


@pytest.mark.parametrize(
    ("key", "tap", "told", "changed"),
    [
        ("P", "", "Priorité de 3 signalements", ("priority", "tres_genant")),
        ("R", "category-trottoir", "3 signalements requalifiés", ("service_code", "trottoir")),
        ("C", "schedule-confirm", "3 signalements programmés", ("status", "programme")),
        ("M", "aside-confirm", "3 signalements attendent l’usager", ("status", "en_attente_usager")),
    ],
)
def test_gesture_is_made_on_all_that_are_chosen_and_taken_back_at_once(
    town: Town, key: str, tap: str, told: str, changed: tuple[str, Any]
) -> None:
    four, (name, value) = fill(town), changed

    def changed_ones() -> int:
        return sum(fields(town, one)[name] == value for one in four)

    async def sit() -> None:
        async with at_desk(town) as desk:
            await desk.until(lambda: desk.has("primary"))
            await desk.keys("Shift J", "Shift J")
            await desk.until_says("3 choisis")
            await desk.key(key)
            if tap:
                await desk.until(lambda: desk.has(tap))
                await desk.tap(tap)
            await desk.until_says(told)
            assert changed_ones() == 3
            await desk.key("Ctrl Z")
            await desk.until(lambda: changed_ones() == 0)

    asyncio.run(sit())


def test_task_of_several_is_not_made_of_one_of_them(town: Town) -> None:
    fill(town)

    async def sit() -> None:
        async with at_desk(town) as desk:
            await desk.until(lambda: desk.has("primary"))
            await desk.keys("Shift J", "T")
            await desk.until_says("Une tâche naît d’un seul signalement")
            assert not desk.has("task-confirm")

    asyncio.run(sit())
