"""The photographs: real JPEG files with EXIF of the place and the moment, each its own."""

import hashlib
import io
from datetime import UTC, datetime
from functools import lru_cache

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from sync.core.instants import parse_instant
from sync.records import KINDS
from sync.records.attachment import PhotoRole
from sync.records.delays import PARIS
from sync.records.geometry import Point, metres_between
from sync.server.demo.photos import SUBJECTS, TakenPhoto, photo_count, take_photos
from sync.server.demo.reports import LivedReport
from sync.server.demo.town import generate
from tests.server.demo.parts import NOW, SEED, parts

_ORIENTATION, _MAKE, _MODEL = 0x0112, 0x010F, 0x0110
_EXIF_IFD, _GPS_IFD, _TAKEN, _OFFSET = 0x8769, 0x8825, 0x9003, 0x9011


def _one_report_of_each() -> list[LivedReport]:
    """Choose one report per subject, mended where there is one: before and after."""
    found = []
    for code in SUBJECTS:
        fitting = [r for r in parts().reports if r.draft.category.code == code and r.draft.like is None]
        mended = [r for r in fitting if r.fields["status"] == "resolu" and r.fields.get("assignee")]
        found.append((mended or fitting)[-1])
    return found


@lru_cache(maxsize=1)
def _taken() -> list[TakenPhoto]:
    return list(take_photos(_one_report_of_each(), parts().people, SEED))


@pytest.fixture(scope="module")
def photos() -> list[TakenPhoto]:
    return _taken()


def _exif(photo: TakenPhoto) -> Image.Exif:
    return Image.open(io.BytesIO(photo.jpeg)).getexif()


def test_photos_are_jpeg_files_of_a_camera(photos: list[TakenPhoto]) -> None:
    for photo in photos:
        with Image.open(io.BytesIO(photo.jpeg)) as image:
            assert (image.format, image.size) == ("JPEG", (1600, 1200))
        assert 60_000 < len(photo.jpeg) < 700_000
        assert _exif(photo)[_MAKE]
        assert _exif(photo)[_MODEL]


def test_photos_tell_when_they_were_taken(photos: list[TakenPhoto]) -> None:
    for photo in photos:
        told = _exif(photo).get_ifd(_EXIF_IFD)
        local = datetime.strptime(f"{told[_TAKEN]}{told[_OFFSET]}", "%Y:%m:%d %H:%M:%S%z")
        taken_at = parse_instant(photo.record.fields["taken_at"])
        assert abs((local.astimezone(UTC) - taken_at).total_seconds()) < 1
        assert local.utcoffset() == taken_at.astimezone(PARIS).utcoffset()


def test_photos_tell_where_they_were_taken(photos: list[TakenPhoto]) -> None:
    reports = {report.record.id: report.fields for report in parts().reports}
    for photo in photos:
        gps = _exif(photo).get_ifd(_GPS_IFD)
        lat, long = (sum(float(part) / 60**i for i, part in enumerate(gps[tag])) for tag in (2, 4))
        here = Point(lat if gps[1] == "N" else -lat, long if gps[3] == "E" else -long)
        report = reports[photo.record.fields["parent_id"]]
        assert metres_between(here, Point(report["lat"], report["long"])) < 8


def test_photos_look_different(photos: list[TakenPhoto]) -> None:
    small = [ImageOps.exif_transpose(Image.open(io.BytesIO(p.jpeg))).resize((64, 48)).convert("RGB") for p in photos]
    for i, one in enumerate(small):
        assert sum(ImageStat.Stat(one.convert("L")).stddev) > 12, photos[i].record.fields["parent_id"]
        for other in small[:i]:
            assert sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) > 12


def test_photos_of_repairs_come_after_those_of_the_trouble(photos: list[TakenPhoto]) -> None:
    roles = {photo.record.fields["role"] for photo in photos}
    assert {PhotoRole.ENSEMBLE, PhotoRole.APRES} <= roles
    for photo in photos:
        if photo.record.fields["role"] == PhotoRole.APRES:
            first = next(p for p in photos if p.record.fields["parent_id"] == photo.record.fields["parent_id"])
            assert first.record.at < photo.record.at


def test_photo_records_tell_the_truth_about_the_bytes(photos: list[TakenPhoto]) -> None:
    for photo in photos:
        fields = photo.record.fields
        assert KINDS["attachment"].validate(fields) == ()
        assert fields["sha256"] == hashlib.sha256(photo.jpeg).hexdigest()
        assert fields["size_bytes"] == len(photo.jpeg)
        assert fields["thumbnail_sha256"] == hashlib.sha256(photo.thumbnail).hexdigest()
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(photo.jpeg)))
        assert upright.size == (fields["width"], fields["height"])
        with Image.open(io.BytesIO(photo.thumbnail)) as small:
            assert max(small.size) == 240
            assert len(small.getexif()) == 0


def test_photos_are_byte_equal_for_the_same_seed(photos: list[TakenPhoto]) -> None:
    again = list(take_photos(_one_report_of_each()[:2], parts().people, SEED))
    assert [photo.jpeg for photo in again] == [photo.jpeg for photo in photos[: len(again)]]


def test_reports_on_the_agents_tablet_are_photographed_first() -> None:
    town = parts()
    assert photo_count(list(town.reports)) >= 25
    booked = [report for report in town.reports if report.draft.booked]
    chosen = {
        p.record.fields["parent_id"]
        for p in take_photos([r for r in booked if r.draft.category.code == "avaloir"], town.people, SEED)
    }
    assert chosen == {report.record.id for report in booked if report.draft.category.code == "avaloir"}


@pytest.mark.slow
def test_whole_town_is_made_with_its_photographs() -> None:
    steps: list[tuple[str, int, int]] = []
    town = generate(SEED, NOW, lambda *step: steps.append(step))
    kinds = [record.kind for record in town.records]
    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    assert (counts["report"], counts["task"], counts["news"]) == (2_000, 300, 40)
    assert 50 <= counts["attachment"] <= 70
    pictures = [record for record in town.records if record.kind == "attachment"]
    assert all(hashlib.sha256(town.photo(r.id)).hexdigest() == r.fields["sha256"] for r in pictures)
    assert all(len(town.thumbnail(r.id)) == r.fields["thumbnail_bytes"] for r in pictures)
    turned = {Image.open(io.BytesIO(town.photo(r.id))).getexif()[_ORIENTATION] for r in pictures}
    assert {1, 6} <= turned
    assert [e.at for e in town.events] == sorted(e.at for e in town.events)
    assert {name for name, _, _ in steps} == {"plan", "reports", "tasks", "news", "photos"}
    assert steps[-1][1] == steps[-1][2]
