"""Taking in a report on behalf of somebody: what he says on the left, where and who he is on the right.

Each word is kept at once (`fieldapp.intake.actions.put`); nothing asks to be saved before the phone rings again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

import flet as ft

from fieldapp.intake import actions, queries
from fieldapp.intake.queries import Known
from fieldapp.intake.screens_parts import Call, channel_part, contact_part, place_part, said_part, twins_part, what_part
from fieldapp.replica.calls import point_of
from fieldapp.ui import routes
from fieldapp.ui.address_search import use_found
from fieldapp.ui.app import LACKS, App, use_app
from fieldapp.ui.effects import use_settled
from fieldapp.ui.gestures import Autosave, use_autosave, written
from fieldapp.ui.i18n import listing, within
from fieldapp.ui.key_sheet import SPAN
from fieldapp.ui.keymap import KeyLine, use_key_lines, use_keys
from fieldapp.ui.live import Filled, Live, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.screen import screen
from fieldapp.ui.tops import screen_top
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Kind,
    Tap,
    bottom_bar,
    column,
    grow,
    pad,
    page_frame,
    row,
    waiting_state,
)

T = TypeVar("T")

CHANNELS: Final = ("telephone", "guichet", "mail", "courrier")
KINDS: Final = ("report", "task", "zone")
_LINES: Final[tuple[KeyLine, ...]] = (
    (("1", SPAN, str(len(CHANNELS))), "intake.key_channel"),
    (("Ctrl Enter",), "intake.send"),
)


@screen
def intake() -> ft.Control:
    """Take in a call, from where it was left."""
    app, look = use_app(), use_look()
    kept = use_live(queries.form, app.agent.id, kinds=("draft",))
    header = screen_top(look, app, look.t("intake.title"), sub=look.t("intake.sub"), back=_back(look, app))
    if not isinstance(kept, Filled):
        return page_frame(header, waiting_state(look))
    return page_frame(header, ft.Container(_call(app, kept.value), expand=True))


def _back(look: Look, app: App) -> Tap | None:
    return Tap("back", look.t("action.back"), app.back) if look.measures.field else None


@dataclass(frozen=True)
class Taking:
    """What is done with a call while it is taken in."""

    app: App
    look: Look
    saver: Autosave
    latest: "ft.MutableRef[dict[str, Any]]"
    """The form as it stands, whatever was drawn last."""
    put: Callable[[dict[str, Any]], None]

    def change(self, **values: Any) -> None:
        """Set parts of the form; they are kept at the next pause."""
        self.latest.current = {**self.latest.current, **values}
        self.put(self.latest.current)
        self.saver.heard(self.latest.current)

    def clear(self) -> None:
        """Begin with an empty form."""
        self.latest.current = {}
        self.put({})

    async def add_to(self, known: Known) -> None:
        """Add the call to a report that is there already, and show it."""
        t = self.look.t
        await self.saver.flush()
        channel = within(t, t(f"intake.channel_{self.latest.current.get('channel') or CHANNELS[0]}"))
        if await written(self.app, self.look, actions.add_to, known.id, t("intake.also", channel=channel)):
            self.clear()
            self.app.go(routes.triage_report(known.id))
            self.app.say(t("intake.told_added", number=known.number or t("intake.no_number")))

    async def send(self, lacks: Sequence[str]) -> None:
        """Make the report and show it at the desk, or say what is missing."""
        t = self.look.t
        if lacks:
            self.app.say(t("intake.lacks", what=listing(t, lacks)), glyph=LACKS)
            return
        await self.saver.flush()
        done = await written(self.app, self.look, actions.take_in)
        if done is not None:
            self.clear()
            self.app.go(routes.triage_report(done.value))
            self.app.say(t("intake.told"))

    async def discard(self) -> None:
        """Throw the call away; the toast brings it back."""
        before = dict(self.latest.current)
        await self.saver.flush()
        await written(self.app, self.look, actions.discard)
        self.clear()

        async def bring_back() -> None:
            self.change(**before)

        self.app.say(self.look.t("intake.told_discarded"), bring_back)


@ft.component
def _call(app: App, first: Mapping[str, Any]) -> ft.Control:
    """Draw the form; what is typed is its own, and kept at each pause."""
    look = use_look()
    form, set_form = ft.use_state(dict(first))
    latest: ft.MutableRef[dict[str, Any]] = ft.use_ref(lambda: dict(first))
    saver = use_autosave(lambda values: written(app, look, actions.put, values))
    taking = Taking(app, look, saver, latest, set_form)
    call = _use_call(taking, form)
    send = partial(taking.send, call.lacks)
    numbered = {str(number): partial(taking.change, channel=channel) for number, channel in enumerate(CHANNELS, 1)}
    use_key_lines(_LINES)
    use_keys({"Ctrl Enter": send, **numbered})
    t = look.t
    key = t("intake.key_confirm")
    confirm = Action("primary", t("intake.send"), send, kind=Kind.PRIMARY, glyph="check", key=key)
    bar = bottom_bar(look, confirm, Action("intake-discard", t("intake.discard"), taking.discard, glyph="eraser"))
    return page_frame(ft.Container(height=0), _laid(call), bar=bar)


def _use_call(taking: Taking, form: Mapping[str, Any]) -> Call:
    """Read what the form leads to: addresses, sectors, what is reported there already."""
    point = point_of(form)
    typed_place = "" if point is not None else str(form.get("address") or "")
    settled = use_settled(typed_place)
    spots = use_live(queries.found_spots, settled, kinds=KINDS)
    planned = use_found(settled, None)
    told = {one.address for one in planned}
    sector = use_live(queries.sector_of, point, kinds=("zone",))
    sectors = use_live(queries.sectors, kinds=("zone",))
    twins = use_live(queries.known_there, str(form.get("category") or ""), point, kinds=("report",))
    return Call(
        app=taking.app,
        look=taking.look,
        form=form,
        change=taking.change,
        planned=planned if typed_place else (),
        is_sought=settled != typed_place or not isinstance(spots, Filled),
        spots=tuple(spot for spot in _value(spots, ()) if typed_place and spot.name not in told),
        sector=_value(sector, None),
        sectors=_value(sectors, ()),
        twins=_value(twins, ()),
        add_to=taking.add_to,
    )


def _value(live: Live[T], otherwise: T) -> T:
    return live.value if isinstance(live, Filled) else otherwise


def _laid(call: Call) -> ft.Control:
    """Lay the parts in two columns, or in one where there is no room."""
    look = call.look
    left = [channel_part(call, CHANNELS), what_part(call), said_part(call)]
    right = [place_part(call), *twins_part(call), contact_part(call)]
    if look.measures.width < TWO_PANES_MIN or look.measures.large_text:
        return ft.ListView([*left, *right], spacing=24, padding=pad(20, look.measures.margin, bottom=32), expand=True)
    columns = row(
        grow(column(*left, gap=24, stretch=True)), grow(column(*right, gap=24, stretch=True)), gap=40, top=True
    )
    return ft.ListView([columns], padding=pad(20, look.measures.margin, bottom=32), expand=True)
