"""Contact sheets: all steps of a journey in all views on one picture, a row for each view, to be looked at."""

from typing import Final

from PIL import Image

from tests.journeys.walk import FOLDER

HEIGHT: Final = 420
GAP: Final = 8
_PAPER: Final = "#808080"


def contact_sheet(journey: str) -> None:
    """Lay `build/journeys/sheet-<journey>.png` of the pictures that are there."""
    rows: dict[str, list[Image.Image]] = {}
    for path in sorted(FOLDER.glob(f"{journey}-*.png")):
        view = "-".join(path.stem.split("-")[1:3])
        with Image.open(path) as picture:
            width = round(picture.width * HEIGHT / picture.height)
            rows.setdefault(view, []).append(picture.convert("RGB").resize((width, HEIGHT)))
    if not rows:
        return
    width = max(sum(one.width + GAP for one in row) for row in rows.values())
    sheet = Image.new("RGB", (width, len(rows) * (HEIGHT + GAP)), _PAPER)
    for number, row in enumerate(rows.values()):
        left = 0
        for one in row:
            sheet.paste(one, (left, number * (HEIGHT + GAP)))
            left += one.width + GAP
    sheet.save(FOLDER / f"sheet-{journey}.png")
