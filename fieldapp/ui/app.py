"""`App`: what a screen has beside its look: the replica, who works here, the device, navigation, the toast.

    @ft.component
    def task_list() -> ft.Control:
        app, look = use_app(), use_look()
        tasks = use_live(...)                                # app.replica is the live source
        return ft.Column([page_header(look, …, end=status_pill()), …])

- `await app.replica.write(action, …)` then `app.say(look.t("tasks.handed_back"), undo=…)`
- `app.go(routes.task(task_id))`, `app.back()`; `app.place` is where the page is, `app.place.query` its query
- `status_pill()` belongs in the header of every screen: it follows the engine by itself
- `use_sync()` gives the engine's standing to a screen that tells more about it

The shell provides one `App` per page once the vault is open; a screen is never built without it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from fieldapp.device.photo_sizes import PhotoSize
from fieldapp.device.ports import Device
from fieldapp.ui.around import use_around
from fieldapp.ui.help import help_mark, topic_of
from fieldapp.ui.look import use_look
from fieldapp.ui.routes import TODAY, Location
from fieldapp.ui.widgets.layout import row, tight_row
from fieldapp.ui.widgets.pill import Standing, pill, pill_state
from sync.client.engine import Status
from sync.records.base import DESK_ROLES, FIELD_ROLES, Role

if TYPE_CHECKING:
    from fieldapp.replica.replica import Replica

UNDO_S: Final = 10
"""How long a gesture can be taken back (DOMAIN F 11)."""

LACKS: Final = "warning-circle"
"""The mark of a toast that says what is missing."""

Undo = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Agent:
    """Hold who works on this page, as the directory knows him."""

    id: str
    given_name: str
    family_name: str
    role: Role
    service: str | None = None
    team: str | None = None
    zones: tuple[str, ...] = ()
    job_title: str = ""
    service_name: str = ""
    team_name: str = ""
    town_name: str = ""

    @property
    def name(self) -> str:
        """Give the whole name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        """Give the two letters for a plate."""
        return (self.given_name[:1] + self.family_name[:1]).upper()

    @property
    def works_in_field(self) -> bool:
        """Tell whether this agent works outside: tasks, rounds, the camera."""
        return self.role in FIELD_ROLES

    @property
    def works_at_desk(self) -> bool:
        """Tell whether this agent sorts and assigns."""
        return self.role in DESK_ROLES


@ft.observable
@dataclass
class SyncStatus:
    """Hold what the engine and the outbox say now; components that read it draw again by themselves."""

    standing: Standing = field(default_factory=lambda: Standing(online=False, unsent=0))
    """What the pill says."""
    status: Status = field(default_factory=Status)
    """What the engine does, and when it last heard of the town hall."""


def _nowhere(path: str) -> None:
    """Go nowhere: no shell above."""


def _nothing() -> None:
    """Do nothing: no shell above."""


def _silent(text: str, undo: Undo | None = None, glyph: str = "", code: str = "") -> None:
    """Say nothing: no shell above."""


def local_now() -> datetime:
    """Give the device's time in its own zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True)
class App:
    """Hold what the frame of the app gives its screens; one value per page and place."""

    replica: "Replica"
    agent: Agent
    device: Device
    place: Location = field(default_factory=lambda: Location(TODAY, TODAY))
    go: Callable[[str], None] = _nowhere
    back: Callable[[], None] = _nothing
    say: Callable[..., None] = _silent
    """`say(text, undo=None, glyph=…, code=…)`: the toast, with « Annuler » for `UNDO_S` when there is a way back.

    Its mark is a check; what was not done, because something is missing, is said with `LACKS`;
    a trouble with a code is told by `fieldapp.ui.gestures.tell_trouble`.
    """
    open_sheet: Callable[[], None] = _nothing
    """Open the pill's sheet: the exact items, their reasons, the switches."""
    retry: Callable[[], None] = _nothing
    """Try the server now: « Réessayer »."""
    leave: Callable[[], Any] = _nothing
    """Close the session: the vault is locked, what waits stays in it."""
    room_left: Callable[[], int | None] = lambda: None
    """Bytes that are free on the disk; None where nobody knows."""
    photo_size: PhotoSize = PhotoSize.NORMAL
    """How large photos are kept and sent, as the agent chose it."""
    now: Callable[[], datetime] = local_now


_NO_APP: App | None = None
AppContext = ft.create_context(_NO_APP)
SyncContext = ft.create_context(SyncStatus())


def use_app() -> App:
    """Give what the frame of the app offers, inside a component of a screen."""
    app: App | None = use_around(AppContext)
    assert app is not None, "a screen is built inside the shell"
    return app


def use_sync() -> SyncStatus:
    """Give the engine's standing, inside a component; it draws again at every change."""
    sync: SyncStatus = use_around(SyncContext)
    return sync


@ft.component
def status_pill() -> ft.Control:
    """Draw the pill of this page and its « ? »: it follows the engine, a tap opens the sheet."""
    app, look, sync = use_app(), use_look(), use_sync()
    drawn = pill(look, pill_state(sync.standing), app.open_sheet, now=app.now())
    mark = ft.Container(help_mark(topic_of(app.place.pattern), app.go))
    return row(drawn, mark, wrap=True) if look.measures.large_text else tight_row(drawn, mark)
