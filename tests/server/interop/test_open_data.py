"""Open data: what is public and nothing else, in three forms, without words unless the town says so."""

import csv
import io
import json
import zipfile
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sync.records.categories import CATEGORIES
from sync.server.open_data import routes
from sync.server.open_data.bulk import FIELDS
from sync.server.open_data.writing import guarded
from tests.server.interop.asking import asked, published
from tests.server.outside.door_in_hand import PERSON, Door
from tests.server.town_in_hand import Town

DAY_MS = 24 * 3_600_000


def features(door: Door, query: str = "") -> list[dict[str, Any]]:
    """Fetch the reports as features."""
    answer = asked(door, f"/api/reports.geojson{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["features"]
    return found


def csv_lines(door: Door, query: str = "") -> list[dict[str, str]]:
    """Fetch the reports as lines of a table."""
    text = asked(door, f"/api/reports.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_geojson_has_the_longitude_first_and_the_fields_of_the_bulk_form(door: Door) -> None:
    report = published(door)
    (feature,) = features(door)
    assert feature["geometry"] == {"type": "Point", "coordinates": [2.06, 48.05]}
    assert tuple(feature["properties"]) == FIELDS
    assert feature["id"] == feature["properties"]["service_request_id"] == door.town.fields("report", report)["number"]
    assert "crs" not in asked(door, "/api/reports.geojson").json()
    assert asked(door, "/api/reports.geojson").headers["content-type"] == "application/geo+json"


def test_no_report_is_a_whole_document_too(door: Door) -> None:
    assert asked(door, "/api/reports.geojson").json() == {"type": "FeatureCollection", "features": []}
    assert csv_lines(door) == []


@pytest.mark.parametrize("form", ["geojson", "csv", "xlsx"])
def test_no_form_tells_who_reported_or_what_he_wrote(door: Door, form: str) -> None:
    published(door)
    door.town.write("report", door.town.world.new_id(), **door.town.report_fields(comments=[]))
    content = asked(door, f"/api/reports.{form}").content
    if form == "xlsx":
        content = b"".join(zipfile.ZipFile(io.BytesIO(content)).read(name) for name in sheet_parts(content))
    for secret in (PERSON.name, PERSON.email, PERSON.phone, "profond", "rue Basse", "devant l'école"):
        assert secret.encode() not in content
        assert json.dumps(secret)[1:-1].encode() not in content


def sheet_parts(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_words_leave_only_where_the_town_says_so_and_somebody_looked(door: Door) -> None:
    published(door)
    door.given(description="Pas encore lu")
    door.set("open_data_texts", True)
    told = [feature["properties"] for feature in features(door)]
    assert [one["description"] for one in told] == ["Un trou <b>profond</b>", None]
    assert [one["address"] for one in told] == ["3 rue Basse", None]


def test_rounded_positions_are_not_undone_by_an_address(door: Door) -> None:
    published(door, lat=48.051234, long=2.067891)
    door.set("open_data_texts", True)
    door.set("position_decimals", 3)
    (feature,) = features(door)
    assert feature["geometry"]["coordinates"] == [2.068, 48.051]
    assert feature["properties"]["address"] is None
    assert feature["properties"]["description"]


def test_hidden_and_agents_own_reports_are_not_there(door: Door) -> None:
    hidden = door.given()
    door.town.change("report", hidden, publication="hidden")
    door.town.write("report", door.town.world.new_id(), **door.town.report_fields())
    assert features(door) == []


def test_csv_is_what_a_french_excel_opens(door: Door) -> None:
    published(door)
    content = asked(door, "/api/reports.csv").content
    assert content.startswith(b"\xef\xbb\xbfservice_request_id;requested_datetime;")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    (line,) = csv_lines(door)
    assert line["service_subtype"] == CATEGORIES["nid_de_poule"].fr
    assert line["requested_datetime"].endswith("Z")
    assert (line["lat"], line["long"]) == ("48.05", "2.06")


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_formula_is_a_text_in_a_spreadsheet(text: str) -> None:
    assert guarded(text) == "'" + text


def test_formula_of_a_citizen_is_a_text_and_a_negative_number_a_number(door: Door) -> None:
    published(door, description='=HYPERLINK("https://evil.example")', long=-1.5)
    door.set("open_data_texts", True)
    (line,) = csv_lines(door)
    assert line["description"] == '\'=HYPERLINK("https://evil.example")'
    assert line["long"] == "-1.5"


def test_workbook_holds_the_same_rows_and_no_formula(door: Door) -> None:
    published(door, description="=1+1")
    door.set("open_data_texts", True)
    answer = asked(door, "/api/reports.xlsx")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    texts = [cell.text for cell in sheet.findall(".//{*}t")]
    assert texts[: len(FIELDS)] == list(FIELDS)
    assert "=1+1" in texts
    assert not sheet.findall(".//{*}f")


def test_days_are_those_that_were_asked_for(door: Door) -> None:
    first = published(door)
    door.town.world.now += 2 * DAY_MS
    second = published(door)
    numbers = [door.town.fields("report", report)["number"] for report in (first, second)]
    day = door.town.fields("report", second)["requested_datetime"][:10]
    assert [feature["id"] for feature in features(door)] == numbers
    assert [feature["id"] for feature in features(door, f"?start_date={day}")] == numbers[1:]
    door.town.world.now += 100 * DAY_MS
    assert features(door) == []
    assert [feature["id"] for feature in features(door, f"?start_date={day}&end_date={day}T10:00:00Z")] == numbers[1:]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("start_date=hier", "/start_date"),
        ("start_date=2020-01-01&end_date=2022-01-01", "/start_date"),
        ("end_date=0001-01-01&start_date=9999-12-31", "/start_date"),
        ("end_date=9999-12-31T23:00:00-23:00", "/end_date"),
        ("page=0", "/page"),
        ("page_size=10001", "/page_size"),
        ("page=²", "/page"),
    ],
)
def test_question_that_makes_no_sense_is_pointed_at(door: Door, query: str, pointer: str) -> None:
    answer = asked(door, f"/api/reports.csv?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_pages_follow_each_other_without_gap(door: Door) -> None:
    for _ in range(5):
        published(door)
    whole, found, path = features(door), [], "/api/reports.geojson?page_size=2"
    for _ in range(3):
        answer = asked(door, path)
        found += answer.json()["features"]
        following = answer.links.get("next")
        path = following["url"] if following else ""
    assert found == whole
    assert not path


def test_pieces_of_a_long_answer_make_one_document(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "PIECE", 2)
    for _ in range(5):
        published(door)
    assert len(features(door)) == len(csv_lines(door)) == 5


def test_too_many_reports_are_refused_and_not_cut(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "ROWS_MAX", 1)
    published(door)
    assert asked(door, "/api/reports.csv").status_code == 200
    published(door)
    answer = asked(door, "/api/reports.csv")
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"pointer": "/start_date", "code": "too-many"}])


