"""Third story: an agent and the desk give one task another date; the question is understood and settled."""

from dataclasses import dataclass
from datetime import timedelta

from fieldapp.reconcile.actions import Choice, Settled, keep_theirs, keep_values, reopen
from fieldapp.reconcile.queries import ConflictView, conflict_of, waiting
from fieldapp.replica.unit import Unit
from fieldapp.tasks.actions import Revisit, declare_impossible, due_again
from fieldapp.ui.widgets.pill import ToReconcile, UpToDate
from sync.core.instants import instant, parse_instant
from sync.core.judge import ConflictReason
from sync.core.model import Op
from sync.records.conflict import ConflictStatus
from sync.records.task import ImpossibleReason, TaskStatus
from tests.fieldapp.town import NOW, uid
from tests.stories.device import Device
from tests.stories.people import KARIM, SYLVIE, VOIRIE
from tests.stories.story import Stage, story

TASK = uid("the task with two dates")


def in_days(days: int) -> str:
    """Give an instant so many days from the beginning of the story."""
    return instant(parse_instant(NOW) + timedelta(days=days))


BEFORE, OF_THE_DESK, THIRD = in_days(2), in_days(9), in_days(5)
OF_KARIM = due_again(NOW, Revisit.TOMORROW)


@dataclass
class Clash:
    """The two of them after both have written and both have heard of it."""

    karim: Device
    desk: Device
    question: str

    async def seen_by(self, device: Device) -> ConflictView:
        """Give the question as a device shows it."""
        view = await device.read(conflict_of, self.question, device.agent)
        assert view is not None
        return view

    async def due_dates(self) -> list[str]:
        """Give the date that each of them sees."""
        shown = [await device.shown("task", TASK) for device in (self.karim, self.desk)]
        return [fields["due_at"] for fields in shown if fields is not None]


async def clash(stage: Stage) -> Clash:
    """Let Karim, without network, come back tomorrow for what the desk puts off by a week."""
    order = {"title": "Redresser le panneau", "status": TaskStatus.A_FAIRE, "service": VOIRIE, "due_at": BEFORE}
    stage.hall.write("task", TASK, Op.CREATE, assignee=KARIM, author=SYLVIE, **order)
    karim, desk = await stage.device("karim"), await stage.device("sylvie", online=True)
    await desk.write(Unit.update, "task", TASK, {"due_at": OF_THE_DESK})
    await desk.sync()
    stage.clock.later(minutes=20)
    await karim.write(declare_impossible, TASK, ImpossibleReason.ACCES, revisit=Revisit.TOMORROW)
    stage.clock.later(minutes=5)
    await karim.online()
    await desk.sync()
    (question,) = (await desk.read(waiting, desk.agent)).conflicts
    return Clash(karim, desk, question.id)


@story
async def test_both_are_shown_base_mine_and_theirs_with_who_and_when(stage: Stage) -> None:
    play = await clash(stage)
    karims, desks = await play.seen_by(play.karim), await play.seen_by(play.desk)
    for view in (karims, desks):
        assert view.is_open
        assert view.subject.title == "Redresser le panneau"
        assert view.names == ("due_at",)
        assert view.base == {"due_at": BEFORE}
        assert view.mine.values == {"due_at": OF_KARIM}
        assert view.mine.reason is ConflictReason.BOTH
        assert view.theirs == {"due_at": OF_THE_DESK}
        assert (view.mine.agent, view.theirs_agent) == (KARIM, SYLVIE)
        assert (view.people[KARIM], view.people[SYLVIE]) == ("Karim Benali", "Sylvie Martin")
        assert view.theirs_at == NOW
        assert parse_instant(view.mine.made_at) - parse_instant(view.theirs_at) == timedelta(minutes=20)
    assert (karims.mine.is_mine, desks.mine.is_mine) == (True, False)
    assert await play.due_dates() == [OF_THE_DESK, OF_THE_DESK], "everybody sees one date meanwhile"
    assert await play.karim.pill() == ToReconcile(1)


