"""The desk's gestures as a screen makes them: write, say what was done, offer the way back, go on to the next.

Every gesture takes the report that it is made on, so that a list which moved meanwhile never changes its aim.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from fieldapp.triage import actions, actions_task
from fieldapp.triage.actions import Recipient, SameReport
from fieldapp.triage.actions_task import Order
from fieldapp.triage.queries_report import Directory, Holder, ReportPane
from fieldapp.ui.app import App, Undo
from fieldapp.ui.gestures import written
from fieldapp.ui.i18n import Words, duration
from fieldapp.ui.look import Look
from fieldapp.ui.works import category_name
from sync.core.instants import instant, parse_instant
from sync.core.model import Fields
from sync.records.report import RejectReason, ReportStatus
from sync.records.task import Priority

SITTING_ENDS: Final = timedelta(minutes=30)
"""After a pause this long, « N triés en M min » begins anew."""
Before = Mapping[str, Fields]
"""What a gesture changed: per report, the fields as they were."""
PRIORITIES: Final = (Priority.GENANT, Priority.TRES_GENANT, Priority.DANGEREUX)


@dataclass(frozen=True, slots=True)
class Sitting:
    """How many reports were sorted since somebody sat down to it."""

    count: int = 0
    since: datetime | None = None
    last: datetime | None = None

    def sorted_at(self, now: datetime, more: int = 1) -> "Sitting":
        """Count one more, or several."""
        if self.since is None or self.last is None or now - self.last > SITTING_ENDS:
            return Sitting(more, now, now)
        return replace(self, count=self.count + more, last=now)

    def undone(self, fewer: int = 1) -> "Sitting":
        """Count one less, or several."""
        return replace(self, count=max(0, self.count - fewer))

    def words(self, t: Words, now: datetime) -> str:
        """Say « 6 triés en 4 min »; empty while none is."""
        if not self.count or self.since is None:
            return ""
        minutes = max(1, round((now - self.since).total_seconds() / 60))
        return t("triage.sitting", n=self.count, time=duration(t, minutes * 60))


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
    keep_undo: Callable[[Undo], None]
    """Keep the way back for Ctrl Z."""
    close: Callable[[], None]
    marked: tuple[str, ...] = ()
    """Reports that were chosen together: a gesture is made on all of them."""

    async def assign(self, report_id: str, to: Holder) -> None:
        """Give a report to somebody."""
        recipient = Recipient(to.service, to.team, to.agent)
        before = await self._write(actions.assign, report_id, recipient)
        self._told(self.look.t("triage.told_assigned", who=self.name_of(to)), before, leaves=True)

    async def requalify(self, report_id: str, code: str) -> None:
        """Change the category."""
        by_policy = partial(actions.requalify, restarts_clock=self.known.restarts_clock)
        before = await self._write(by_policy, report_id, code)
        self._told(self.look.t("triage.told_requalified", name=category_name(self.look.t, code)), before)

    async def set_priority(self, report_id: str, priority: Priority) -> None:
        """Say how urgent it is."""
        before = await self._write(actions.set_priority, report_id, priority)
        self._told(self.look.t("triage.told_priority", state=self.look.t(f"state.{priority}")), before)

    async def next_priority(self, pane: ReportPane) -> None:
        """Say the next of the three priorities: what the key P does."""
        known = [priority for priority in PRIORITIES if priority == pane.card.priority]
        after = (PRIORITIES.index(known[0]) + 1) % len(PRIORITIES) if known else 0
        await self.set_priority(pane.card.id, PRIORITIES[after])

    async def schedule(self, report_id: str, at: datetime) -> None:
        """Say when the work will be done."""
        before = await self._write(actions.schedule, report_id, instant(at))
        self._told(self.look.t("triage.told_scheduled"), before, leaves=True)

    async def reject(self, report_id: str, reason: RejectReason, note: str) -> None:
        """Close a report that the town does not take."""
        before = await self._write(actions.reject, report_id, reason, note)
        self._told(self.look.t("triage.told_rejected"), before, leaves=True)

    async def put_aside(self, report_id: str, status: ReportStatus, note: str) -> None:
        """Let a report wait."""
        before = await self._write(actions.put_aside, report_id, status, note)
        self._told(self.look.t(f"triage.told_{status}"), before, leaves=True)

    async def merge(self, report_id: str, original: str, number: str) -> None:
        """Make a report a duplicate of another."""
        if original in self.together(report_id):
            self.app.say(self.look.t("triage.same_report"))
            return
        try:
            before = await self._write(actions.merge_into, report_id, original)
        except SameReport:
            self.app.say(self.look.t("triage.same_report"))
            return
        self._told(self.look.t("triage.told_merged", number=number), before, leaves=True)

    async def reopen(self, report_id: str) -> None:
        """Bring a closed report back to the desk."""
        before = await self._write(actions.reopen, report_id)
        self._told(self.look.t("triage.told_reopened"), before)

    async def accept_work(self, report_id: str) -> None:
        """Take what the street says as true."""
        before = await self._write(actions.accept_work, report_id)
        self._told(self.look.t("triage.told_accepted"), before, leaves=True)

    async def send_back(self, report_id: str) -> None:
        """Give work back to those who had it."""
        before = await self._write(actions.send_back, report_id)
        self._told(self.look.t("triage.told_sent_back"), before, leaves=True)

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

        self._offer(self.look.t("triage.told_ordered", title=order.title), take_back)
        self.left([report_id])

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

    def _told(self, words: str, before: Before, *, leaves: bool = False) -> None:
        changed = [report_id for report_id, fields in before.items() if fields]
        if not changed:
            return

        async def take_back() -> None:
            done = await written(self.app, self.look, actions.take_all_back, before)
            if done and leaves:
                self.came_back(changed)

        many = len(changed) > 1
        self._offer(self.look.t("triage.told_many", n=len(changed), what=words) if many else words, take_back)
        if leaves:
            self.left(changed)

    def _offer(self, words: str, take_back: Undo) -> None:
        offered = [take_back]

        async def once() -> None:
            # The toast and Ctrl Z offer the same way back: who takes it first ends the other.
            if offered:
                await offered.pop()()
                # In place of the words that still offer it.
                self.app.say(self.look.t("triage.told_undone"))

        self.keep_undo(once)
        self.app.say(words, once)


def local(at: str, now: datetime) -> datetime:
    """Read an instant in the zone of the screen."""
    return parse_instant(at).astimezone(now.tzinfo)
