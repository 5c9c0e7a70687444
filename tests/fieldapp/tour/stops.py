"""The stops of the tour: every place of the app, and what opens above it, over one seeded town.

A stop is a place as one agent sees it in one window, after some taps. `tests/fieldapp/tour/test_stops.py` holds that
no place of the shell's table is left out.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from fieldapp.account.actions import Obstacle, Person, WrongPassphrase
from fieldapp.device.ports import CameraTrouble, Charge
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language
from fieldapp.ui.packs import Hold, Moving, PackState
from fieldapp.ui.tokens import Density
from fieldapp.vault.pin_answers import PinStanding
from sync.core.session import Halt, Trouble
from sync.protocol.messages import MapOffer
from tests.browser_driver import DESK, DESK_SMALL, TABLET, TABLET_WIDE, Size
from tests.fieldapp.rounds.walk import WALK
from tests.fieldapp.town import ELU, KARIM, SYLVIE, uid

SIGN_IN: Final = "sign-in"
FILLING: Final = "filling"
FAULT: Final = "fault"
LEASE_ENDED: Final = "lease-ended"
WIPING: Final = "wiping"
"""Stops that no path leads to: before an office is open, while it fills, after a fault of ours, behind its gate."""
AWAITED: Final = "await:"
TYPED: Final = "="
PRESSED: Final = "key:"
COMES: Final = "comes:"

Wrong: TypeAlias = Obstacle | WrongPassphrase | Halt | Trouble | CameraTrouble
"""What goes wrong at a stop: at the door, with the exchange, or with the camera."""


SHARED: Final = (
    Person("karim.benali", "Karim", "Benali", "Équipe voirie nord", PinStanding.READY),
    Person("lea.moreau", "Léa", "Moreau", "Équipe voirie nord", PinStanding.READY),
    Person("jo.faure", "Jo", "Faure", "Espaces verts"),
)
"""Who shares a tablet."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Say where to go, as whom, and what to tap there; `taps` are identifiers, in their order.

    A `*` in one stands for a part that is not known; one after `AWAITED` is waited for only; « noun=words » types into
    a field; one after `PRESSED` is a key, one after `COMES` a note that arrives. `touches` follow: places of the
    window, for what has no name. A sheet names the stop that it lies `above`: the help stands there. `wrong` is what
    goes wrong; a camera is there only where the stop has one.
    """

    name: str
    route: str
    agent: str = KARIM
    taps: tuple[str, ...] = ()
    density: Density = Density.FIELD
    touches: tuple[tuple[int, int], ...] = ()
    above: str = ""
    window: Size | None = None
    language: Language = Language.FR
    wrong: Wrong | None = None
    has_camera: bool = False
    here: tuple[Person, ...] = ()
    """Who has a vault on the tablet, at the sign-in."""
    locked: str = ""
    """Whose office was locked because nobody touched it."""
    gloves: bool = False
    left_handed: bool = False
    charge: Charge | None = None
    packs: PackState = field(default_factory=PackState)
    """What is known of the town's map."""

    @property
    def size(self) -> Size:
        """Give the window in which it is looked at."""
        return self.window or (TABLET if self.density is Density.FIELD else DESK_SMALL)

    @property
    def pattern(self) -> str:
        """Give the place without what follows the question mark."""
        return self.route.partition("?")[0]


HOLE: Final = uid("Nid-de-poule, 40 × 60 cm")
WIND: Final = uid("Vent fort ce soir : pas de nacelle après 16 h")
ASKED: Final = uid(f"conflict {HOLE} ['due_at']")
DRAFT_TITLE: Final = "Travaux rue Saige"
DRAFT: Final = uid(DRAFT_TITLE)
NEWCOMER: Final = uid("newcomer")
"""To whom nothing is given yet."""
BENCH: Final = uid("Banc descellé")
EN: Final = Language.EN

WHOLE: Final = Size(800, 2400)
"""A tablet so high that what lies below is seen, too."""
WHOLE_TASK: Final = Size(800, 2600)
"""The page of a task is longer, most of all in full sun."""
DESK_WHOLE: Final = Size(1366, 1700)
PACK: Final = MapOffer("Saint-Aubin", "a" * 64, 10_400_000, 1, "2026-11-20T09:00:00.000Z")

_CORNERS: Final = ((230, 420), (400, 520), (520, 560), (640, 640), (300, 590))
"""Two rectangles on the photo, and the first corner of a third."""