@story
async def test_rest_of_the_gesture_settles_by_itself(stage: Stage) -> None:
    play = await clash(stage)
    for device in (play.karim, play.desk):
        shown = await device.shown("task", TASK)
        assert shown is not None
        assert (shown["status"], shown["impossible_reason"]) == (TaskStatus.IMPOSSIBLE, ImpossibleReason.ACCES)
    assert "status" in (await play.seen_by(play.karim)).kept, "and Karim is told so"


async def settled(stage: Stage, play: Clash, choice: Choice, due_at: str) -> Settled:
    """Let Karim settle it, and everybody hear of it."""
    done = await play.karim.write(keep_values, play.question, choice, {"due_at": due_at}, "Vu avec le riverain.")
    await stage.sync_all()
    return done


@story
async def test_keeping_mine_writes_it_for_everybody_and_closes_the_question(stage: Stage) -> None:
    play = await clash(stage)
    await settled(stage, play, Choice.MINE, OF_KARIM)
    assert await play.due_dates() == [OF_KARIM, OF_KARIM]
    for device in (play.karim, play.desk):
        assert (await device.read(waiting, device.agent)).count == 0
    conflict = stage.hall.fields("conflict", play.question)
    assert (conflict["status"], conflict["choice"]) == (ConflictStatus.REGLE, Choice.MINE)
    assert conflict["settled_by"] == KARIM
    (comment,) = stage.hall.fields("task", TASK)["comments"]
    assert comment["text"] == "Vu avec le riverain."
    assert isinstance(await play.karim.pill(), UpToDate)


@story
async def test_keeping_theirs_leaves_the_date_and_closes_the_question(stage: Stage) -> None:
    play = await clash(stage)
    await play.desk.write(keep_theirs, play.question)
    await stage.sync_all()
    assert await play.due_dates() == [OF_THE_DESK, OF_THE_DESK]
    assert (await play.karim.read(waiting, KARIM)).count == 0
    assert stage.hall.fields("conflict", play.question)["settled_by"] == SYLVIE


@story
async def test_third_date_may_be_written(stage: Stage) -> None:
    play = await clash(stage)
    await settled(stage, play, Choice.THIRD, THIRD)
    assert await play.due_dates() == [THIRD, THIRD]
    history = stage.hall.fields("task", TASK)["history"]
    told = [entry["edits"]["due_at"] for entry in history if "due_at" in entry["edits"]]
    assert told == [[BEFORE, OF_THE_DESK], [OF_THE_DESK, THIRD]], "what was chosen is in the history"


@story
async def test_undo_brings_the_date_and_the_question_back(stage: Stage) -> None:
    play = await clash(stage)
    done = await settled(stage, play, Choice.MINE, OF_KARIM)
    await play.karim.write(reopen, done)
    await stage.sync_all()
    assert await play.due_dates() == [OF_THE_DESK, OF_THE_DESK]
    for device in (play.karim, play.desk):
        assert [one.id for one in (await device.read(waiting, device.agent)).conflicts] == [play.question]
    assert (await play.seen_by(play.desk)).mine.values == {"due_at": OF_KARIM}


@story
async def test_second_clash_while_open_adds_a_side_to_the_same_question(stage: Stage) -> None:
    play = await clash(stage)
    second = await stage.device("karim")
    await play.desk.write(Unit.update, "task", TASK, {"due_at": in_days(12)})
    await play.desk.sync()
    await second.write(Unit.update, "task", TASK, {"due_at": THIRD})
    await second.online()
    await stage.sync_all()
    (question,) = (await play.desk.read(waiting, play.desk.agent)).conflicts
    assert question.id == play.question
    view = await play.seen_by(play.desk)
    assert [side.values["due_at"] for side in view.sides] == [OF_KARIM, THIRD]
