"""The steps of a report: what, where, is it known already. All by GET: nothing is kept until it is sent.

/signaler                          categories; ?q= searches them
/signaler/lieu?categorie=…         an address, a point of the map, or coordinates
/signaler/deja?…                   what others reported close by, where there is something
/signaler/envoyer?…                the last step (`sending`)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from sync.protocol.problems import ProblemError
from sync.records.addresses.words import fold
from sync.records.categories import CATEGORIES, GROUPS, Category
from sync.records.geometry import Box, Point, metres_between
from sync.server.outside.publication import PublicReport
from sync.server.parts import Parts
from sync.server.public.drawing import page, sent_to
from sync.server.public.shown import Card, card, category_words
from sync.server.public.town_map import (
    DECIMALS,
    SIZES,
    ZOOM_CHOSEN,
    ZOOM_FIRST,
    MapView,
    TownMap,
    moved,
    opened_map,
    pressed,
)
from sync.server.public.visits import Visit
from sync.server.public.words import Language, said
from sync.server.rows import RecordRow

OFTEN: Final = 6
FOUND_MAX: Final = 8
ADDRESS_CHARACTERS_MAX: Final = 200
ADDRESS_CHARACTERS_MIN: Final = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is: a point, an address, or both."""

    lat: float | None
    long: float | None
    address: str

    def query(self, category: str) -> str:
        """Write it as the query of the next step."""
        told = {"categorie": category, "adresse": self.address}
        if self.lat is not None and self.long is not None:
            told |= {"lat": f"{self.lat:.{DECIMALS}f}", "long": f"{self.long:.{DECIMALS}f}"}
        return urlencode({name: value for name, value in told.items() if value})


def choose_category(parts: Parts, visit: Visit) -> Response:
    """Show what can be reported, or what was found."""
    asked = visit.asked("q")[:80]
    shown = [one for one in CATEGORIES.values() if not one.agents_only]
    often = sorted((one for one in shown if not one.deflection), key=lambda one: -one.weight)[:OFTEN]
    groups = [
        {"word": _word(group, visit.language), "icon": group.icon, "choices": choices}
        for group in GROUPS.values()
        if (choices := [_choice(visit, one) for one in shown if one.group == group.code])
    ]
    found = [_choice(visit, one) for one in _found(asked, shown)] if asked else []
    told: dict[str, Any] = {
        "asked": asked,
        "found": found,
        "often": [_choice(visit, one) for one in often],
        "groups": groups,
    }
    return page(visit, "category.html", at="report", **told)


def choose_place(parts: Parts, visit: Visit) -> Response:
    """Show where it may be, or the message of a category that is none for a form."""
    category = category_asked(visit)
    if category.deflection:
        return page(visit, "deflected.html", at="report", category=category_words(category.code, visit.language))
    with opened_map(parts.maps, visit.face.tenant) as town_map:
        return page(visit, "place.html", at="report", **_placing(visit, category, town_map))


def look_around(parts: Parts, visit: Visit) -> Response:
    """Show what others reported close by; where there is nothing, go on at once."""
    category, place = category_asked(visit), place_asked(visit)
    go_on = f"{visit.base}/signaler/envoyer?{place.query(category.code)}"
    near = _near(parts, visit, category, place)
    if not near:
        return sent_to(go_on)
    back = f"{visit.base}/signaler/lieu?{urlencode({'categorie': category.code})}"
    return page(visit, "near.html", at="report", near=near, go_on=go_on, place_href=back)


def category_asked(visit: Visit) -> Category:
    """Give the category of the query; raise `not-found` for one that the public may not choose."""
    category = CATEGORIES.get(visit.asked("categorie"))
    if category is None or category.agents_only:
        raise ProblemError("not-found")
    return category


def place_asked(visit: Visit) -> Place:
    """Give the place of the query; one that is nowhere has neither point nor address."""
    point = point_of(visit.asked("lat"), visit.asked("long"), visit.face.box)
    address = visit.asked("adresse")[:ADDRESS_CHARACTERS_MAX]
    return Place(point.lat, point.long, address) if point else Place(None, None, address)


def point_of(lat: str, long: str, box: Box) -> Point | None:
    """Read coordinates, with a comma or a point; None where they are none, or outside the town."""
    try:
        point = Point(*(float(text.replace(",", ".")) for text in (lat, long)))
    except ValueError:
        return None
    if not (isfinite(point.lat) and isfinite(point.long)):
        return None
    is_inside = box.south <= point.lat <= box.north and box.west <= point.long <= box.east
    return Point(round(point.lat, DECIMALS), round(point.long, DECIMALS)) if is_inside else None


def map_picture(parts: Parts, visit: Visit) -> Response:
    """Draw the picture of the map; raise `not-found` for another size, or a town without a map."""
    size = _size(visit)
    point = point_of(visit.asked("lat"), visit.asked("long"), Box(-90, -180, 90, 180))
    if size not in SIZES or point is None:
        raise ProblemError("not-found")
    with opened_map(parts.maps, visit.face.tenant) as town_map:
        if town_map is None:
            raise ProblemError("not-found")
        view = town_map.held(MapView(point.lat, point.long, _whole(visit.asked("zoom"))))
        png = town_map.picture(view, size, has_pin=bool(visit.asked("pointe")))
    return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def recap(visit: Visit, category: Category) -> dict[str, str]:
    """Give a category as the steps repeat it."""
    return {"code": category.code, "icon": category.icon, "word": category_words(category.code, visit.language)}


