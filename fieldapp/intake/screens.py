"""Taking in a report on behalf of somebody: what he says and who he is, beside the map of where it is.

Each word is kept at once (`fieldapp.intake.actions.put`); nothing asks to be saved before the phone rings again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, TypeVar

import flet as ft

from fieldapp.intake import actions, queries
from fieldapp.intake.screens_lines import Lines, use_lines
from fieldapp.intake.screens_parts import (
    Call,
    Placing,
    Sought,
    channel_part,
    contact_part,
    said_part,
    seeks,
    what_part,
)
from fieldapp.intake.screens_photos import photos_part
from fieldapp.intake.screens_place import place_pane, place_parts, placed_fields
from fieldapp.replica.asides_of_drafts import put_draft_aside, take_draft_back
from fieldapp.replica.calls import form_id, point_of
from fieldapp.replica.drafts import DraftPhoto
from fieldapp.replica.ground import ground
from fieldapp.replica.known_places import address_at
from fieldapp.replica.twins import Twin
from fieldapp.ui import routes
from fieldapp.ui.address_search import use_found
from fieldapp.ui.app import LACKS, App, use_app
from fieldapp.ui.capture import picked
from fieldapp.ui.effects import use_settled
from fieldapp.ui.form_photos import form_cover, use_form_photos
from fieldapp.ui.gestures import Autosave, use_autosave, written
from fieldapp.ui.i18n import listing, within
from fieldapp.ui.key_sheet import SPAN
from fieldapp.ui.keymap import KeyLine, use_key_lines, use_keys
from fieldapp.ui.leading import LedRef
from fieldapp.ui.live import Filled, Live, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.map_aiming import Aim
from fieldapp.ui.packs import PackDesk, use_packs
from fieldapp.ui.presence import hears
from fieldapp.ui.removals import forgotten
from fieldapp.ui.screen import screen
from fieldapp.ui.tops import screen_top
from fieldapp.ui.twins import use_twins
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    WIDE_MIN,
    Action,
    Kind,
    Tap,
    bottom_bar,
    column,
    filter_chip,
    keyed,
    pad,
    page_frame,
    row,
    waiting_state,
)
from fieldapp.ui.zones import Zone, zone
from sync.records.geometry import Point
from sync.records.report import PositionSource

T = TypeVar("T")

CHANNELS: Final = ("telephone", "guichet", "mail", "courrier")
KINDS: Final = ("report", "task", "zone")
ROUTED_BY: Final = ("service", "zone", "team", "routing_rule")
_LINES: Final[tuple[KeyLine, ...]] = (
    (("1", SPAN, str(len(CHANNELS))), "intake.key_channel"),
    (("P",), "intake.add_photos"),
    (("Arrow Left", "Arrow Right"), "intake.key_aim"),
    (("Ctrl Enter",), "intake.send"),
)


@screen
def intake() -> ft.Control:
    """Take in a call, from where it was left; another window takes in another one."""
    app, look = use_app(), use_look()
    lines = use_lines(app)
    kept = use_live(queries.form, app.agent.id, lines.own, kinds=("draft",))
    photos = use_live(queries.photos, app.agent.id, lines.own, kinds=("draft",))
    header = screen_top(look, app, look.t("intake.title"), sub=look.t("intake.sub"), back=_back(look, app))
    if not isinstance(kept, Filled) or not isinstance(photos, Filled):
        return page_frame(header, waiting_state(look))
    line = Line(lines.own, column(header, _begun(look, lines), gap=0, stretch=True) if lines.waiting else header)
    # A call of its own begins with a form of its own.
    return ft.Container(_call(app, line, kept.value, photos.value), key=f"call {lines.own}", expand=True)


@dataclass(frozen=True)
class Line:
    """The line of a call, and what stands above its form."""

    number: int
    header: ft.Control


def _begun(look: Look, lines: Lines) -> ft.Control:
    """Offer the calls that were begun and that no window has open."""
    chips = [
        filter_chip(
            look, Tap(f"line-{line}", look.t("intake.line_begun"), partial(lines.turn, line)), name="phone-call"
        )
        for line in lines.waiting
    ]
    return ft.Container(row(*chips, gap=8, wrap=True), padding=pad(8, look.measures.margin, bottom=0))


def _back(look: Look, app: App) -> Tap | None:
    return Tap("back", look.t("action.back"), app.back) if look.measures.field else None


@dataclass(frozen=True)
class Taking:
    """What is done with a call while it is taken in."""

    app: App
    look: Look
    line: int
    saver: Autosave
    latest: "ft.MutableRef[dict[str, Any]]"
    """The form as it stands, whatever was drawn last."""
    put: Callable[[dict[str, Any]], None]
    desk: PackDesk
    aimed: Autosave
    """Takes where the map was put; what it still holds belongs to the call."""
    is_over: "ft.MutableRef[bool]"
    """Whether the call became a report: a map that comes to rest later begins no other form."""

    def change(self, **values: Any) -> None:
        """Set parts of the form; they are kept at the next pause."""
        if self.is_over.current:
            return
        self.latest.current = {**self.latest.current, **values}
        self.put(self.latest.current)
        self.saver.heard(self.latest.current)

    def clear(self) -> None:
        """Begin with an empty form."""
        self.latest.current = {}
        self.put({})

    async def aim(self, point: Point) -> None:
        """Take a place of the map, and the address that is known nearest, unless another was said."""
        self.change(**placed_fields(point, {"source": PositionSource.CARTE}))
        found = await self.desk.nearest(point)
        name = await self.app.replica.read(address_at, point) or (found.address if found is not None else "")
        form = self.latest.current
        was_said = str(form.get("address") or "").strip() and not form.get("named")
        if point_of(form) == point and not was_said:
            self.change(address=name, named=True)

    async def pick_photos(self, room: int) -> None:
        """Choose photos among the files and keep them with the form."""
        for photo in await picked(self.app, self.look, room):
            await written(self.app, self.look, actions.add_photo, photo, self.line)

    async def follow(self, twin: Twin) -> None:
        """Add the call to a report that is there already, and show it."""
        t = self.look.t
        await self._keep()
        channel = within(t, t(f"intake.channel_{self.latest.current.get('channel') or CHANNELS[0]}"))
        if await written(self.app, self.look, actions.add_to, twin.id, t("intake.also", channel=channel), self.line):
            self._leave(twin.id, t("intake.told_added", number=twin.number or t("intake.no_number")))

    async def send(self, call: "Call") -> None:
        """Make the report and show it at the desk, or say what is missing."""
        t = self.look.t
        await self._keep()
        lacks = replace(call, form=self.latest.current).lacks
        if lacks:
            self.app.say(t("intake.lacks", what=listing(t, lacks)), glyph=LACKS)
            return
        done = await written(self.app, self.look, actions.take_in, self.line)
        if done is not None:
            self._leave(done.value, t("intake.told"))

    async def _keep(self) -> None:
        """Keep all that was said so far, where the map was just put too."""
        await self.aimed.flush()
        await self.saver.flush()

    def _leave(self, report_id: str, told: str) -> None:
        self.is_over.current = True
        self.clear()
        self.app.go(routes.triage_report(report_id))
        self.app.say(told)

    async def discard(self) -> None:
        """Throw the call away, its photos too; the toast brings it back."""
        await self._keep()
        before = dict(self.latest.current)
        done = await written(self.app, self.look, put_draft_aside, form_id(self.app.agent.id, self.line))
        aside_id = done.value if done is not None else None
        self.clear()

        async def bring_back() -> None:
            if aside_id is not None:
                await written(self.app, self.look, take_draft_back, aside_id)
            self.change(**before)

        self.app.say(self.look.t("intake.told_discarded"), bring_back)
        if aside_id is not None:
            ft.context.page.run_task(forgotten, self.app, aside_id)


@ft.component
def _call(app: App, line: Line, first: Mapping[str, Any], photos: tuple[DraftPhoto, ...]) -> ft.Control:
    """Draw the form; what is typed is its own, and kept at each pause."""
    look, packs = use_look(), use_packs()
    form, set_form = ft.use_state(dict(first))
    latest: ft.MutableRef[dict[str, Any]] = ft.use_ref(lambda: dict(first))
    is_over: ft.MutableRef[bool] = ft.use_ref(lambda: False)
    saver = use_autosave(lambda values: written(app, look, actions.put, values, line.number))

    async def aim(point: Point) -> None:
        await taking.aim(point)

    aimed = use_autosave(aim)
    taking = Taking(app, look, line.number, saver, latest, set_form, packs.desk, aimed, is_over)
    call = _use_call(taking, form, photos)
    send = partial(taking.send, call)
    covered = call.photos.chosen if call.photos.covers else None
    use_key_lines(() if covered else _LINES)
    use_keys({} if covered else {**_channel_keys(taking), "Ctrl Enter": send, "P": call.pick_photos})
    if covered is not None:
        return form_cover(call.photos, covered)
    t = look.t
    key = t("intake.key_confirm")
    confirm = Action("primary", t("intake.send"), send, kind=Kind.PRIMARY, glyph="check", key=key)
    bar = bottom_bar(look, confirm, Action("intake-discard", t("intake.discard"), taking.discard, glyph="eraser"))
    return page_frame(line.header, _laid(call), bar=bar)


def _channel_keys(taking: Taking) -> dict[str, Callable[[], Any]]:
    return {str(number): partial(taking.change, channel=channel) for number, channel in enumerate(CHANNELS, 1)}


def _use_call(taking: Taking, form: Mapping[str, Any], kept: tuple[DraftPhoto, ...]) -> Call:
    """Read what the form leads to: addresses, sectors, what is reported there already."""
    app, point = taking.app, point_of(form)
    serial, set_serial = ft.use_state(0)
    photos = use_form_photos(form_id(app.agent.id, taking.line), kept)
    town = use_live(ground, kinds=("town", "zone"))
    sector = use_live(queries.sector_of, point, kinds=("zone",))
    sectors = use_live(queries.sectors, kinds=("zone",))
    going = use_live(queries.destination, point, str(form.get("category") or ""), form.get("zone"), kinds=ROUTED_BY)

    def put(to: Point, told: Mapping[str, Any]) -> None:
        taking.change(**placed_fields(to, dict(told)))
        set_serial(lambda before: before + 1)

    place = Placing(
        ground=_value(town, None),
        sought=_use_sought(form),
        sector=_value(sector, None),
        sectors=_value(sectors, ()),
        twins=use_twins(point, str(form.get("category") or "")),
        aim=Aim(point, serial) if point is not None else None,
        put=put,
        aimed=taking.aimed,
        follow=taking.follow,
    )
    pick = partial(taking.pick_photos, photos.room)
    return Call(app, taking.look, form, taking.change, photos, pick, place, _value(going, ""))


def _use_sought(form: Mapping[str, Any]) -> Sought:
    """Look for the address that is being typed, in the town's plan and on records."""
    typed = str(form.get("address") or "") if seeks(form) else ""
    settled = use_settled(typed)
    spots = use_live(queries.found_spots, settled, kinds=KINDS)
    planned = use_found(settled, None)
    told = {one.address for one in planned}
    return Sought(
        planned=planned if typed else (),
        spots=tuple(spot for spot in _value(spots, ()) if typed and spot.name not in told),
        is_sought=settled != typed or not isinstance(spots, Filled),
    )