_FIELD: Final = (
    Stop("sign-in", SIGN_IN),
    Stop("names", SIGN_IN, here=SHARED),
    Stop("pin", SIGN_IN, taps=("name-0", "digit-8", "digit-0"), here=SHARED, window=TABLET_WIDE),
    Stop("sign-in-unreachable", SIGN_IN, taps=("passphrase=juste agrafe", "primary"), wrong=Obstacle.UNREACHABLE),
    Stop(
        "sign-in-wrong",
        SIGN_IN,
        taps=("passphrase=juste agrafe", "primary"),
        wrong=WrongPassphrase(),
        window=TABLET_WIDE,
        language=EN,
    ),
    Stop(
        "recovery",
        SIGN_IN,
        taps=("passphrase=juste agrafe", "primary", "forgotten"),
        wrong=WrongPassphrase(),
    ),
    Stop(
        "recovery-asked",
        SIGN_IN,
        taps=("passphrase=juste agrafe", "primary", "forgotten", "recovery-phrase=la nouvelle", "recovery-ask"),
        wrong=WrongPassphrase(),
        window=TABLET_WIDE,
        language=EN,
    ),
    Stop("code", SIGN_IN, taps=("have-code", "code=0123", "code-enter"), window=TABLET_WIDE, language=EN),
    Stop("locked", SIGN_IN, here=SHARED, locked="karim.benali", language=EN),
    Stop("names-tidy", SIGN_IN, taps=("names-tidy",), here=SHARED, window=TABLET_WIDE),
    Stop("server", SIGN_IN, taps=("server-change",)),
    Stop("filling", FILLING),
    Stop("lease-ended", LEASE_ENDED),
    Stop("wiping", WIPING, window=TABLET_WIDE, language=EN),
    Stop("fault", FAULT),
    Stop("today", routes.TODAY),
    Stop("today-map", routes.TODAY, taps=("view-map",), language=EN),
    Stop("today-town", routes.TODAY, ELU, window=TABLET_WIDE),
    Stop("today-gloves", routes.TODAY, gloves=True),
    Stop("tasks", routes.TASKS),
    Stop("tasks-map", routes.TASKS, taps=(f"{AWAITED}task-*", "view-map")),
    Stop("task", routes.task(HOLE)),
    Stop("task-whole", routes.task(HOLE), window=WHOLE_TASK),
    Stop("task-gloves", routes.task(HOLE), gloves=True, left_handed=True, language=EN),
    Stop("task-photo", routes.task(HOLE), taps=("photo-*",), above="task"),
    Stop("task-check-camera", routes.task(HOLE), taps=("nok-photo-c2",), has_camera=True, window=TABLET_WIDE),
    Stop("task-impossible", routes.task(HOLE), taps=("impossible",)),
    Stop("task-hand-back", routes.task(HOLE), taps=("hand-back", "note-tools"), language=EN),
    Stop("task-shot", routes.task(HOLE), taps=("take-after", "shutter"), has_camera=True, language=EN),
    # The photo that « task-shot » left waits: the camera opens again over it.
    Stop(
        "task-camera",
        routes.task(HOLE),
        taps=("retake", "shutter"),
        has_camera=True,
        wrong=CameraTrouble.FAILED,
        window=TABLET_WIDE,
    ),
    Stop("report-photo", routes.NEW_REPORT),
    Stop("report-camera", routes.NEW_REPORT, has_camera=True, left_handed=True, window=TABLET_WIDE),
    Stop("report-category", routes.NEW_REPORT, taps=("without-photo",)),
    Stop("near", routes.NEAR_ME),
    Stop("near-map", routes.NEAR_ME, taps=("view-map",), packs=PackState(offer=PACK)),
    Stop("report", routes.report(uid("hole"))),
    Stop("report-whole", routes.report(uid("hole")), window=WHOLE),
    Stop("report-after", routes.report(uid("hole")), taps=("add-photo",), has_camera=True, language=EN),
    Stop("report-impossible", routes.report(uid("hole")), taps=("impossible",), language=EN),
    Stop("photo", routes.report(uid("hole")), taps=("photo-*",), above="report"),
    Stop("absent", routes.report(uid("a report of another town"))),
    Stop("rounds", routes.ROUNDS),
    Stop("round", routes.round_page(WALK)),
    Stop("round-map", routes.round_page(WALK), taps=("view-map",)),
    Stop("round-stop", routes.round_page(WALK), taps=("stop-s1",)),
    Stop("round-end", routes.round_page(WALK), taps=("stop-s1", f"{AWAITED}stop-back", "primary")),
    Stop("news", routes.NEWS),
    Stop("news-item", routes.news_item(WIND)),
    Stop("search", routes.search("grimaldi")),
    Stop("search-nothing", routes.search("girafe"), language=EN),
    Stop("reconcile", routes.RECONCILE),
    Stop("conflict", routes.conflict(ASKED)),
    Stop("conflict-third", routes.conflict(ASKED), taps=("write-other",), above="conflict"),
    Stop("refused", routes.refused(1)),
    Stop("refused-mend", routes.refused(1), taps=("primary",), above="refused"),
    Stop("account", routes.ACCOUNT),
    Stop(
        "account-whole",
        routes.ACCOUNT,
        window=Size(800, 4100),
        packs=PackState(held=PACK, moving=Moving(PACK, 5_200_000, Hold.WIFI), is_metered=True),
    ),
    Stop("account-again", routes.ACCOUNT, wrong=Halt.SIGNED_OUT, window=TABLET_WIDE),
    Stop("accessibility", routes.ACCESSIBILITY),
    Stop("more", routes.MORE),
    Stop("not-for-you", routes.TRIAGE),
    Stop("pill", routes.MORE, taps=("sync-pill",)),
    Stop("pill-withdrawn", routes.MORE, taps=("sync-pill",), wrong=Halt.REVOKED),
    Stop("pill-too-old", routes.MORE, taps=("sync-pill",), wrong=Halt.TOO_OLD, window=TABLET_WIDE, language=EN),
    Stop("pill-battery", routes.MORE, taps=("sync-pill",), charge=Charge(14, is_fed=False)),
    Stop("help", routes.TODAY, taps=("help",)),
    # The report that « report-category » began: each stop goes on where the one before it left the form.
    Stop(
        "report-cover", routes.NEW_REPORT, taps=("return", "gallery", "draft-photo-1", "photo-cover"), touches=_CORNERS
    ),
    Stop("report-photos", routes.NEW_REPORT, taps=("draft-photo-1",)),
    Stop("report-position", routes.NEW_REPORT, taps=("primary", "cat-nid-de-poule")),
    Stop("report-address", routes.NEW_REPORT, taps=("address", "address-search=grimaldi"), language=EN),
    Stop("today-begun", routes.TODAY, window=WHOLE),
    Stop("today-empty", routes.TODAY, NEWCOMER),
    Stop("tasks-empty", routes.TASKS, NEWCOMER, window=TABLET_WIDE, language=EN),
)