def _placing(visit: Visit, category: Category, town_map: TownMap | None) -> dict[str, Any]:
    face, asked, size = visit.face, visit.asked("adresse")[:ADDRESS_CHARACTERS_MAX], _size(visit)
    given = point_of(visit.asked("lat"), visit.asked("long"), face.box)
    problem = "coordinates" if visit.asked("lat") and given is None else ""
    if not given and asked and len(asked) < ADDRESS_CHARACTERS_MIN:
        problem = "address"
    view = MapView(*_centre(face.centre, given), _whole(visit.asked("zoom")) or (ZOOM_CHOSEN if given else ZOOM_FIRST))
    is_pressed = visit.asked("point.x").isdecimal() and visit.asked("point.y").isdecimal() and size in SIZES
    if given and is_pressed:
        given = pressed(view, size, _whole(visit.asked("point.x")), _whole(visit.asked("point.y")))
        view = MapView(given.lat, given.long, view.zoom)
    elif visit.asked("geste"):
        view = moved(view, size, visit.asked("geste"))
        given = None
    if town_map is not None:
        view = town_map.held(view)
    return {
        "category": recap(visit, category),
        "asked": "" if given else asked,
        "problem": problem,
        "found": list(_addresses(visit, category, town_map, asked)) if asked and not given and not problem else [],
        "as_said": _next(visit, category, Place(None, None, asked)) if asked and not given else "",
        "view": view if town_map is not None else None,
        "chosen": _chosen(visit, category, town_map, given, asked) if given else None,
    }


def _centre(centre: Point, given: Point | None) -> tuple[float, float]:
    at = given or centre
    return at.lat, at.long


def _chosen(visit: Visit, category: Category, town_map: TownMap | None, point: Point, address: str) -> dict[str, Any]:
    found = address or (town_map.address(point) if town_map is not None else "")
    href = _next(visit, category, Place(point.lat, point.long, found))
    lat, long = (_degrees(value, visit.language) for value in (point.lat, point.long))
    return {"address": found, "href": href, "lat": lat, "long": long, "rough": False}


def _addresses(visit: Visit, category: Category, town_map: TownMap | None, asked: str) -> Iterator[dict[str, str]]:
    if town_map is None:
        return
    for one in town_map.find(asked, visit.face.centre):
        place = Place(one.point.lat, one.point.long, one.address[:ADDRESS_CHARACTERS_MAX])
        href = f"{visit.base}/signaler/lieu?{place.query(category.code)}#carte"
        yield {"word": one.address, "detail": f"{one.postcode} {one.town}".strip(), "href": href}


def _next(visit: Visit, category: Category, place: Place) -> str:
    return f"{visit.base}/signaler/deja?{place.query(category.code)}"


def _near(parts: Parts, visit: Visit, category: Category, place: Place) -> list[Card]:
    if place.lat is None or place.long is None:
        return []
    here = Point(place.lat, place.long)
    found = parts.outside.near(visit.face.tenant, category.code, place.lat, place.long)
    with parts.store.reading(visit.face.tenant) as unit:
        rows = unit.get(RecordRow, [("report", one.id) for one in found])
        return [card(visit, one, rows["report", one.id].fields(), _metres(here, one)) for one in found]


def _metres(here: Point, one: PublicReport) -> int:
    if one.lat is None or one.long is None:
        return 0
    return round(metres_between(here, Point(one.lat, one.long)))


def _found(asked: str, shown: list[Category]) -> list[Category]:
    """Find categories by the beginnings of their words and synonyms, those that fit most words first."""
    words = fold(asked).split()
    texts = {one.code: fold(f"{one.fr} {one.en} {one.synonyms} {GROUPS[one.group].fr}").split() for one in shown}
    hits = {one.code: sum(any(text.startswith(word) for text in texts[one.code]) for word in words) for one in shown}
    fitting = [one for one in shown if hits[one.code] == max(hits.values(), default=0) > 0]
    return sorted(fitting, key=lambda one: -one.weight)[:FOUND_MAX]


def _choice(visit: Visit, category: Category) -> dict[str, str]:
    query = urlencode({"categorie": category.code})
    group = _word(GROUPS[category.group], visit.language)
    href = f"{visit.base}/signaler/lieu?{query}"
    return {**recap(visit, category), "href": href, "group": group}


def _word(group: Any, language: Language) -> str:
    return str(group.fr if language is Language.FRENCH else group.en)


def _degrees(value: float, language: Language) -> str:
    text = f"{value:.5f}"
    return text.replace(".", ",") if language is Language.FRENCH else text


def _size(visit: Visit) -> tuple[int, int]:
    return _whole(visit.asked("largeur")), _whole(visit.asked("hauteur"))


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 4 else 0


def place_words(visit: Visit, place: Place) -> str:
    """Say a place in words."""
    if place.address or place.lat is None or place.long is None:
        return place.address
    lat, long = (_degrees(value, visit.language) for value in (place.lat, place.long))
    return said(visit.language, "place.coordinates_said", lat=lat, long=long)
