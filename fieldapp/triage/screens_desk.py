"""The state of the triage and its frame: what is chosen, the bar on top, the keys at the foot, the open sheet."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import flet as ft

from fieldapp.replica.ground import Ground
from fieldapp.triage import queries
from fieldapp.triage.actions import TOGETHER_MAX
from fieldapp.triage.queries import Card, Pile, Wanted, Which
from fieldapp.triage.queries_filters import Saved, kept_of, wanted_of
from fieldapp.triage.queries_report import Directory, Holder, ReportPane, proposed
from fieldapp.triage.screens_answer import answer_sheet
from fieldapp.triage.screens_asks import (
    KEYS,
    aside_sheet,
    reject_sheet,
    schedule_sheet,
)
from fieldapp.triage.screens_detail import Ask
from fieldapp.triage.screens_export import Exporting, export_sheet
from fieldapp.triage.screens_filter import Filtering, filter_sheet, part_words
from fieldapp.triage.screens_gestures import Gestures
from fieldapp.triage.screens_list import Listing
from fieldapp.triage.screens_order import order_sheet
from fieldapp.triage.screens_sheets import Asked, assign_sheet, is_pair, nothing, requalify_sheet
from fieldapp.triage.screens_sitting import Sitting
from fieldapp.triage.screens_templates import templates_sheet
from fieldapp.triage.screens_twins import compare_sheet, merge_sheet
from fieldapp.ui import routes
from fieldapp.ui.app import LACKS, App, status_pill
from fieldapp.ui.histories import dotted
from fieldapp.ui.key_sheet import key_foot as ui_key_foot
from fieldapp.ui.keymap import KeyLine
from fieldapp.ui.live import Filled, Live
from fieldapp.ui.look import Look
from fieldapp.ui.photo_viewer import Viewed, photo_sheet
from fieldapp.ui.seen import use_seen_task
from fieldapp.ui.tops import agent_plate
from fieldapp.ui.widgets import (
    WIDE_MIN,
    Field,
    Tap,
    column,
    icon_button,
    pad,
    page_header,
    search_field,
    top_bar,
)
from sync.core.instants import instant
from sync.records.base import NOWHERE
from sync.records.base import Role as AgentRole
from sync.records.caller import INTAKE_ROLES

TICK_S: Final = 20.0
FOOT_KEYS: Final = 6
"""Keys at the foot of a small desk screen, before « undo » and « all »; a wide one has room for four more."""
_OWN_SERVICE: Final = frozenset({AgentRole.RESPONSABLE_SERVICE, AgentRole.CHEF_EQUIPE})
"""Who steers one service and begins with its reports."""
_SHOWN: Final[dict[str, tuple[Pile, Which]]] = {
    "dangerous": (Pile.OPEN, Which.DANGEROUS),
    "late": (Pile.OPEN, Which.LATE),
    "soon": (Pile.OPEN, Which.SOON),
    "to-check": (Pile.TO_CHECK, Which.ALL),
}
"""What a link of the home asks for (`/triage?show=late`)."""


@dataclass(frozen=True, slots=True)
class DeskState:
    """What somebody has chosen on this screen."""

    wanted: Wanted = field(default_factory=Wanted)
    typed: str = ""
    page: int = 0
    selected: str | None = None
    ask: Ask | None = None
    photo: str | None = None
    as_map: bool = False
    """Whether the map takes the list's place, where there is no room for both."""
    sitting: Sitting = field(default_factory=Sitting)
    marked: frozenset[str] = frozenset()
    """Reports that are chosen together."""


@dataclass(frozen=True)
class Desk:
    """Hold all that the parts of the screen draw, and the way to change what is chosen."""

    app: App
    look: Look
    state: DeskState
    put: Callable[..., None]
    change: Callable[[Callable[[DeskState], DeskState]], None]
    choose: Callable[[str], None]
    now: datetime
    cards: tuple[Card, ...]
    listing: Listing
    chosen: str | None
    live: Live[ReportPane | None]
    known: Directory
    saved: tuple[Saved, ...]
    land: Live[Ground | None]
    gestures: Gestures
    panes: int

    @property
    def pane(self) -> ReportPane | None:
        """Give the chosen report once it is read."""
        return self.live.value if isinstance(self.live, Filled) else None

    @property
    def proposal(self) -> Holder:
        """Give to whom the chosen report would go."""
        if self.pane is None:
            return Holder()
        return proposed(self.pane.card.category, self.pane.card.zone, self.known)

    @property
    def marked(self) -> tuple[Card, ...]:
        """Give the reports that are chosen together, as the list has them."""
        return tuple(card for card in self.listing.cards if card.id in self.listing.marked)

    @property
    def card(self) -> Card | None:
        """Give the chosen report as the list knows it."""
        if self.pane is not None:
            return self.pane.card
        return next((card for card in (*self.listing.cards, *self.cards) if card.id == self.chosen), None)

    def ask(self, sheet: Ask) -> None:
        """Open a sheet; a task is made of one report."""
        if sheet is Ask.TASK and len(self.listing.marked) > 1:
            self.app.say(self.look.t("triage.task_alone"), glyph=LACKS)
            return
        self.put(ask=sheet)