def _spoken(stop: str, route: str, **more: Any) -> Stop:
    """Give a screen of the tablet in English, and lying on its side."""
    return Stop(f"{stop}-en", route, language=EN, window=TABLET_WIDE, **more)


_SPOKEN: Final = (
    _spoken("today", routes.TODAY),
    _spoken("tasks", routes.TASKS),
    _spoken("task", routes.task(HOLE)),
    _spoken("near", routes.NEAR_ME),
    _spoken("report", routes.report(uid("hole"))),
    _spoken("rounds", routes.ROUNDS),
    _spoken("round", routes.round_page(WALK)),
    _spoken("news", routes.news_item(WIND)),
    _spoken("search", routes.search("grimaldi")),
    _spoken("reconcile", routes.conflict(ASKED)),
    _spoken("account", routes.ACCOUNT),
    _spoken("more", routes.MORE),
)


def _at_desk(name: str, route: str, *taps: str, above: str = "") -> Stop:
    return Stop(f"desk-{name}", route, SYLVIE, taps, Density.DESK, above=above)


def _over_report(name: str, *taps: str, above: str = "triage-report", **more: Any) -> Stop:
    """Give a sheet of the triage, above the report of the hole."""
    route = routes.triage_report(uid("hole"))
    return Stop(f"desk-triage-{name}", route, SYLVIE, taps, Density.DESK, above=f"desk-{above}", **more)


