"""`fieldserver routing`, `levels`, `zones` and `jobs`: what a town says, and what it may not say."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sync.core.instants import instant_of_ms
from sync.records.delays import delays_of
from sync.server.cli import app
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.rows_jobs import NEVER, JobRow, JobState
from sync.server.zone_import import Line, NotReadable, features_in, planned
from tests.server.device_in_hand import NOW_MS
from tests.server.process_in_hand import made_town
from tests.server.town_in_hand import SQUARE, Town


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def town(folder: Path) -> Town:
    return made_town(folder)


def said(folder: Path, *words: str, code: int = 0) -> str:
    """Run a command and give what it says, in one line."""
    result = CliRunner().invoke(app, [*words, "--data", str(folder)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def created(town: Town, **fields: Any) -> dict[str, Any]:
    device = town.device("terrain")
    return town.fields("report", device.create("report", town.report_fields(**fields)))


def test_rule_that_is_set_is_shown_tested_and_followed(folder: Path, town: Town) -> None:
    assert "nid_de_poule in Nord: Accueil." in said(
        folder, "routing", "set", "accueil", "--for", "nid_de_poule", "--sector", "nord"
    )
    assert "voirie: Voirie, Équipe." in said(folder, "routing", "set", "voirie/Équipe", "--for", "family:voirie")
    assert "Default queue: Accueil." in said(folder, "routing", "set", "accueil", "--name", "À répartir")
    shown = said(folder, "routing", "show")
    assert "À répartir" in shown
    assert "nid_de_poule" in shown
    tested = said(folder, "routing", "test", "nid_de_poule", "48.02", "2.05")
    assert "service: " in tested
    assert created(town)["service"] == town.ids["accueil"]
    assert created(town, service_code="trottoir")["team"] == town.ids["equipe"]
    said(folder, "routing", "set", "none", "--for", "nid_de_poule", "--sector", "nord")
    assert created(town)["service"] == town.ids["voirie"]
    said(folder, "routing", "set", "accueil", "--for", "nid_de_poule", "--sector", "nord")
    assert created(town)["service"] == town.ids["accueil"], "a rule that was taken away can be made again"
    assert "family" in said(folder, "routing", "test", "trottoir", "-48.02", "2.05")


def test_rule_that_makes_no_sense_is_told_and_changes_nothing(folder: Path, town: Town) -> None:
    for words, told in (
        (("nobody", "--for", "banc"), "There is no service “nobody”"),
        (("voirie", "--for", "hole"), "There is no category hole"),
        (("voirie", "--for", "family:holes"), "There is no family holes"),
        (("voirie", "--sector", "nord"), "name one with --for"),
        (("voirie", "--for", "banc", "--sector", "west"), "There is no zone “west”"),
        (("accueil/Équipe", "--for", "banc"), "is not a team of Accueil"),
        (("none", "--for", "banc"), "The server refused it"),
    ):
        assert told in said(folder, "routing", "set", *words, code=1)
    assert created(town)["service"] == town.ids["voirie"]


def test_levels_that_are_set_are_shown_and_promised(folder: Path, town: Town) -> None:
    said(folder, "levels", "set", "--for", "nid_de_poule", "--mended", "3d")
    said(folder, "levels", "set", "--calendar", "FR-974", "--first-answer", "1d")
    shown = said(folder, "levels", "show")
    assert "FR-974, La Réunion" in shown
    kept = created(town)
    assert kept["expected_datetime"] == "2026-11-26T13:30:00.000Z"
    assert kept["first_answer_due_at"] == "2026-11-24T13:30:00.000Z"
    said(folder, "levels", "set", "--for", "nid_de_poule", "--mended", "usual")
    said(folder, "levels", "set", "--calendar", "FR", "--first-answer", "usual")
    usual = delays_of("nid_de_poule", instant_of_ms(NOW_MS))
    assert created(town).items() >= usual.items()


def test_level_that_makes_no_sense_is_told(folder: Path, town: Town) -> None:
    for words in (("--mended", "5d"), ("--first-answer", "5w"), ("--calendar", "DE"), ("--for", "x")):
        said(folder, "levels", "set", *words, code=1)
    assert created(town).items() >= delays_of("nid_de_poule", instant_of_ms(NOW_MS)).items()


def collection(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def feature(code: str | None, rings: Any, kind: str = "Polygon", **others: Any) -> dict[str, Any]:
    properties = {**({"code": code} if code else {}), **others}
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": rings}}


def square(west: float, south: float, side: float = 0.1) -> list[list[list[float]]]:
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    return [[[west + x, south + y] for x, y in corners]]


def test_sectors_are_told_of_before_they_are_written(folder: Path, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "zones.geojson"
    file.write_text(
        collection(feature("nord", square(2.0, 48.0), name="Nord"), feature("est", [square(2.1, 48.0)], "MultiPolygon"))
    )
    told = said(folder, "zones", "import", str(file), "--dry-run")
    assert "changed" in told
    assert "2 sectors would be written. Nothing was." in told
    assert town.fields("zone", town.ids["nord"])["polygon"] == SQUARE
    assert "2 sectors were written" in said(folder, "zones", "import", str(file))
    assert town.fields("zone", town.ids["nord"])["polygon"] == square(2.0, 48.0)
    assert "est" in said(folder, "zones", "list")
    assert "0 sectors were written, 2 were so already." in said(folder, "zones", "import", str(file))
    assert "sector: est" in said(folder, "routing", "test", "banc", "48.05", "2.15")


def test_one_wrong_sector_keeps_all_from_being_written(folder: Path, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "zones.geojson"
    file.write_text(collection(feature("est", square(2.1, 48.0)), feature("x", square(2.1, 95.0))))
    assert "1 of 2 features are not sectors: nothing was written." in said(folder, "zones", "import", str(file), code=1)
    assert "est" not in said(folder, "zones", "list")


BOW_TIE = [[[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (feature(None, square(0, 0)), "no `code`"),
        (feature("a", [0, 0], "Point"), "no polygon"),
        (feature("a", "ring"), "not those of a polygon"),
        (feature("a", [[[0, 0], [1, 1]]]), "not those of a polygon"),
        (feature("a", []), "not [longitude, latitude]"),
        (feature("a", BOW_TIE), "not simple"),
        (feature("a", square(600_000, 48)), "degrees"),
        (feature("a", [square(0, 0), square(5, 5)], "MultiPolygon"), "2 parts"),
        ({"type": "Feature", "properties": None, "geometry": None}, "no `code`"),
        (feature("a", [[[None, 0], [1, 1], [1, 0], [None, 0]]]), "not those of a polygon"),
    ],
)
def test_feature_that_is_no_sector_says_why(wrong: dict[str, Any], says: str) -> None:
    (line,) = planned([wrong], {})
    assert line.is_wrong
    assert says in line.says


def test_same_code_twice_is_wrong_and_an_overlap_is_remarked() -> None:
    lines = planned([feature(code, square(where, 0.0)) for code, where in (("a", 0.0), ("b", 0.05), ("a", 1.0))], {})
    assert [line.is_wrong for line in lines] == [False, False, True]
    assert lines[1].remark == "overlaps a"
    neighbours: list[Line] = planned([feature("a", square(0.0, 0.0)), feature("b", square(0.1, 0.0))], {})
    assert [line.remark for line in neighbours] == ["", ""]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"type": "FeatureCollection", "features": []}', "[" * 100_000])
def test_file_that_is_no_collection_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "zones").write_text(text)
    with pytest.raises(NotReadable):
        features_in(tmp_path / "zones")


def test_dead_jobs_are_seen_and_tried_again(folder: Path, town: Town) -> None:
    dead = JobRow("escalation:x", "escalation", "{}", "2026", NEVER, JobState.DEAD, attempts=8, trouble="ValueError")
    with town.store.writing(town.tenant) as unit:
        unit.put([dead, JobRow("waits", "escalation", "{}", "2027", "2027")])
    assert "2 jobs: 1 waiting, 0 taken, 0 done, 1 dead." in said(folder, "jobs", "list")
    shown = said(folder, "jobs", "list", "--dead")
    assert "ValueError" in shown
    assert "waits" not in shown
    assert "no such dead job" in said(folder, "jobs", "retry", "waits", code=1)
    assert "1 jobs are tried again" in said(folder, "jobs", "retry", "all")
    with opened(DataFolder(folder)) as parts, parts.store.reading(town.tenant) as unit:
        kept = unit.get(JobRow, [("escalation:x",)])[("escalation:x",)]
    assert (kept.state, kept.attempts) == (JobState.WAITING, 0)