def first_state(app: App, report_id: str) -> DeskState:
    """Give what is shown first: what a link asks for, in the words of a saved filter, else what waits."""
    if "pile" in app.place.query:
        return DeskState(wanted_of(app.place.query), selected=report_id or None)
    service = app.agent.service if app.agent.role in _OWN_SERVICE else None
    pile, which = _SHOWN.get(app.place.query.get("show", ""), (Pile.TO_SORT, Which.ALL))
    return DeskState(Wanted(pile, which, service=service), selected=report_id or None)


def use_minute(app: App) -> datetime:
    """Give the present minute, inside a component that is drawn again when it ends."""
    minute, set_minute = ft.use_state(_minute(app))

    async def tick() -> None:
        while True:
            set_minute(_minute(app))
            await asyncio.sleep(TICK_S)

    use_seen_task(tick, [])
    return minute


def _minute(app: App) -> datetime:
    return app.now().replace(second=0, microsecond=0)


def listing_of(state: DeskState, cards: tuple[Card, ...], found: tuple[Card, ...], minute: datetime) -> Listing:
    """Give what the list shows of all open reports, or what was found for the words that were typed."""
    if state.typed.strip():
        counts = {which: len(found) if which is Which.ALL else 0 for which in Which}
        return Listing(state.wanted, found, counts, 0, None, minute, typed=state.typed.strip())
    pile, now = queries.piled(cards, state.wanted), instant(minute)
    sifted = tuple(queries.sifted(pile, state.wanted.which, now))
    is_cut = len(cards) >= queries.OPEN_MAX
    return Listing(state.wanted, sifted, queries.counts(pile, now), state.page, None, minute, is_cut=is_cut)


def desk_header(desk: Desk, box: ft.Ref[ft.TextField]) -> ft.Control:
    """Begin the screen: title, where, search, pill and who works here."""
    look, t, state = desk.look, desk.look.t, desk.state
    search = Field(
        "search",
        t("triage.search"),
        state.typed,
        lambda typed: desk.put(typed=typed, page=0, selected=None),
        hint=t("triage.search_hint"),
        key="/",
        shown=box,
    )
    sub = dotted(desk.app.agent.town_name, _part_words(desk))
    if not look.measures.field or desk.panes > 1:
        end = [*_call_button(desk), status_pill()]
        end += [] if look.measures.field else [agent_plate(look, desk.app)]
        return top_bar(look, t("triage.title"), sub=sub, search=search_field(look, search), end=end)
    if desk.chosen:
        back = Tap("back-to-list", t("triage.back_to_list"), lambda: desk.app.go(routes.TRIAGE))
        return page_header(look, t("triage.title"), sub=sub, back=back, end=status_pill())
    box_below = ft.Container(search_field(look, search), padding=pad(0, look.measures.margin, bottom=8))
    return column(page_header(look, t("triage.title"), sub=sub, end=status_pill()), box_below, gap=0, stretch=True)


def _call_button(desk: Desk) -> list[ft.Control]:
    if desk.app.agent.role not in INTAKE_ROLES:
        return []
    tap = Tap("take-call", desk.look.t("triage.take_call"), lambda: take_call(desk))
    return [icon_button(desk.look, tap, "phone-call")]


def _part_words(desk: Desk) -> str:
    """Say which sectors and which service are shown."""
    t, wanted = desk.look.t, desk.state.wanted
    zone = next((zone.name for zone in desk.known.zones if zone.id == wanted.zone), "")
    if wanted.zone == NOWHERE:
        zone = t("triage.without_zone")
    return dotted(zone or t("triage.all_zones"), desk.known.service_name(wanted.service), part_words(t, wanted))


def key_foot(desk: Desk) -> ft.Control | None:
    """Draw the keys at the foot of the desk, and how many were sorted; « ? » shows the rest."""
    words = desk.state.sitting.words(desk.look.t, desk.app.now())
    return ui_key_foot(desk.look, _foot_keys(desk.look), words)


def _foot_keys(look: Look) -> list[KeyLine]:
    first = KEYS[: FOOT_KEYS + 4 if look.measures.width >= WIDE_MIN else FOOT_KEYS]
    return [*first, *KEYS[-2:]]


