"""Second story: the desk gives Karim's task to Léa while Karim, without network, has closed it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from fieldapp.device.photos import PreparedPhoto, prepare_photo
from fieldapp.reconcile.actions import Choice, keep_values
from fieldapp.reconcile.queries import conflict_of, waiting
from fieldapp.replica.attached import photos_of
from fieldapp.replica.engine_tables import SyncRow
from fieldapp.replica.photo_files import thumbnail_bytes
from fieldapp.replica.pill import pill_counts
from fieldapp.reports import actions as reports
from fieldapp.tasks import actions
from fieldapp.triage.actions import Recipient
from fieldapp.triage.actions_task import CheckWanted, Order, order_task
from fieldapp.ui.gallery_photos import sample_photo
from fieldapp.ui.widgets.pill import ToReconcile
from sync.core.judge import ConflictReason
from sync.core.model import Op
from sync.protocol.addresses import PULL, SYNC
from sync.records.attachment import PhotoRole
from sync.records.task import CheckResult, TaskStatus
from tests.stories.device import Device
from tests.stories.people import EAST, KARIM, LEA
from tests.stories.story import Stage, story
from tests.stories.test_report_from_the_street import pictures, report_hole

COMMENT = "Rebouché à l’enrobé à froid, à revoir au printemps."


@dataclass
class Cast:
    """Who plays: Karim has the task and no network, the desk and Léa have network."""

    karim: Device
    lea: Device
    desk: Device
    task: str
    proof: PreparedPhoto


async def cast(stage: Stage) -> Cast:
    """Bring all to where the story begins: the task is on Karim's tablet, and he drives out of reach."""
    karim, lea = await stage.device("karim", online=True), await stage.device("lea", online=True)
    desk = await stage.device("sylvie", online=True)
    report = await report_hole(karim, pictures()[:1])
    await stage.sync_all()
    order = Order("Reboucher le nid-de-poule", Recipient(agent=KARIM), checklist=[CheckWanted("Zone balisée", True)])
    ordered = await desk.write(order_task, report, order)
    await stage.sync_all()
    assert await karim.shown("task", ordered.task) is not None
    assert await lea.shown("task", ordered.task) is None, "an assigned task is on one tablet"
    karim.wire.is_cut = True
    return Cast(karim, lea, desk, ordered.task, prepare_photo(sample_photo(2)))


async def do_the_work(play: Cast) -> None:
    """Let Karim do it all without network: the check, the proof, a word, « Service fait »."""
    fields = await play.karim.shown("task", play.task)
    assert fields is not None
    (item,) = fields["checklist"]
    await play.karim.write(actions.answer_check, play.task, actions.Answer(item["id"], CheckResult.OK))
    await play.karim.write(actions.add_photo, play.task, play.proof, PhotoRole.APRES)
    await play.karim.write(actions.add_comment, play.task, COMMENT)
    await play.karim.write(actions.finish, play.task)


async def reassign(play: Cast) -> None:
    """Let the desk give the task to Léa."""
    await play.desk.write(lambda unit: unit.update("task", play.task, {"assignee": LEA}))
    await play.desk.sync()
    await play.lea.sync()


def is_sealed(session: Session) -> bool:
    """Say whether any row is kept only because changes to it wait."""
    return session.exec(select(SyncRow.id).where(col(SyncRow.sealed).is_not(None))).first() is not None


@story
async def test_task_appears_on_one_tablet_and_leaves_the_other(stage: Stage) -> None:
    play = await cast(stage)
    await reassign(play)
    shown = await play.lea.shown("task", play.task)
    assert shown is not None
    assert shown["assignee"] == LEA
    await play.karim.online()
    assert await play.karim.shown("task", play.task) is None
    assert (await play.karim.read(waiting, KARIM)).count == 0, "Karim had done nothing: there is nothing to ask"


