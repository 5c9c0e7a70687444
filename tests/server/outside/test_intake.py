"""Reports from outside are looked at, placed, judged, and answered the same however often they come."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from sync.server.outside.given import Deflected, NotTaken
from sync.server.rows import RecordRow
from sync.server.rows_access import UploadRow
from tests.server.outside.door_in_hand import GIVEN, Door, picture


def refused(door: Door, **others: object) -> list[tuple[str, str]]:
    with pytest.raises(NotTaken) as trouble:
        door.given(**others)
    return [(error.pointer, error.code) for error in trouble.value.errors]


def test_report_gets_its_number_delay_zone_and_service(door: Door) -> None:
    received = door.outside.report(door.town.tenant, replace(GIVEN, lat=48.02, long=2.06))
    fields = door.town.fields("report", received.report_id)
    assert received.number == fields["number"] == "W2026K0001"
    assert received.expected_at == fields["expected_datetime"]
    assert (fields["zone"], fields["service"]) == (door.town.ids["nord"], door.town.ids["voirie"])
    assert (fields["channel"], fields["publication"], fields["description"]) == (
        "web",
        "pending",
        "Un trou <b>profond</b>",
    )
    desk = door.town.device("chef")
    desk.pull()
    assert ("report", received.report_id) in desk.held


def test_same_request_again_is_answered_alike_and_stored_once(door: Door) -> None:
    asked = replace(GIVEN, key="k1", source="web", photos=(picture(),))
    first, second = (door.outside.report(door.town.tenant, asked) for _ in range(2))
    assert (first.is_new, second.is_new) == (True, False)
    assert replace(second, is_new=True) == first
    assert refused(door, key="k1", source="web", description="autre") == [("/key", "used")]
    elsewhere = door.outside.report(door.town.tenant, replace(asked, source="other"))
    assert elsewhere.report_id != first.report_id
    assert len(door.photos_of(first.report_id)) == 1


def test_photo_is_pixels_only_and_its_bytes_are_here(door: Door) -> None:
    exif = Image.Exif()
    exif[0x010E] = "chez Zénobie"
    report = door.given(photos=(picture((3_000, 1_000), "JPEG", exif=exif), picture(form="WEBP")))
    rows = door.photos_of(report)
    assert sorted(row.fields()["width"] for row in rows) == [60, 2_048]
    for row in rows:
        fields = row.fields()
        content = door.server.parts.uploads.files.whole(door.town.tenant, fields["sha256"]).read_bytes()
        assert (len(content), fields["publication"], bool(fields["received_at"])) == (
            fields["size_bytes"],
            "pending",
            True,
        )
        with Image.open(BytesIO(content)) as image:
            assert (image.format, dict(image.getexif())) == ("JPEG", {})
        with door.town.store.reading(door.town.tenant) as unit:
            assert unit.get(UploadRow, [(fields["thumbnail_sha256"], fields["author"])])
    chef = door.town.device("chef")
    assert door.server.parts.uploads.readable(chef.caller, rows[0].fields()["sha256"]).exists()


def test_address_without_a_place_stands_at_the_centre_and_is_told_as_no_place(door: Door) -> None:
    report = door.given(lat=None, long=None, address="3 rue Basse")
    fields, shown = door.town.fields("report", report), door.public(report)
    assert (fields["lat"], fields["long"], fields["accuracy_m"]) == (48.0, 2.0, 10_000)
    assert "zone" not in fields
    assert shown is not None
    assert (shown.lat, shown.long) == (None, None)


def test_answers_are_kept_by_code(door: Door) -> None:
    report = door.given(service_code="encombrants", answers={"objets": ["pneus", "meubles"], "acces": ["par la cour"]})
    assert door.town.fields("report", report)["answers"] == {"objets": ["pneus", "meubles"], "acces": "par la cour"}


@pytest.mark.parametrize(
    ("others", "errors"),
    [
        ({"service_code": ""}, [("/service_code", "required")]),
        ({"service_code": "licorne"}, [("/service_code", "not-a-choice")]),
        ({"service_code": "patrouille"}, [("/service_code", "not-a-choice")]),
        ({"lat": 91.0, "long": -181.0}, [("/lat", "out-of-range"), ("/long", "out-of-range")]),
        ({"lat": float("nan")}, [("/lat", "out-of-range")]),
        ({"lat": None}, [("/lat", "required")]),
        ({"lat": None, "long": None, "address": " \t"}, [("/lat", "required")]),
        ({"description": "x" * 4_001}, [("/description", "too-long")]),
        ({"photos": (b"not a picture",)}, [("/photos/0", "unreadable")]),
        ({"photos": (picture(),) * 4}, [("/photos", "too-many")]),
        ({"service_code": "animal_errant"}, [("/answers/etat", "required")]),
        (
            {"answers": {"taille": ["géant"], "licorne": ["1"]}},
            [("/answers/licorne", "unknown"), ("/answers/taille", "not-a-choice")],
        ),
        ({"answers": {"profondeur_cm": ["nan"]}}, [("/answers/profondeur_cm", "not-valid")]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_does_not_fit_is_pointed_at_and_stores_nothing(
    still_door: Door, others: dict[str, object], errors: list[tuple[str, str]]
) -> None:
    assert refused(still_door, **others) == errors
    with still_door.town.store.reading(still_door.town.tenant) as unit:
        assert unit.find(RecordRow, "kind", ["report", "attachment"]) == []
        assert next(iter(unit.every(UploadRow)), None) is None


def test_large_picture_is_refused_before_it_is_decoded(still_door: Door) -> None:
    small = picture()
    head = b"IHDR" + struct.pack(">II", 8_000, 5_001) + small[24:29]
    large = small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]
    assert refused(still_door, photos=(large,)) == [("/photos/0", "too-large")]


def test_danger_is_deflected(still_door: Door) -> None:
    with pytest.raises(Deflected) as deflected:
        still_door.given(service_code="danger_immediat")
    assert deflected.value.category.code == "danger_immediat"


def test_control_signs_are_left_out(door: Door) -> None:
    report = door.given(
        description="a\0b\x1b[31m\u202ec\r\nd\ud800", address="3\n rue", answers={"taille": ["\0petit"]}
    )
    fields = door.town.fields("report", report)
    assert (fields["description"], fields["address"]) == ("ab[31mc\nd", "3 rue")


def test_duplicates_nearby_are_open_alike_and_near(door: Door) -> None:
    near = door.given(lat=48.0500, long=2.0600)
    nearer = door.given(lat=48.05005, long=2.0600)
    door.given(lat=48.0510, long=2.0600)
    door.given(service_code="trottoir")
    door.town.change("report", door.given(lat=48.0500, long=2.0600), status="resolu")
    door.town.change("report", door.given(lat=48.0500, long=2.0600), publication="hidden")
    door.set("position_decimals", 2)
    found = door.outside.near(door.town.tenant, "nid_de_poule", 48.0501, 2.0600)
    assert [one.id for one in found] == [nearer, near]
    assert door.outside.near(door.town.tenant, "nid_de_poule", float("nan"), 2.0) == []
