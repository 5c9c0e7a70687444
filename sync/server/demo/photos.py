"""Some sixty photographs for the reports that a visitor sees first: today's work, the inbox, recent repairs."""

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image

from sync.core.instants import instant, parse_instant
from sync.records.attachment import PhotoRole
from sync.records.report import Channel
from sync.server.demo.chance import record_id, stream
from sync.server.demo.develop import CAMERAS, FILE_SIZE, Shot, detail_of, develop, jpeg_of, thumbnail_of
from sync.server.demo.people import People
from sync.server.demo.pixels import Noise, Size
from sync.server.demo.records import DemoRecord
from sync.server.demo.reports import LivedReport
from sync.server.demo.scenes_road import drain, pothole
from sync.server.demo.scenes_tag import graffiti
from sync.server.demo.scenes_tree import branch, lamp
from sync.server.demo.scenes_wall import bags, bulky
from sync.server.demo.views import Order, View, Weather

SCENE_SIZE: Size = (1200, 900)
WEATHERS: tuple[Weather, ...] = (
    Weather((198, 206, 214), 0.2, 0.2),
    Weather((150, 186, 226), 0.0, 1.0),
    Weather((176, 184, 190), 0.9, 0.0),
)
TWICE_SHARE = 0.9


@dataclass(frozen=True)
class Subject:
    """What is photographed for one category: the scene, and how many open and mended reports get pictures."""

    scene: Callable[[Order], View]
    open_reports: int
    mended_reports: int


SUBJECTS: dict[str, Subject] = {
    "nid_de_poule": Subject(pothole, 3, 2),
    "avaloir": Subject(drain, 1, 1),
    "branche": Subject(branch, 1, 1),
    "lampadaire": Subject(lamp, 2, 1),
    "sacs": Subject(bags, 4, 0),
    "encombrants": Subject(bulky, 5, 1),
    "graffiti_mur": Subject(graffiti, 4, 1),
}


@dataclass(frozen=True)
class TakenPhoto:
    """A photograph as a record, with its bytes."""

    record: DemoRecord
    jpeg: bytes
    thumbnail: bytes


def take_photos(reports: list[LivedReport], people: People, seed: int) -> Iterator[TakenPhoto]:
    """Take the photographs one after the other (each costs some tenths of a second)."""
    for code, subject in SUBJECTS.items():
        for report in _chosen(reports, code, subject):
            yield from _Visit(report, subject, people, seed).pictures()


def photo_count(reports: list[LivedReport]) -> int:
    """Count the reports that will be photographed, for a progress bar."""
    return sum(len(_chosen(reports, code, subject)) for code, subject in SUBJECTS.items())


def _chosen(reports: list[LivedReport], code: str, subject: Subject) -> list[LivedReport]:
    """Choose the reports of a category: the demo agent's, then the newest open, then the newest mended."""
    fitting = [r for r in reports if r.draft.category.code == code and r.draft.like is None][::-1]
    waiting = sorted((r for r in fitting if r.is_open), key=lambda r: not r.draft.booked)
    mended = [r for r in fitting if not r.is_open and r.fields["status"] == "resolu" and r.fields.get("assignee")]
    spare = max(0, subject.open_reports - len(waiting))
    return waiting[: subject.open_reports] + mended[: subject.mended_reports + spare]


class _Visit:
    """The pictures of one report: one from afar, one from near, and one when it is mended."""

    def __init__(self, report: LivedReport, subject: Subject, people: People, seed: int) -> None:
        self._report, self._subject, self._people, self._seed = report, subject, people, seed
        self._rng = stream(seed, "photo", report.record.id)
        self._weather = self._rng.choice(WEATHERS)
        self._order = 0

    def pictures(self) -> Iterator[TakenPhoto]:
        """Take them in the order of their time."""
        at = self._report.draft.at
        orientation = self._rng.choices((1, 3, 6, 8), (0.66, 0.06, 0.22, 0.06))[0]
        view = self._scene(orientation, mended=False)
        yield self._picture(view.picture, PhotoRole.ENSEMBLE, at + timedelta(seconds=20), orientation)
        if self._rng.random() < TWICE_SHARE:
            near = detail_of(view, self._rng)
            yield self._picture(near, PhotoRole.DETAIL, at + timedelta(seconds=48), orientation)
        closed = self._report.fields.get("closed_at")
        if closed:
            done_at = parse_instant(closed) - timedelta(seconds=25)
            yield self._picture(self._scene(1, mended=True).picture, PhotoRole.APRES, done_at, 1)

    def _scene(self, orientation: int, *, mended: bool) -> View:
        # The same stream for both: the wall or the road behind is the same before and after.
        noise = Noise(self._seed, stream(self._seed, "scene", self._report.record.id))
        size = SCENE_SIZE if orientation in (1, 3) else SCENE_SIZE[::-1]
        return self._subject.scene(Order(noise, size, self._weather, mended))

    def _picture(self, scene: Image.Image, role: PhotoRole, at: datetime, orientation: int) -> TakenPhoto:
        report, author = self._report, self._author(role)
        lat, long = self._near(self._rng)
        camera = self._rng.choice(CAMERAS[:2] if report.draft.channel is Channel.AGENT else CAMERAS)
        shot = Shot(camera, orientation, at - timedelta(seconds=6), lat, long)
        noise = Noise(self._seed, self._rng)
        picture = develop(scene, noise, upright=shot.on_its_side)
        jpeg, small = jpeg_of(picture, shot), thumbnail_of(picture)
        photo_id = record_id(self._seed, at, "photo", report.record.id, self._order)
        width, height = FILE_SIZE[::-1] if shot.on_its_side else FILE_SIZE
        fields = {
            "parent_kind": "report",
            "parent_id": report.record.id,
            "role": role.value,
            "order": self._order,
            "sha256": hashlib.sha256(jpeg).hexdigest(),
            "size_bytes": len(jpeg),
            "media_type": "image/jpeg",
            "width": width,
            "height": height,
            "thumbnail_sha256": hashlib.sha256(small).hexdigest(),
            "thumbnail_bytes": len(small),
            "author": author,
            "taken_at": instant(shot.at),
            "lat": lat,
            "long": long,
        }
        self._order += 1
        return TakenPhoto(DemoRecord("attachment", photo_id, fields, author, instant(at)), jpeg, small)

    def _author(self, role: PhotoRole) -> str:
        """Name who put the picture there: the one who mends, the one who reports, else the desk for a citizen."""
        report = self._report
        if role is PhotoRole.APRES:
            return str(report.fields["assignee"])
        return report.draft.author.id if report.draft.author else self._people.persons[1].id

    def _near(self, rng: random.Random) -> tuple[float, float]:
        """Give the camera's own position: that of the report, a metre or two off."""
        fields = self._report.fields
        return round(fields["lat"] + rng.gauss(0, 8e-6), 7), round(fields["long"] + rng.gauss(0, 1.2e-5), 7)