@story
async def test_unsent_work_lands_in_to_reconcile_and_nothing_of_it_is_lost(stage: Stage) -> None:
    play = await cast(stage)
    await do_the_work(play)
    await reassign(play)
    await play.karim.online()
    await stage.sync_all()
    task = stage.hall.fields("task", play.task)
    assert (task["status"], task["assignee"]) == (TaskStatus.A_FAIRE, LEA), "the desk's word stands"
    assert [comment["text"] for comment in task["comments"]] == [COMMENT]
    assert [check["result"] for check in task["checks"]] == [CheckResult.OK]
    assert stage.hall.has_photo(play.proof.sha256)
    for device in (play.lea, play.desk):
        photos = await device.read(photos_of, "task", play.task)
        assert [(photo.author, photo.role) for photo in photos] == [(KARIM, PhotoRole.APRES)]


@story
async def test_done_and_its_question_are_seen_by_karim_and_the_desk(stage: Stage) -> None:
    play = await cast(stage)
    await do_the_work(play)
    await reassign(play)
    await play.karim.online()
    await stage.sync_all()
    for device in (play.karim, play.desk):
        listed = await device.read(waiting, device.agent)
        (question,) = [one for one in listed.conflicts if "status" in one.names]
        view = await device.read(conflict_of, question.id, device.agent)
        assert view is not None
        assert (view.mine.values["status"], view.mine.agent) == (TaskStatus.FAITE, KARIM)
        assert (view.mine.reason, view.theirs["status"]) == (ConflictReason.MOVED, TaskStatus.A_FAIRE)
        assert view.people[KARIM] == "Karim Benali"
    assert isinstance(await play.karim.pill(), ToReconcile)


@story
async def test_row_is_sealed_while_work_waits_then_purged(stage: Stage) -> None:
    play = await cast(stage)
    await reassign(play)

    def do_it_now(path: str) -> None:
        """Close the task in the very moment in which the tablet is told that it left."""
        if path in (PULL, SYNC):
            play.karim.wire.on_answer = lambda path: None
            play.karim.replica.write_now(actions.add_comment, play.task, COMMENT)

    play.karim.wire.on_answer = do_it_now
    await play.karim.online()
    assert await play.karim.shown("task", play.task) is None, "sealed: not shown any more"
    assert await play.karim.read(is_sealed)
    assert (await play.karim.read(pill_counts, KARIM)).to_send == 1, "and still counted as unsent"
    await play.karim.sync()
    assert not await play.karim.read(is_sealed)
    assert [comment["text"] for comment in stage.hall.fields("task", play.task)["comments"]] == [COMMENT]


@story
async def test_desk_settles_for_karim_and_his_done_stands(stage: Stage) -> None:
    play = await cast(stage)
    await do_the_work(play)
    await reassign(play)
    await play.karim.online()
    await stage.sync_all()
    listed = await play.desk.read(waiting, play.desk.agent)
    (question,) = [one for one in listed.conflicts if "status" in one.names]
    view = await play.desk.read(conflict_of, question.id, play.desk.agent)
    assert view is not None
    await play.desk.write(keep_values, question.id, Choice.MINE, view.mine.values)
    await stage.sync_all()
    assert stage.hall.fields("task", play.task)["status"] == TaskStatus.FAITE
    asked = await play.karim.read(waiting, KARIM)
    assert question.id not in {one.id for one in asked.conflicts}, "settled by one, settled for both"


@story
async def test_sector_taken_away_is_purged_and_the_purge_is_told(stage: Stage) -> None:
    play = await cast(stage)
    hole = await report_hole(play.lea, pictures()[:1])
    await stage.sync_all()
    play.karim.wire.is_cut = False
    await stage.sync_all()
    (photo,) = await play.karim.read(photos_of, "report", hole)
    assert thumbnail_bytes(play.karim.replica.files, photo.id) is not None
    play.karim.wire.is_cut = True
    await play.karim.write(reports.add_comment, hole, COMMENT)
    stage.hall.write("agent", KARIM, Op.PATCH, team=None)
    await play.karim.online()
    await play.karim.sync()
    assert await play.karim.shown("report", hole) is None
    assert thumbnail_bytes(play.karim.replica.files, photo.id) is None, "its photo left with it"
    assert [comment["text"] for comment in stage.hall.fields("report", hole)["comments"]] == [COMMENT]
    assert stage.hall.purges(play.karim.id)[f"zone:{EAST}"] >= 1
    assert await play.karim.shown("task", play.task) is not None, "his own task is his, in whatever team"
