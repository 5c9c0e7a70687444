"""French typography, moments and quantities in words."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ui.i18n import (
    Language,
    Words,
    ago,
    clock,
    day,
    distance,
    distance_parts,
    due,
    duration,
    fr,
    hour,
    late,
    listing,
    long_day,
    moment,
    percent,
    size,
    stamp,
    walk,
)

PARIS = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 23, 14, 32, tzinfo=PARIS)
FR, EN = Words(Language.FR), Words(Language.EN)


def plain(text: str) -> str:
    """Show no-break spaces as underscores."""
    return text.replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Où est-ce ?", "Où est-ce_?"),
        ("Manque : 2", "Manque_: 2"),
        ("« avant »", "«_avant_»"),
        ("62 %", "62_%"),
        ("après 16 h", "après 16_h"),
        ("8 h 30", "8_h_30"),
        ("à 240 m de là", "à 240_m de là"),
        ("{n} min", "{n}_min"),
        ("2 jours", "2 jours"),
        ("3 mois", "3 mois"),
        ("l'arbre", "l’arbre"),
        ("12:30", "12:30"),
        ("et...", "et…"),
    ],
)
def test_french_is_set_as_a_printer_would(typed: str, set_: str) -> None:
    assert plain(fr(typed)) == set_


@given(st.text(max_size=80))
def test_typography_never_makes_a_narrow_space_and_settles_at_once(text: str) -> None:
    once = fr(text)
    assert once.count("\u202f") == text.count("\u202f")
    assert fr(once) == once


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [
        (0, "à l’instant", "just now"),
        (-30, "à l’instant", "just now"),
        (1, "il y a 1_min", "1 min ago"),
        (40, "il y a 40_min", "40 min ago"),
        (60, "il y a 1_h", "1 hour ago"),
        (125, "il y a 2_h", "2 hours ago"),
        (24 * 60, "hier", "yesterday"),
        (3 * 24 * 60, "il y a 3_j", "3 days ago"),
        (11 * 24 * 60, "12 novembre", "12 November"),
    ],
)
def test_age_is_said_as_people_say_it(minutes: int, french: str, english: str) -> None:
    at = NOW - timedelta(minutes=minutes)
    assert (plain(ago(FR, at, NOW)), ago(EN, at, NOW)) == (french, english)


@pytest.mark.parametrize(
    ("on", "french"),
    [
        (date(2026, 11, 23), "Aujourd’hui"),
        (date(2026, 11, 24), "Demain"),
        (date(2026, 11, 22), "Hier"),
        (date(2026, 11, 25), "Mercredi 25"),
        (date(2026, 11, 29), "Dimanche 29"),
        (date(2026, 11, 30), "30 novembre"),
        (date(2026, 12, 1), "1er décembre"),
        (date(2027, 1, 4), "4 janvier"),
        (date(2027, 5, 3), "3 mai 2027"),
        (date(2025, 12, 31), "31 décembre 2025"),
    ],
)
def test_day_is_named_as_near_as_it_is(on: date, french: str) -> None:
    assert day(FR, on, NOW.date()) == french


def test_moment_to_come_says_day_and_hour() -> None:
    tomorrow = datetime(2026, 11, 24, 8, 0, tzinfo=PARIS)
    assert (plain(moment(FR, tomorrow, NOW)), moment(EN, tomorrow, NOW)) == ("Demain, 8_h", "Tomorrow, 8:00")


def test_hour_has_its_minutes_when_there_are_some() -> None:
    assert plain(hour(FR, datetime(2026, 11, 26, 13, 30, tzinfo=PARIS), NOW)) == "13_h_30"


def test_instant_is_shown_in_the_zone_of_now() -> None:
    assert clock(datetime(2026, 11, 23, 13, 32, tzinfo=UTC), NOW) == "14:32"


def test_stamp_of_another_day_says_the_day() -> None:
    assert stamp(FR, NOW - timedelta(days=1), NOW) == "Hier, 14:32"


def test_long_day_is_whole() -> None:
    assert (long_day(FR, NOW.date()), long_day(EN, NOW.date())) == ("Lundi 23 novembre", "Monday 23 November")


@pytest.mark.parametrize(
    ("behind", "said"),
    [
        (timedelta(minutes=-5), None),
        (timedelta(minutes=20), "En retard 20_min"),
        (timedelta(hours=3), "En retard 3_h"),
        (timedelta(days=2), "En retard 2_j"),
    ],
)
def test_lateness_is_counted(behind: timedelta, said: str | None) -> None:
    told = late(FR, NOW - behind, NOW)
    assert (plain(told) if told else None) == said


def test_due_today_says_so() -> None:
    assert due(FR, NOW + timedelta(hours=2), NOW) == "Pour aujourd’hui"
    assert plain(due(FR, NOW + timedelta(days=2), NOW)) == "Mercredi 25"


@pytest.mark.parametrize(
    ("seconds", "said"), [(8, "8_s"), (180, "3_min"), (3600, "1_h"), (3900, "1_h_05"), (172800, "2_j")]
)
def test_duration_is_short(seconds: int, said: str) -> None:
    assert plain(duration(FR, seconds)) == said


@pytest.mark.parametrize(
    ("metres", "french", "english"),
    [
        (4, "4_m", "4 m"),
        (238, "240_m", "240 m"),
        (996, "1,0_km", "1.0 km"),
        (1120, "1,1_km", "1.1 km"),
        (14200, "14_km", "14 km"),
    ],
)
def test_distance_is_as_precise_as_a_walker_cares(metres: float, french: str, english: str) -> None:
    assert (plain(distance(FR, metres)), distance(EN, metres)) == (french, english)


def test_distance_parts_stand_apart() -> None:
    assert distance_parts(FR, 1120) == ("1,1", "km")


def test_walk_takes_a_minute_at_least() -> None:
    assert (plain(walk(FR, 5)), plain(walk(FR, 240)), plain(walk(FR, 12_500))) == ("1_min", "3_min", "2_h_47")


@pytest.mark.parametrize(
    ("n", "said"), [(900, "900_o"), (210_000, "210_ko"), (1_400_000, "1,4_Mo"), (5_000_000_000, "5,0_Go")]
)
def test_size_is_written_in_its_unit(n: int, said: str) -> None:
    assert plain(size(FR, n)) == said


@pytest.mark.parametrize(("share", "said"), [(0.0, "0_%"), (0.62, "62_%"), (0.999, "99_%"), (1.0, "100_%")])
def test_percent_is_never_whole_too_early(share: float, said: str) -> None:
    assert plain(percent(FR, share)) == said


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_list_is_joined_as_one_speaks(items: list[str], said: str) -> None:
    assert listing(FR, items) == said
