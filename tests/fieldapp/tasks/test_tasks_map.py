"""The tasks on the map: it comes by itself, and says what is missing only where there is no town."""

from pathlib import Path

from fieldapp.ui import routes
from tests.fieldapp.day import fill
from tests.fieldapp.watched import Watched, watch


def test_map_of_the_tasks_comes_by_itself(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("view-map")
        await page.until("map")

    watch(tmp_path, story, routes.TASKS, fill=fill)
