"""The desk's gestures as a screen makes them: write, say what was done, offer the way back, go on to the next.

Every gesture takes the report that it is made on, so that a list which moved meanwhile never changes its aim.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from fieldapp.replica import rounds
from fieldapp.triage import actions, actions_filters, actions_merge, actions_task, actions_templates
from fieldapp.triage.actions import Recipient
from fieldapp.triage.actions_merge import SameReport
from fieldapp.triage.actions_task import Order
from fieldapp.triage.queries_report import Directory, Holder, ReportPane
from fieldapp.ui import routes
from fieldapp.ui.app import LACKS, App, Undo
from fieldapp.ui.gestures import written
from fieldapp.ui.look import Look
from fieldapp.ui.undoing import UndoSteps
from fieldapp.ui.works import category_name
from sync.core.instants import instant, parse_instant
from sync.core.model import Fields
from sync.records.report import RejectReason, ReportStatus
from sync.records.round import StopKind
from sync.records.task import Priority

Before = Mapping[str, Fields]
"""What a gesture changed: per report, the fields as they were."""
PRIORITIES: Final = (Priority.GENANT, Priority.TRES_GENANT, Priority.DANGEREUX)


@dataclass(frozen=True)
class Gestures:
    """What the triage can do with a report; each gesture ends the sheet that asked for it."""

    app: App
    look: Look
    known: Directory
    left: Callable[[Sequence[str]], None]
    """Hear that reports were sorted: the next one is shown, the sitting counts."""
    came_back: Callable[[Sequence[str]], None]
    """Hear that a gesture which had sorted reports was taken back."""
    undo: UndoSteps
    """The ways back, for Ctrl Z."""
    close: Callable[[], None]
    marked: tuple[str, ...] = ()
    """Reports that were chosen together: a gesture is made on all of them."""

    async def assign(self, report_id: str, to: Holder) -> None:
        """Give a report to somebody."""
        recipient = Recipient(to.service, to.team, to.agent)
        before = await self._write(actions.assign, report_id, recipient)
        self._told("triage.told_assigned", before, leaves=True, who=self.name_of(to))

    async def requalify(self, report_id: str, code: str) -> None:
        """Change the category."""
        by_policy = partial(actions.requalify, restarts_clock=self.known.restarts_clock)
        before = await self._write(by_policy, report_id, code)
        self._told("triage.told_requalified", before, name=category_name(self.look.t, code))

    async def set_priority(self, report_id: str, priority: Priority) -> None:
        """Say how urgent it is."""
        before = await self._write(actions.set_priority, report_id, priority)
        self._told("triage.told_priority", before, state=self.look.t(f"state.{priority}"))

    async def next_priority(self, pane: ReportPane) -> None:
        """Say the next of the three priorities: what the key P does."""
        known = [priority for priority in PRIORITIES if priority == pane.card.priority]
        after = (PRIORITIES.index(known[0]) + 1) % len(PRIORITIES) if known else 0
        await self.set_priority(pane.card.id, PRIORITIES[after])

    async def schedule(self, report_id: str, at: datetime) -> None:
        """Say when the work will be done."""
        before = await self._write(actions.schedule, report_id, instant(at))
        self._told("triage.told_scheduled", before, leaves=True)

    async def reject(self, report_id: str, reason: RejectReason, note: str) -> None:
        """Close a report that the town does not take."""
        before = await self._write(actions.reject, report_id, reason, note)
        self._told("triage.told_rejected", before, leaves=True)

    async def put_aside(self, report_id: str, status: ReportStatus, note: str) -> None:
        """Let a report wait."""
        before = await self._write(actions.put_aside, report_id, status, note)
        self._told(f"triage.told_{status}", before, leaves=True)

    async def merge(self, report_ids: Sequence[str], original: str, number: str) -> None:
        """Make reports duplicates of another."""
        self.close()
        try:
            done = await written(self.app, self.look, actions_merge.merge_into, report_ids, original)
        except SameReport:
            self.app.say(self.look.t("triage.same_report"), glyph=LACKS)
            return
        if done is None:
            return
        merged, gone = done.value, list(report_ids)

        async def part() -> None:
            if await written(self.app, self.look, actions_merge.part_again, merged):
                self.came_back(gone)

        self.offer(self.look.t("triage.told_merged", n=len(gone), number=number), part)
        self.left(gone)

    async def answer(self, report_id: str, text: str) -> None:
        """Write what the resident will read."""
        before = await self._write(actions_templates.answer, report_id, text)
        self._told("triage.told_answered", before)

    async def detach(self, report_id: str) -> None:
        """Let a duplicate stand for itself again."""
        self.close()
        done = await written(self.app, self.look, actions_merge.detach, report_id)
        if done is not None:
            self._told("triage.told_detached", {report_id: done.value})

    async def reopen(self, report_id: str) -> None:
        """Bring a closed report back to the desk."""
        before = await self._write(actions.reopen, report_id)
        self._told("triage.told_reopened", before)

    async def accept_work(self, report_id: str) -> None:
        """Take what the street says as true."""
        before = await self._write(actions.accept_work, report_id)
        self._told("triage.told_accepted", before, leaves=True)

    async def send_back(self, report_id: str) -> None:
        """Give work back to those who had it."""
        before = await self._write(actions.send_back, report_id)
        self._told("triage.told_sent_back", before, leaves=True)

    async def comment(self, report_id: str, text: str) -> None:
        """Add a comment."""
        await written(self.app, self.look, actions.add_comment, report_id, text)

    async def keep_comment(self, report_id: str, text: str) -> None:
        """Keep a comment that is being written."""
        await written(self.app, self.look, actions.draft_comment, report_id, text)

    async def order_task(self, report_id: str, order: Order) -> None:
        """Make a task of a report."""
        self.close()
        made = await written(self.app, self.look, actions_task.order_task, report_id, order)
        if made is None:
            return
        ordered = made.value

        async def take_back() -> None:
            if await written(self.app, self.look, actions_task.take_order_back, report_id, ordered):
                self.came_back([report_id])

        self.offer(self.look.t("triage.told_ordered", title=order.title), take_back)
        self.left([report_id])

    async def keep_filter(self, title: str, wanted: Fields, shared: bool) -> None:
        """Keep what is wanted under a name."""
        if await written(self.app, self.look, actions_filters.save_filter, title, wanted, shared):
            self.app.say(self.look.t("triage.filter_kept", title=title.strip()))

    async def forget_filter(self, filter_id: str, title: str) -> None:
        """Let a saved filter go."""
        gone = await written(self.app, self.look, actions_filters.forget_filter, filter_id)
        if gone is None:
            return

        async def bring_back() -> None:
            await written(self.app, self.look, actions_filters.bring_back, gone.value)

        self.offer(self.look.t("triage.filter_forgotten", title=title), bring_back)

    async def plan_round(self, report_id: str) -> None:
        """Begin a round over what is chosen; the place of the rounds goes on with it."""
        begun = await written(self.app, self.look, rounds.pick_for_round, StopKind.REPORT, self.together(report_id))
        if begun is not None:
            self.app.go(routes.plan_round(begun.value))

    def name_of(self, to: Holder) -> str:
        """Name whoever has, or would have, a report: the narrowest of agent, team and service."""
        known = self.known
        names = (known.agent_name(to.agent), known.team_name(to.team), known.service_name(to.service))
        return next((name for name in names if name), "")

    def together(self, report_id: str) -> tuple[str, ...]:
        """Give the reports that a gesture on this one is made on."""
        return self.marked or (report_id,)

    async def _write(self, action: Callable[..., Fields], report_id: str, *args: Any) -> Before:
        self.close()
        done = await written(self.app, self.look, actions.each, self.together(report_id), action, *args)
        return done.value if done else {}

    def _told(self, words: str, before: Before, *, leaves: bool = False, **said: str) -> None:
        changed = [report_id for report_id, fields in before.items() if fields]
        if not changed:
            return

        async def take_back() -> None:
            done = await written(self.app, self.look, actions.take_all_back, before)
            if done and leaves:
                self.came_back(changed)

        self.offer(self.look.t(words, n=len(changed), **said), take_back)
        if leaves:
            self.left(changed)

    def offer(self, words: str, take_back: Undo) -> None:
        """Say what was done, with the way back in the toast and under Ctrl Z."""
        undone = self.look.t("triage.told_undone", what=words)
        # In place of the words that still offer it.
        self.app.say(words, self.undo.keep(take_back, lambda: self.app.say(undone)))


def local(at: str, now: datetime) -> datetime:
    """Read an instant in the zone of the screen."""
    return parse_instant(at).astimezone(now.tzinfo)
