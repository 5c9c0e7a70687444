"""Rows and pins of work: which chips, in which order, how a list is sorted and how pins stand together."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.replica.ground import Ground, ZoneShape
from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.map_clusters import clustered, view_of
from fieldapp.ui.map_scene import PINS_MAX, STREET_ZOOM, MapScene, Pin, camera_for
from fieldapp.ui.widgets import Mark, Sign
from fieldapp.ui.work_pins import work_pin
from fieldapp.ui.works import Seen, badges, in_order, late_count, work_title
from sync.records.geometry import Point

FR, EN = Words(Language.FR), Words(Language.EN)
NOW = datetime(2026, 11, 23, 14, 36, tzinfo=ZoneInfo("Europe/Paris"))
HERE = Point(45.75, 4.85)
SEEN = Seen(NOW, HERE)


@dataclass(frozen=True)
class Work:
    """A piece of work that names only what matters."""

    id: str = "one"
    title: str = ""
    address: str = "Rue Grimaldi"
    category: str | None = "nid_de_poule"
    status: str = "a_faire"
    priority: str = "genant"
    due_at: str | None = None
    point: Point | None = HERE
    unsent: bool = False


def signs(work: Work) -> list[Sign]:
    return [badge.sign for badge in badges(FR, work, NOW)]


def test_danger_and_lateness_come_before_the_state() -> None:
    work = Work(priority="dangereux", due_at="2026-11-21T09:00:00.000Z", status="en_cours")
    assert signs(work) == [Sign.DANGEROUS, Sign.LATE, Sign.IN_PROGRESS]
    assert badges(FR, work, NOW)[1].word == "En retard 2\u00a0j"


def test_unsent_work_says_so_before_its_state() -> None:
    assert signs(Work(unsent=True, status="en_cours")) == [Sign.TO_SEND, Sign.IN_PROGRESS]


def test_due_date_is_told_while_it_is_not_late() -> None:
    assert badges(FR, Work(due_at="2026-11-23T16:00:00.000Z"), NOW)[0].word == "Pour aujourd’hui"
    assert badges(FR, Work(due_at="2026-11-24T07:00:00.000Z"), NOW)[0].word == "Demain, 8\u00a0h"


def test_task_to_do_needs_no_word_for_its_state() -> None:
    assert signs(Work()) == []


def test_state_of_a_newer_version_is_left_out() -> None:
    assert signs(Work(status="en_orbite")) == []


def test_report_is_named_by_its_category_in_each_language() -> None:
    assert work_title(FR, Work()).startswith("Nid-de-poule")
    assert work_title(EN, Work()) == "Pothole"
    assert work_title(FR, Work(title="Trou devant le 14")) == "Trou devant le 14"


def test_order_is_danger_then_lateness_then_distance_then_due_date() -> None:
    north = Point(HERE.lat + 0.01, HERE.long)
    near, far = Work("near"), Work("far", point=north)
    due = Work("due", point=None, due_at="2026-11-24T07:00:00.000Z")
    late = Work("late", point=north, due_at="2026-11-22T07:00:00.000Z")
    danger = Work("danger", point=north, priority="dangereux")
    nowhere = Work("nowhere", point=None)
    ordered = in_order([nowhere, due, far, near, late, danger], SEEN)
    assert [work.id for work in ordered] == ["danger", "late", "near", "far", "due", "nowhere"]


def test_list_left_open_grows_late_by_itself() -> None:
    work = Work(due_at="2026-11-23T13:40:00.000Z")
    assert late_count([work], SEEN) == 0
    assert late_count([work], replace(SEEN, now=NOW.replace(hour=15))) == 1


def test_pin_is_square_for_what_is_urgent() -> None:
    urgent = [
        work_pin(FR, work, SEEN)
        for work in (Work(priority="dangereux"), Work(due_at="2026-11-22T07:00:00.000Z"), Work())
    ]
    assert [pin.mark for pin in urgent if pin] == [Mark.DANGER, Mark.LATE, Mark.TO_DO]
    assert work_pin(FR, Work(point=None), SEEN) is None


def pin(name: str, lat: float = HERE.lat, long: float = HERE.long, *, selected: bool = False) -> Pin:
    return Pin(name, Point(lat, long), "drop", name, selected=selected)


def test_pins_in_one_place_stand_together_but_for_the_selected_one() -> None:
    groups = clustered([pin("a"), pin("b"), pin("c", selected=True)], STREET_ZOOM)
    assert sorted(len(group.pins) for group in groups) == [1, 2]


def test_pins_far_apart_stand_alone() -> None:
    assert len(clustered([pin("a"), pin("b", HERE.lat + 0.01)], STREET_ZOOM)) == 2


def test_pins_that_would_hide_each_other_stand_together_across_the_edge_of_a_cell() -> None:
    starts = [HERE.lat + step * 0.00003 for step in range(30)]
    assert all(len(clustered([pin("a", lat), pin("b", lat + 0.0001)], STREET_ZOOM)) == 1 for lat in starts)


def test_cluster_is_as_urgent_as_its_worst_pin() -> None:
    bad = replace(pin("bad"), mark=Mark.DANGER)
    assert clustered([pin("a"), bad, replace(pin("b"), mark=Mark.LATE)], STREET_ZOOM)[0].mark is Mark.DANGER


@given(st.lists(st.tuples(st.floats(45.5, 46.0), st.floats(4.5, 5.0)), max_size=200), st.floats(10, 20))
def test_no_pin_is_left_out(places: list[tuple[float, float]], zoom: float) -> None:
    pins = [pin(str(number), lat, long) for number, (lat, long) in enumerate(places)]
    groups = clustered(pins, zoom)
    assert sorted(one.id for group in groups for one in group.pins) == sorted(one.id for one in pins)


def test_crowded_town_stands_together_from_farther_away() -> None:
    crowd = [
        pin(f"{row}-{line}", 45.74 + row * 0.0015, 4.84 + line * 0.0015) for row in range(15) for line in range(15)
    ]
    assert 1 < len(clustered(crowd, 14.0)) <= PINS_MAX


def test_view_draws_what_is_near_it_and_keeps_its_numbers_when_it_moves() -> None:
    crowd = [pin(f"{n}", 45.7 + n // 50 * 0.001, 4.8 + n % 50 * 0.001) for n in range(2_500)]
    here, beside = (view_of(Point(45.725, long), STREET_ZOOM, HERE) for long in (4.825, 4.827))
    groups, others = (clustered(crowd, view.zoom, view) for view in (here, beside))
    assert 1 < len(groups) <= PINS_MAX
    assert max(abs(group.point.lat - 45.725) for group in groups) < 0.012
    both = {group.point: len(group.pins) for group in groups}.items() & {
        group.point: len(group.pins) for group in others
    }.items()
    assert len(both) > len(groups) / 3


def test_view_is_the_same_while_nothing_changes_to_the_eye() -> None:
    views = {view_of(Point(45.7501 + n * 1e-6, 4.8501), 14.0 + n / 100, HERE) for n in range(20)}
    assert len(views) == 1


GROUND = Ground(HERE, (ZoneShape("z", "Nord", (((4.8, 45.7), (4.9, 45.7), (4.9, 45.8)),)),), "")


def test_map_looks_at_its_focus_first() -> None:
    camera = camera_for(MapScene(GROUND, focus=Point(45.76, 4.86)))
    assert (camera.centre, camera.zoom) == (Point(45.76, 4.86), STREET_ZOOM)


def test_map_looks_at_all_pins_else_at_the_sectors_else_at_the_town() -> None:
    assert camera_for(MapScene(GROUND, (pin("a", 45.70), pin("b", 45.80)))).centre.lat == 45.75
    assert camera_for(MapScene(GROUND)).centre == Point(45.75, 4.85)
    assert camera_for(MapScene(Ground(HERE, (), ""))).centre == HERE
