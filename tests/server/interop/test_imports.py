"""`fieldserver import`: a dry run writes nothing and says what the judge says; a second time changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.rows import RecordRow
from sync.server.staff import people
from tests.server.process_in_hand import made_town
from tests.server.test_cli import refused, said

USERS = (
    "account;given_name;family_name;role;place\r\nLEA@ville.example;Léa;Petit;agent_terrain;Équipe\r\n"
    "noe@ville.example;Noé;Grand;agent_bureau;voirie\r\n"
)
REPORTS = (
    "service_request_id;service_subtype;status_description;requested_datetime;lat;long;description\r\n"
    "A-1;nid_de_poule;closed;2025-03-01T10:00:00+01:00;48,05;2,05;Un trou\r\n"
    "A-2;nid_de_poule;open;2025-03-02;48.06;2.06;=1+1\r\n"
)


class Office:
    """A data folder and what is imported into it."""

    def __init__(self, folder: Path) -> None:
        self.town = made_town(folder / "data")
        self.folder = folder

    def run(self, kind: str, text: str | bytes, *options: str) -> Any:
        file = self.folder / "file"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return said("import", kind, str(file), "--data", str(self.folder / "data"), *options)

    def state(self) -> tuple[list[Any], list[dict[str, Any]]]:
        """Read the accounts and the reports."""
        with opened(DataFolder(self.folder / "data")) as parts, parts.store.reading(self.town.tenant) as unit:
            return people(unit), [row.fields() for row in unit.find(RecordRow, "kind", ["report"])]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_people_are_told_then_added_then_left_then_changed(office: Office) -> None:
    before = office.state()
    dry = office.run("users", USERS)
    assert dry.exit_code == 0, dry.output
    assert "Nothing was written: 2 add, 0 change, 0 same, 0 refused" in dry.output
    assert office.state() == before
    assert "Done: 2 add" in office.run("users", USERS, "--apply").output
    added = {one.account: (one.name, one.role) for one in office.state()[0]}
    assert added["lea@ville.example"] == ("Léa Petit", "agent_terrain")
    assert "0 add, 0 change, 2 same" in office.run("users", USERS, "--apply").output
    changed = office.run("users", USERS.replace("agent_bureau", "communicant"), "--apply")
    assert "0 add, 1 change, 1 same" in changed.output
    assert {one.account: one.role for one in office.state()[0]}["noe@ville.example"] == "communicant"


def test_one_line_that_is_refused_keeps_the_whole_file_out(office: Office) -> None:
    before = office.state()
    lines = "x y;A;B;elu;\nz@v;A;B;roi;\nn@v;A;B;elu;licorne\nn@v;A;B;elu;\nw@v;;B;elu;\n"
    answer = office.run("users", USERS + lines, "--apply")
    assert answer.exit_code == 1
    for why in ("account not-valid", "role not-valid", "place unknown", "twice", "given_name required", "5 refused"):
        assert why in answer.output, answer.output
    assert office.state() == before


def test_reports_are_taken_once_whatever_the_file(office: Office) -> None:
    assert "2 add" in office.run("reports", REPORTS, "--source", "ancien").output
    assert office.state()[1] == []
    assert "Done: 2 add" in office.run("reports", REPORTS, "--source", "ancien", "--apply").output
    first, second = sorted(office.state()[1], key=lambda fields: str(fields["requested_datetime"]))
    assert (first["status"], first["requested_datetime"]) == ("resolu", "2025-03-01T09:00:00.000Z")
    assert (first["lat"], first["zone"], first["service"]) == (48.05, *[office.town.ids[n] for n in ("nord", "voirie")])
    assert (second["status"], second["description"], second["channel"]) == ("nouveau", "=1+1", "agent")
    assert first["number"] != second["number"]
    same = {"service_request_id": "A-1", "service_code": "nid_de_poule", "requested_datetime": "2025-03-01"}
    point = {"type": "Point", "coordinates": [2.05, 48.05]}
    features = [{"type": "Feature", "geometry": point, "properties": same}]
    features.append({"type": "Feature", "geometry": point, "properties": same | {"service_request_id": "A-3"}})
    collection = json.dumps({"type": "FeatureCollection", "features": features})
    assert "Done: 1 add, 0 change, 1 same" in office.run("reports", collection, "--source", "ancien", "--apply").output
    assert "2 add" in office.run("reports", collection, "--source", "autre").output, "another system's own numbers"


def test_report_that_does_not_fit_is_told_with_its_column(office: Office) -> None:
    head = "service_request_id,service_code,requested_datetime,lat,long,status\n"
    wrong = {
        "B-1,licorne,2025-01-01,48,2,": "service_code not-a-choice",
        "B-2,,2025-01-01,48,2,": "service_code required",
        "B-3,nid_de_poule,hier,48,2,": "requested_datetime not-valid",
        "B-4,nid_de_poule,2025-01-01,91,2,": "out-of-range",
        "B-5,nid_de_poule,2025-01-01,nan,2,": "out-of-range",
        "B-6,nid_de_poule,2025-01-01,48,2,perdu": "status not-a-choice",
        "B-7,nid_de_poule,2025-01-01,48,2,rejete": "reject_reason required",
        ",nid_de_poule,2025-01-01,48,2,": "service_request_id required",
        "B-8,nid_de_poule,0001-01-01,48,2,": "requested_datetime out-of-range",
    }
    answer = office.run("reports", head + "\n".join(wrong))
    assert answer.exit_code == 1
    for why in wrong.values():
        assert why in answer.output, answer.output
    assert f"{len(wrong)} refused" in answer.output


def test_file_that_cannot_be_read_is_told_in_plain_words(office: Office) -> None:
    assert "must name these columns" in refused(office.run("users", "account;name\na;b\n"))
    assert "not UTF-8" in refused(office.run("users", "prénom".encode("latin-1")))
    assert "no GeoJSON" in refused(office.run("reports", "{}"))
    assert "no GeoJSON" in refused(office.run("reports", '{"features": [1]}'))
    assert "cannot be read" in refused(said("import", "users", "/nulle/part", "--data", str(office.folder / "data")))
