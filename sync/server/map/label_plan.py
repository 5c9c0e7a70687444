"""Which names stand where at one zoom, for the whole town at once: no tile cuts a name, no two meet.

Names are placed one after another, the weightiest first; each takes the first free place of those it would like, or
is left out. A street that is too short for its name gets the short form that postmen write (« Bd des Moulins »); a
long street is named again and again, never twice in one view's corner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import dist

from sync.records.addresses.tables import PlaceKind
from sync.records.addresses.words import fold
from sync.server.map.covers import Cover, Rank
from sync.server.map.label import Label, PxBox, Sign, Taken, flat, wrapped
from sync.server.map.label_lines import LabelLine, along
from sync.server.map.lettering import SIGN_FACE, STRONG_FACE, TEXT_FACE, TITLE_FACE, Face
from sync.server.map.mercator import TILE_PX, TileRange, WorldPoint
from sync.server.map.naming import NamedArea, NamedHouse, NamedLine, NamedSpot, Names
from sync.server.map.palettes import Tone
from sync.server.map.sheet_style import FIRST_ZOOM_OF_NUMBERS

EVERY_PX = 420.0
SAME_NAME_PX = 210.0
MARGIN_PX = 3.0
_WRAP_PX = 96.0
_SIGN_PX = 15.0
# From which zoom on roads of a class are named, and how large.
_FIRST_ZOOM = {
    Rank.MOTORWAY: 13,
    Rank.PRIMARY: 14,
    Rank.SECONDARY: 14,
    Rank.TERTIARY: 15,
    Rank.STREET: 15,
    Rank.LIVING: 16,
    Rank.WALK: 16,
    Rank.SERVICE: 17,
    Rank.TRACK: 16,
    Rank.STEPS: 17,
    Rank.PATH: 17,
}
_STREET_PX = {13: 11.0, 14: 11.0, 15: 11.5, 16: 12.5, 17: 13.5}
_STREET_PX_MAX = 15.0
_SHORT_FORMS = {
    "Allée": "All.",
    "Allées": "All.",
    "Avenue": "Av.",
    "Boulevard": "Bd",
    "Chemin": "Ch.",
    "Descente": "Desc.",
    "Escalier": "Esc.",
    "Escaliers": "Esc.",
    "Esplanade": "Espl.",
    "Faubourg": "Fbg",
    "Impasse": "Imp.",
    "Passage": "Pass.",
    "Place": "Pl.",
    "Promenade": "Prom.",
    "Quai": "Q.",
    "Résidence": "Rés.",
    "Route": "Rte",
    "Rue": "R.",
    "Ruelle": "Rle",
    "Sentier": "Sent.",
    "Square": "Sq.",
    "Traverse": "Trav.",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """A name that wants to be on the map: per place where it may stand again, the settings to try."""

    weight: float
    name: str
    """What it names, however it is written: one name does not stand twice in one corner."""
    places: tuple[tuple[Sign, ...], ...]


def short_form(name: str) -> str:
    """Write a street's kind as on a crowded map: « Boulevard des Moulins » becomes « Bd des Moulins »."""
    first, _, rest = name.partition(" ")
    return f"{_SHORT_FORMS[first]} {rest}" if rest and first in _SHORT_FORMS else name


def plan_labels(names: Names, tiles: TileRange) -> list[Label]:
    """Place the names at the zoom of some tiles; all of them lie inside."""
    frame = tuple(float(side * TILE_PX) for side in (tiles.west, tiles.north, tiles.east + 1, tiles.south + 1))
    taken = Taken((frame[0], frame[1], frame[2], frame[3]))
    placed: list[Label] = []
    centres: dict[str, list[tuple[float, float]]] = {}
    zoom = _Zoom(tiles.zoom)
    for wish in sorted(_wishes(names, zoom), key=lambda wish: -wish.weight):
        for settings in wish.places:
            sign = _first_free(settings, taken, centres.get(fold(wish.name), []))
            if sign is None:
                continue
            for label in sign.labels:
                taken.take(label.boxes(MARGIN_PX))
            placed.extend(sign.labels)
            centres.setdefault(fold(wish.name), []).append(_centre(sign))
    return placed


def _first_free(settings: Iterable[Sign], taken: Taken, same: list[tuple[float, float]]) -> Sign | None:
    for sign in settings:
        if any(dist(_centre(sign), other) < SAME_NAME_PX for other in same):
            continue
        if all(taken.is_free(label.boxes(MARGIN_PX)) for label in sign.labels):
            return sign
    return None