_DESK: Final = (
    _at_desk("today", routes.TODAY),
    _at_desk("triage", routes.TRIAGE),
    _at_desk("triage-report", routes.triage_report(uid("hole"))),
    _at_desk("triage-marked", routes.TRIAGE, f"{AWAITED}row-*", f"{PRESSED}Ctrl A", f"{AWAITED}release"),
    _at_desk("triage-empty", routes.triage_part(pile="to_check")),
    _at_desk("triage-assign", routes.triage_report(uid("hole")), "assign", above="desk-triage-report"),
    _over_report("requalify", "requalify", language=EN),
    _over_report("reject", "reject"),
    _over_report("compare", "attach", window=DESK),
    _over_report("merge", "attach", "find-elsewhere", above="triage-compare"),
    _over_report("order", "order-task", language=EN),
    _over_report("schedule", "schedule", language=EN),
    _over_report("aside", "put-aside"),
    _over_report("answer", "answer-resident"),
    _over_report("templates", "answer-resident", "open-templates", above="triage-answer", language=EN),
    _at_desk("triage-filter", routes.TRIAGE, "filter", above="desk-triage"),
    _at_desk("triage-keeping", routes.TRIAGE, "filter", "priority-dangereux", above="desk-triage-filter"),
    replace(_at_desk("triage-keys", routes.TRIAGE, f"{PRESSED}?", above="desk-triage"), language=EN),
    replace(_at_desk("triage-export", routes.TRIAGE, "export", above="desk-triage"), language=EN),
    _over_report("template", "answer-resident", "open-templates", "template-new", above="triage-templates"),
    _at_desk("intake", routes.INTAKE),
    replace(_at_desk("intake-whole", routes.INTAKE), window=DESK_WHOLE),
    _at_desk("board", routes.BOARD),
    replace(_at_desk("board-team", routes.BOARD, "choose-team", above="desk-board"), language=EN),
    _at_desk("dashboard", routes.DASHBOARD),
    _at_desk("objective", routes.DASHBOARD, "objective-new", above="desk-dashboard"),
    replace(_at_desk("dashboard-whole", routes.DASHBOARD), window=Size(1366, 2100)),
    _at_desk("tasks", routes.TASKS),
    _at_desk("tasks-export", routes.TASKS, "export-tasks", above="desk-tasks"),
    replace(_at_desk("task", routes.task(HOLE)), language=EN),
    replace(_at_desk("task-give", routes.task(HOLE), "give", above="desk-task"), language=EN),
    _at_desk("rounds", routes.ROUNDS),
    _at_desk("round", routes.round_page(WALK)),
    _at_desk("round-edit", routes.round_page(WALK), "edit-round"),
    _at_desk("round-new", routes.NEW_ROUND),
    replace(_at_desk("round-place", routes.NEW_ROUND, "add-place", above="desk-round-new"), window=DESK),
    _at_desk("news", routes.NEWS),
    replace(_at_desk("news-item", routes.news_item(WIND)), window=DESK, language=EN),
    _at_desk("compose", routes.COMPOSE),
    _at_desk("audience", routes.COMPOSE, "audience-add", above="desk-compose"),
    replace(_at_desk("compose-whole", routes.COMPOSE, "publish-later"), window=DESK_WHOLE),
    _at_desk("compose-item", routes.compose_item(DRAFT)),
    _at_desk("search", routes.search("grimaldi")),
    _at_desk("reconcile", routes.RECONCILE),
    _at_desk("account", routes.ACCOUNT),
    Stop("desk-sign-in", SIGN_IN, density=Density.DESK),
)


def _widest(noun: str, route: str, *taps: str) -> Stop:
    """Give a screen of the desk on a large one, in English."""
    return replace(_at_desk(f"{noun}-wide", route, *taps), window=DESK, language=EN)


_WIDEST: Final = (
    _widest("today", routes.TODAY),
    _widest("triage", routes.triage_report(uid("hole"))),
    _widest("board", routes.BOARD),
    _widest("dashboard", routes.DASHBOARD),
    _widest("tasks", routes.TASKS),
    _widest("round", routes.round_page(WALK)),
    _widest("compose", routes.COMPOSE, "publish-later"),
    _widest("intake", routes.INTAKE),
)

_LAST: Final = (
    # What these write counts at every pill and leaves lists: nothing comes after them.
    Stop("voice-speaking", routes.task(BENCH), taps=("voice-record",), language=EN),
    # Whoever leaves has ended the note: it waits where it was spoken.
    Stop("voice-held", routes.task(BENCH), taps=(f"{AWAITED}voice-keep",)),
    Stop("reconcile-told", routes.conflict(ASKED), taps=("keep-mine",), language=EN),
    replace(_at_desk("triage-undo", routes.triage_report(uid("hole")), "priority-dangereux"), window=DESK),
    Stop("bell", routes.RECONCILE, taps=(f"{AWAITED}refused-*", f"{COMES}Eau coupée rue Saige", "await:bell-go")),
)

STOPS: Final = _FIELD + _SPOKEN + _DESK + _WIDEST + _LAST

UNSEEN: Final[tuple[str, ...]] = ()
"""Components of screens that no stop draws, as `parts.py` names them; each needs its reason here."""