def test_what_is_known_already_is_not_sent_again(door: Door) -> None:
    report = published(door)
    first = asked(door, "/api/reports.csv")
    assert "last-modified" not in first.headers, "a change within this second would look the same"
    door.town.world.now += 2_000
    again = asked(door, "/api/reports.csv", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    changed = again.headers["last-modified"]
    assert parsedate_to_datetime(changed).timestamp() <= door.town.world.now / 1000 - 1
    assert asked(door, "/api/reports.csv", if_modified_since=changed).status_code == 304
    assert asked(door, "/api/reports.geojson", if_none_match=first.headers["etag"]).status_code == 200
    door.town.change("report", report, publication="hidden")
    assert asked(door, "/api/reports.csv", if_none_match=first.headers["etag"]).status_code == 200
    assert asked(door, "/api/reports.csv", if_modified_since=changed).status_code == 200


def test_a_setting_that_changes_makes_the_answer_another(door: Door) -> None:
    published(door)
    first = asked(door, "/api/reports.csv")
    door.set("open_data_texts", True)
    assert asked(door, "/api/reports.csv", if_none_match=first.headers["etag"]).status_code == 200


def test_town_that_did_not_open_its_data_has_none(door: Door) -> None:
    door.set("open_data", False)
    assert asked(door, "/api/reports.csv").status_code == 404


@pytest.fixture
def neighbour(door: Door) -> Town:
    """Give a second town on the same server."""
    return Town(door.town.store, door.town.world)


def test_town_is_named_where_there_are_several(door: Door, neighbour: Town, tmp_path: Path) -> None:
    published(door)
    door.set("jurisdiction_id", "ville.example")
    answer = asked(door, "/api/reports.geojson")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "required")
    assert len(features(door, "?jurisdiction_id=ville.example")) == 1
    assert asked(door, "/api/reports.geojson?jurisdiction_id=autre.example").status_code == 404
    other = Door(neighbour, tmp_path / "autre")
    other.set("jurisdiction_id", "voisine.example")
    assert asked(door, "/api/reports.geojson?jurisdiction_id=voisine.example").status_code == 404, "not open"
    other.set("open_data", True)
    assert features(door, "?jurisdiction_id=voisine.example") == []