def _centre(sign: Sign) -> tuple[float, float]:
    letters = sign.labels[-1].letters
    middle = letters[len(letters) // 2]
    return middle.x, middle.y


class _Zoom:
    """One zoom: from the unit square to its pixels."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.world_px = float(TILE_PX << number)

    def px(self, point: WorldPoint) -> tuple[float, float]:
        return point[0] * self.world_px, point[1] * self.world_px


def _wishes(names: Names, zoom: _Zoom) -> Iterator[Wish]:
    for spot in names.spots:
        yield from _spot_wish(spot, zoom)
    for line in names.lines:
        if zoom.number >= _FIRST_ZOOM[line.rank] + (1 if line.is_under else 0):
            yield from _street_wishes(line, zoom)
    if zoom.number >= 14:
        for stream in names.streams:
            yield from _line_wish(stream, zoom, Tone.WATER, Face(TEXT_FACE, 12.0), 40.0)
    for area in names.areas:
        yield from _area_wish(area, zoom)
    if zoom.number >= FIRST_ZOOM_OF_NUMBERS:
        yield from (_house_wish(house, zoom) for house in names.houses)


def _street_wishes(line: NamedLine, zoom: _Zoom) -> Iterator[Wish]:
    px = _STREET_PX.get(zoom.number, _STREET_PX_MAX)
    is_small = line.rank <= Rank.SERVICE
    face = Face(TEXT_FACE if line.rank < Rank.SECONDARY else STRONG_FACE, px - 1.5 if is_small else px)
    yield from _line_wish(line, zoom, Tone.STREET, face, 40.0 + 5.0 * line.rank - (30.0 if line.is_under else 0.0))


def _line_wish(line: NamedLine, zoom: _Zoom, tone: Tone, face: Face, weight: float) -> Iterator[Wish]:
    walked = LabelLine([zoom.px(point) for point in line.line])
    full = face.spelled(line.name)
    for text in dict.fromkeys((full, short_form(full))):
        places = tuple(
            tuple(Sign((label,)) for label in settings)
            for settings in along(walked, text, tone, face, EVERY_PX)
            if text
        )
        if any(places):
            # A long line is named before a short one of the same class: its name says more.
            yield Wish(weight + min(walked.length, 1000.0) / 1000.0, line.name, places)
            return


def _area_wish(area: NamedArea, zoom: _Zoom) -> Iterator[Wish]:
    face = Face(TEXT_FACE, 12.0 if zoom.number < 17 else 13.5)
    text = face.spelled(area.name)
    lines = wrapped(text, face, _WRAP_PX)
    width, height = area.size[0] * zoom.world_px, area.size[1] * zoom.world_px
    # A name may be a little larger than its ground, not much.
    if not lines or max(map(face.width, lines)) > width * 1.3 or face.px * len(lines) > height * 1.3:
        return
    tone = Tone.WATER if area.cover is Cover.WATER else Tone.STREET if area.cover is Cover.SQUARE else Tone.GREEN
    x, y = zoom.px(area.at)
    shifts = ((0.0, 0.0), (0.0, -0.2), (0.0, 0.2), (-0.2, 0.0), (0.2, 0.0))
    signs = tuple(Sign((flat(lines, tone, face, (x + dx * width, y + dy * height)),)) for dx, dy in shifts)
    yield Wish(70.0 + min(width * height / 1e5, 10.0), area.name, (signs,))


def _spot_wish(named: NamedSpot, zoom: _Zoom) -> Iterator[Wish]:
    spot = named.spot
    if spot.kind is PlaceKind.QUARTER:
        yield from _quarter_wish(named, zoom)
        return
    if zoom.number < spot.zoom:
        return
    face = Face(TEXT_FACE, 12.0)
    tone = Tone.GREEN if spot.kind in (PlaceKind.PARK, PlaceKind.CEMETERY) else Tone.SPOT
    tone = Tone.WATER if spot.kind is PlaceKind.WATER else tone
    lines = wrapped(face.spelled(spot.name), face, _WRAP_PX)
    x, y = zoom.px(named.at)
    if not lines:
        return
    if not spot.sign:
        yield Wish(60.0 - spot.zoom, spot.name, ((Sign((flat(lines, tone, face, (x, y)),)),),))
        return
    picture = flat([spot.sign], tone, Face(SIGN_FACE, _SIGN_PX), (x, y))
    half = max(map(face.width, lines)) / 2
    down = _SIGN_PX / 2 + 3 + face.px * 1.18 * (len(lines) - 1) / 2 + face.px / 2
    around = ((x, y + down), (x + _SIGN_PX / 2 + 4 + half, y), (x - _SIGN_PX / 2 - 4 - half, y), (x, y - down))
    settings = tuple(Sign((picture, flat(lines, tone, face, at))) for at in around)
    yield Wish(100.0 - 2 * spot.zoom, spot.name, (settings,))


def _quarter_wish(named: NamedSpot, zoom: _Zoom) -> Iterator[Wish]:
    first = named.spot.zoom
    last = 15 if first <= 12 else 17
    if not first <= zoom.number <= last:
        return
    size = 19.0 if first <= 12 else 15.0 if first <= 14 else 13.5
    face = Face(TITLE_FACE, size)
    lines = wrapped(face.spelled(named.spot.name), face, 150.0)
    if lines:
        x, y = zoom.px(named.at)
        places = (Sign((flat(lines, Tone.PLACE, face, (x, y + shift)),)) for shift in (0.0, -14.0, 14.0, -28.0, 28.0))
        yield Wish(120.0 - first, named.spot.name, (tuple(places),))


def _house_wish(house: NamedHouse, zoom: _Zoom) -> Wish:
    face = Face(TEXT_FACE, 11.5)
    return Wish(
        10.0, f"{house.number} {house.at}", ((Sign((flat([house.number], Tone.NUMBER, face, zoom.px(house.at)),)),),)
    )


def boxes_of(labels: Iterable[Label]) -> list[tuple[Label, PxBox]]:
    """Give each label with the box around all its letters, halo included."""
    out = []
    for label in labels:
        boxes = label.boxes(MARGIN_PX)
        whole = tuple(pick(box[i] for box in boxes) for i, pick in enumerate((min, min, max, max)))
        out.append((label, (whole[0], whole[1], whole[2], whole[3])))
    return out
