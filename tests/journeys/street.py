"""The journeys of the street: a report, a task with its proof, a note read and confirmed, a clash settled."""

from typing import Any, Final

from fieldapp.device.photos import prepare_photo
from fieldapp.ui.gallery_photos import sample_photo
from sync.records.attachment import PhotoRole
from sync.records.conflict import ConflictStatus
from sync.records.news import acknowledgement_id, news_content_hash
from sync.records.report import PositionSource
from sync.records.task import ImpossibleReason, TaskStatus
from tests.journeys.stage import TABLET, Stage
from tests.journeys.town import CHECKS, CLASHING, NOTE, PROVEN, in_days
from tests.journeys.walk import Walk
from tests.stories import new_report
from tests.stories.client import await_rest, cut_network, give_network_back
from tests.stories.long_note import read_to_the_end
from tests.stories.people import CENTRE, KARIM

TAPS_MAX: Final = 4
"""What a report may cost beside its photo. Source: DOMAIN F 1."""
DESK_DAYS: Final = 9


def report(stage: Stage) -> None:
    """Report something: at most four taps and a photo, from wherever one is."""
    walk = stage.walk("report", TABLET)
    walk.look("today")
    walk.tap("place-report")
    new_report.pick_photos(walk.screen, [sample_photo(0)])
    walk.look("photo")
    walk.tap("primary")
    walk.screen.page.locator('[flt-semantics-identifier^="cat-"]').first.wait_for(state="attached")
    walk.look("category")
    category = next(one for one in walk.screen.identifiers() if one.startswith("cat-"))
    walk.tap(category)
    walk.say("reports.position_good", metres="")
    walk.look("position")
    walk.tap("primary")
    walk.say("reports.sent")
    walk.look("sent")
    assert walk.taps <= TAPS_MAX, f"{walk.taps} taps"
    walk.until(lambda: bool(_mine(stage, "report")), "the report is at the town hall")
    (found,) = _mine(stage, "report")
    assert found["service_code"] == category.removeprefix("cat-").replace("-", "_")
    assert (found["lat"], found["long"], found["position_source"]) == (*CENTRE, PositionSource.GPS)
    _has_photo(walk, stage, "report", PhotoRole.ENSEMBLE)
    walk.end()


def task(stage: Stage) -> None:
    """Do a task: its list answered, its work proven by a photo."""
    walk = stage.walk("task", TABLET)
    walk.tap(f"task-{PROVEN}", leads_to=f"check-{CHECKS[0]}-ok")
    walk.look("task")
    for item in CHECKS:
        walk.choose(f"check-{item}-ok")
    walk.tap("take-after", leads_to="gallery")
    await_rest(walk.screen, "gallery")
    walk.look("camera")
    new_report.choose_files(walk.screen, [sample_photo(1)])
    walk.screen.wait_for("retake")
    walk.look("photo")
    walk.tap("primary")
    walk.screen.wait_for(f"check-{CHECKS[0]}-ok")
    walk.look("proven")
    walk.tap("primary")
    walk.screen.wait_for("reopen")
    walk.look("done")
    walk.until(lambda: stage.fields("task", PROVEN)["status"] == TaskStatus.FAITE, "the task is done at the town hall")
    answers = {one["item"]: (one["result"], one["agent"]) for one in stage.fields("task", PROVEN)["checks"]}
    assert answers == dict.fromkeys(CHECKS, ("ok", KARIM))
    _has_photo(walk, stage, "task", PhotoRole.APRES)
    walk.end()


def news(stage: Stage) -> None:
    """Read a mandatory note to its end, and confirm it."""
    walk = stage.walk("news", TABLET)
    walk.look("today")
    walk.tap(f"read-{NOTE}")
    walk.screen.id("read-on").or_(walk.screen.id("primary")).first.wait_for(state="attached")
    walk.look("begun")
    walk.taps += read_to_the_end(walk.screen)
    walk.look("end")
    walk.tap("primary")
    walk.screen.wait_gone("primary")
    walk.look("confirmed")
    text = news_content_hash(stage.fields("news", NOTE))
    wanted = acknowledgement_id(NOTE, KARIM, text)
    walk.until(
        lambda: any(
            row.id == wanted and row.fields().get("acknowledged_at") for row in stage.town.rows("acknowledgement")
        ),
        "the confirmation is at the town hall",
    )
    found = stage.fields("acknowledgement", wanted)
    assert (found["news"], found["agent"], found["content_hash"]) == (NOTE, KARIM, text)
    walk.end()


def conflict(stage: Stage) -> None:
    """Come back tomorrow, without network, for what the desk puts off; then see both and keep one's own."""
    walk = stage.walk("conflict", TABLET)
    cut_network(walk.screen)
    walk.tap(f"task-{CLASHING}", leads_to="impossible")
    walk.tap("impossible", leads_to="return")
    walk.choose(f"why-{ImpossibleReason.ACCES}")
    walk.tap("again-tomorrow")
    walk.look("impossible")
    walk.tap("primary")
    walk.screen.wait_for("reopen")
    walk.look("waits")
    theirs = in_days(DESK_DAYS)
    stage.write("task", CLASHING, due_at=theirs)
    give_network_back(walk.screen)
    walk.until(lambda: bool(stage.town.rows("conflict")), "the town hall asks which date it shall be")
    (question,) = stage.town.rows("conflict")
    (mine,) = (side["values"]["due_at"] for side in question.fields()["sides"])
    assert question.fields()["theirs"] == {"due_at": theirs}
    walk.begin()
    walk.go_to("reconcile")
    walk.screen.wait_for(f"conflict-{question.id}")
    walk.look("asked")
    walk.tap(f"conflict-{question.id}", leads_to="keep-mine")
    walk.look("both")
    walk.tap("keep-mine")
    walk.screen.wait_gone("keep-mine")
    walk.look("settled")
    walk.until(
        lambda: stage.fields("conflict", question.id)["status"] == ConflictStatus.REGLE, "it is settled for everybody"
    )
    settled, told = stage.fields("conflict", question.id), stage.fields("task", CLASHING)
    assert (settled["choice"], settled["settled_by"]) == ("mine", KARIM)
    assert (told["due_at"], told["status"]) == (mine, TaskStatus.IMPOSSIBLE)
    walk.end()


def _mine(stage: Stage, kind: str) -> list[dict[str, Any]]:
    return [fields for fields in stage.town.fields(kind) if fields.get("author") == KARIM]


def _has_photo(walk: Walk, stage: Stage, kind: str, role: PhotoRole) -> None:
    """See that the bytes of the one photo of this kind of record are at the town hall."""
    number = 0 if role is PhotoRole.ENSEMBLE else 1
    sha256 = prepare_photo(sample_photo(number)).sha256
    walk.until(lambda: stage.town.has_photo(sha256), "the photo is at the town hall")
    (found,) = (one for one in _mine(stage, "attachment") if one["parent_kind"] == kind)
    assert (found["sha256"], found["role"]) == (sha256, role)