def mark(desk: Desk, report_id: str) -> None:
    """Choose a report together with others, or no longer."""
    desk.change(lambda before: _marked(before, before.marked ^ {report_id}))


def mark_more(desk: Desk, report_ids: Collection[str]) -> None:
    """Choose these together with what is chosen; say when that is more than one gesture takes."""
    together = desk.listing.marked | set(report_ids)
    if len(together) > TOGETHER_MAX:
        desk.app.say(desk.look.t("triage.marks_max", n=TOGETHER_MAX), glyph=LACKS)
        return
    desk.change(lambda before: _marked(before, before.marked | together))


def _marked(before: DeskState, marked: frozenset[str]) -> DeskState:
    # Two keys pressed in one breath both count from what was drawn before them: the limit is looked at here too.
    return replace(before, marked=marked) if len(marked) <= TOGETHER_MAX else before


def merge(desk: Desk) -> None:
    """Show the report beside what may be the same; ask which one stays where that is not one of two."""
    pane, marked = desk.pane, desk.marked
    near = pane is not None and bool(pane.twins) and len(marked) < 2
    two = pane is not None and is_pair(marked, pane.card.id)
    desk.ask(Ask.COMPARE if near or two else Ask.MERGE)


def sheet_of(desk: Desk) -> ft.Control:
    """Give the sheet that is open, or nothing."""
    ask, close = desk.state.ask, desk.gestures.close
    if ask is Ask.FILTER:
        return filter_sheet(_filtering(desk))
    if ask is Ask.EXPORT:
        title = desk.listing.name or desk.look.t(f"triage.pile_{desk.listing.wanted.pile}")
        title = desk.look.t("triage.found") if desk.listing.typed else title
        chosen = [card.id for card in desk.listing.cards if card.id in desk.listing.marked or not desk.listing.marked]
        return export_sheet(Exporting(desk.app, title, tuple(chosen), close))
    if ask is None or desk.pane is None:
        return nothing()
    if ask is Ask.PHOTO:
        return nothing()
    asked = Asked(
        desk.pane,
        desk.known,
        desk.proposal,
        desk.gestures,
        desk.now,
        marked=desk.marked,
        phone=desk.land.value.phone if isinstance(desk.land, Filled) and desk.land.value else "",
        open_templates=lambda: desk.ask(Ask.TEMPLATES),
        elsewhere=lambda: desk.ask(Ask.MERGE),
    )
    if ask is Ask.COMPARE and not asked.beside:
        # The last one nearby was merged elsewhere while the sheet was open.
        return nothing()
    return _REPORT_SHEETS[ask](asked)


def _filtering(desk: Desk) -> Filtering:
    """Give what the sheet of filters shows and does."""
    wanted = desk.state.wanted

    async def keep(title: str, shared: bool) -> None:
        await desk.gestures.keep_filter(title, kept_of(wanted), shared)

    return Filtering(
        known=desk.known,
        wanted=wanted,
        counted={part: queries.count_by(desk.cards, wanted, part) for part in queries.PARTS},
        saved=desk.saved,
        want=lambda wanted: want(desk, wanted),
        keep=keep,
        forget=lambda one: desk.gestures.forget_filter(one.id, one.title),
        close=desk.gestures.close,
    )


def take_call(desk: Desk) -> None:
    """Take in a report for somebody; a chief has no front office."""
    if desk.app.agent.role in INTAKE_ROLES:
        desk.app.go(routes.INTAKE)


def want(desk: Desk, wanted: Wanted) -> None:
    """Show another part of the reports, from its first page."""
    desk.put(wanted=wanted, page=0, selected=None, typed="")


def photo_of(desk: Desk) -> ft.Control | None:
    """Give the photo that lies over the screen, if one is open."""
    if desk.state.ask is not Ask.PHOTO or desk.pane is None:
        return None
    photos = [photo for photo in desk.pane.photos if photo.id == desk.state.photo]
    names = desk.pane.names
    if not photos:
        return None
    return photo_sheet(Viewed(photos[0], names.get(photos[0].author, ""), covers_top=True), desk.gestures.close)


_REPORT_SHEETS: Final[dict[Ask, Callable[[Asked], ft.Control]]] = {
    Ask.ASSIGN: assign_sheet,
    Ask.REQUALIFY: requalify_sheet,
    Ask.REJECT: reject_sheet,
    Ask.MERGE: merge_sheet,
    Ask.COMPARE: compare_sheet,
    Ask.ANSWER: answer_sheet,
    Ask.TEMPLATES: templates_sheet,
    Ask.TASK: order_sheet,
    Ask.SCHEDULE: schedule_sheet,
    Ask.ASIDE: aside_sheet,
}