def _value(live: Live[T], otherwise: T) -> T:
    return live.value if isinstance(live, Filled) else otherwise


def _laid(call: Call) -> ft.Control:
    """Lay words beside the place in as many columns as have room; the map lies in what does not scroll."""
    look, margin = call.look, call.look.measures.margin
    said = [channel_part(call, CHANNELS), what_part(call), said_part(call), photos_part(call)]
    if look.measures.width < TWO_PANES_MIN or look.measures.large_text:
        names = ("how", "what", "said", "photos", "who")
        how, what, words, photos, who = map(keyed, names, (*said, contact_part(call)))
        parts = [how, what, words, *place_parts(call), photos, who]
        return ft.Container(_scrolled(parts, call.place.twins.cards), padding=pad(0, margin), expand=True)
    place = zone(Zone.MAP, ft.Container(place_pane(call), expand=4, padding=pad(20, 0, bottom=16)))
    if look.measures.width < WIDE_MIN:
        columns: list[ft.Control] = [_side(Zone.LIST, [*said, contact_part(call)]), place]
    else:
        columns = [_side(Zone.LIST, said), place, _side(Zone.DETAIL, [contact_part(call)])]
    beside = ft.Row(columns, spacing=32, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(beside, padding=pad(0, margin), expand=True)


def _side(part: Zone, parts: Sequence[ft.Control]) -> ft.Control:
    return zone(part, ft.Container(_scrolled(parts), expand=3))


def _scrolled(parts: Sequence[ft.Control], ref: LedRef | None = None) -> ft.Control:
    held = ft.Container(column(*parts, gap=24, stretch=True), padding=pad(20, 0, bottom=32))
    return hears(
        ft.Column(
            [held],
            ref=ref,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
