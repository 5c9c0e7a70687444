"""Step 3, the position: taken by satellite when it is precise, by moving the map, or from an address; then send."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import flet as ft

from fieldapp.replica.ground import Ground
from fieldapp.replica.ports import Voice
from fieldapp.replica.voices import Spot
from fieldapp.reports import actions, actions_voice, queries_new
from fieldapp.reports.queries_new import Whereabouts
from fieldapp.reports.screens_address import address_page
from fieldapp.reports.screens_category import call_buttons
from fieldapp.reports.screens_place import GpsDoings, address_card, gps_card
from fieldapp.reports.screens_shared import AUTO_TAKE_M, Form, Gps, Grade, at_shot, grade, taken_from
from fieldapp.reports.screens_twins import followed_cards
from fieldapp.ui.address_search import use_nearest
from fieldapp.ui.app import LACKS, use_sync
from fieldapp.ui.effects import use_latest
from fieldapp.ui.gestures import Autosave, use_autosave, written
from fieldapp.ui.leading import LedRef
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look
from fieldapp.ui.map_aiming import Aim, aim_map
from fieldapp.ui.maps import MapScene
from fieldapp.ui.presence import hears
from fieldapp.ui.recording import Keeping
from fieldapp.ui.seen import use_seen_task
from fieldapp.ui.templates import template_chips, with_template
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.twins import Twins, twin_pins, use_twins
from fieldapp.ui.voice import Ending, VoiceBox, voice_box
from fieldapp.ui.widgets import (
    TWO_PANES_MIN,
    Action,
    Field,
    Kind,
    banner,
    bottom_bar,
    column,
    heading,
    keyed,
    pad,
    page_frame,
    quiet,
    row,
    section,
    segmented,
    text_field,
)
from sync.records.geometry import Point
from sync.records.report import Channel, PositionSource
from sync.records.task import Priority

_CARDS_WIDTH = 480
_MAP_SHARE = 0.36
_MAP_SHARE_LARGE = 0.24
_DESK_CHANNELS = (Channel.AGENT, Channel.TELEPHONE, Channel.GUICHET, Channel.MAIL, Channel.COURRIER)
_PRIORITY_GLYPHS = {Priority.TRES_GENANT: "warning", Priority.DANGEREUX: "warning-diamond"}
_SAME_PLACE_DIGITS = 5
"""Decimals of a degree that tell two places apart: about a metre."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Hold what step 3 draws, and what its controls do."""

    form: Form
    gps: Gps
    """The position that can be taken: of the photo where there is one, else of now."""
    here: Gps
    """The position of now."""
    where: Whereabouts | None
    twins: Twins
    waited_s: int
    take: Callable[[], Any]
    aim_at: Callable[[Point], None]
    ask_address: Callable[[], None]
    send: Callable[[], Any]
    aimed: Autosave
    """Saves where the map was put."""
    note: Autosave
    """Saves the note; what it still holds is saved before the form ends."""
    spoken: Ending
    """Ends the voice note; what was said so far is in the form before it ends."""
    is_online: bool

    async def flush(self) -> None:
        """Put in the form what is still being aimed at, typed or spoken."""
        await self.aimed.flush()
        await self.note.flush()
        await self.spoken.flush()


@ft.component
def position_step(form: Form, found: Gps, ground: Ground | None, head: ft.Control) -> ft.Control:
    """Place the report, see what is known there, say more if there is more to say, and send."""
    look, draft, sync = form.look, form.draft, use_sync()
    gps = at_shot(found, draft.shot)
    aim, set_aim = ft.use_state(_first_aim(form, gps))
    asks_address, ask_address = ft.use_state(False)
    point = draft.point or (gps.point if gps.fix else None)
    place = _rounded(point)
    where = use_live(queries_new.whereabouts, place, draft.category, kinds=("zone", "team", "report"))
    twins = use_twins(place, draft.category or "")
    nearby, waited_s = use_nearest(place), use_seconds(_sought_s(gps), running=not draft.source)
    note = use_autosave(lambda words: form.save(description=words))
    spoken: ft.MutableRef[Ending] = ft.use_ref(Ending)

    def aim_at(to: Point) -> None:
        set_aim(lambda before: Aim(to, (before.serial if before else 0) + 1))

    async def take() -> None:
        if gps.fix is not None:
            await form.save(**taken_from(gps))
            aim_at(Point(gps.fix.lat, gps.fix.long))

    async def moved(to: Point) -> None:
        await form.save(lat=to.lat, long=to.long, accuracy_m=None, source=PositionSource.CARTE, mocked=False)

    aimed = use_autosave(moved)
    ft.use_effect(partial(_follow, form, gps, aim_at, take), [gps.fix, draft.source])
    known = _addressed(where.value if isinstance(where, Filled) else None, nearby)
    placing = Placing(
        form=form,
        gps=gps,
        here=found,
        where=known,
        twins=twins,
        waited_s=waited_s,
        take=take,
        aim_at=aim_at,
        ask_address=lambda: ask_address(True),
        send=lambda: _send(placing),
        aimed=aimed,
        note=note,
        spoken=spoken.current,
        is_online=sync.standing.online,
    )
    if asks_address:
        return address_page(form, head, aim_at, lambda: ask_address(False))
    drawn = _map(placing, ground, aim)
    return page_frame(head, _laid(look, drawn, _cards(placing), twins.cards), bar=_bar(placing))


def _addressed(where: Whereabouts | None, nearby: str) -> Whereabouts | None:
    """Let the town's plan name the place where no record of this tablet does."""
    return replace(where, address=nearby) if where is not None and not where.address else where


def _follow(form: Form, gps: Gps, aim_at: Callable[[Point], None], take: Callable[[], Any]) -> None:
    """Lead the cross to the position as it gets better; take it once it is precise, unless one is chosen."""
    if gps.fix is None or form.draft.source:
        return
    aim_at(Point(gps.fix.lat, gps.fix.long))
    if gps.fix.accuracy_m <= AUTO_TAKE_M:
        ft.context.page.run_task(take)


def _sought_s(gps: Gps) -> int:
    """Give for how long the position is looked for: since the form was opened, not only this step."""
    return max(0, int(time.monotonic() - gps.begun_s))


def use_seconds(begun_s: int, *, running: bool) -> int:
    """Count the seconds on from those that went by, for as long as something runs, inside a component."""
    seconds, set_seconds = ft.use_state(begun_s)

    async def count() -> None:
        while running:
            await asyncio.sleep(1)
            set_seconds(lambda before: before + 1)

    use_seen_task(count, [running])
    return seconds


def _first_aim(form: Form, gps: Gps) -> Aim | None:
    point = form.draft.point or gps.point
    return Aim(point) if point else None


def _rounded(point: Point | None) -> Point | None:
    """Give the place to about a metre: a query is asked again only where it may answer differently."""
    if point is None:
        return None
    return Point(round(point.lat, _SAME_PLACE_DIGITS), round(point.long, _SAME_PLACE_DIGITS))


async def _send(placing: Placing) -> None:
    """Send the report, or lead to what it still wants."""
    # A map that has just been let go: what is drawn still tells of the place before.
    just_aimed = placing.aimed.waits
    await placing.flush()
    form, gps, where = placing.form, placing.gps, None if just_aimed else placing.where
    t, draft = form.look.t, form.draft
    if draft.category is None:
        form.app.say(t("reports.choose_category"), glyph=LACKS)
        await form.turn(1)
        return
    edits: dict[str, Any] = {}
    if draft.point is None and not just_aimed:
        if gps.fix is None or grade(gps.fix.accuracy_m) is Grade.ROUGH:
            form.app.say(t("reports.place_rough") if gps.fix else t("reports.place_first"), glyph=LACKS)
            return
        edits = taken_from(gps)
    if not draft.address and where is not None and where.address:
        edits["address"] = where.address
    if edits:
        await form.save(**edits)
    if await written(form.app, form.look, actions.send_report, draft.id) is not None:
        form.app.back()
        form.app.say(t("reports.sent"))


def _map(placing: Placing, ground: Ground | None, aim: Aim | None) -> ft.Control:
    form = placing.form
    if ground is None:
        return ft.Container(quiet(form.look, form.look.t("map.absent")), alignment=ft.Alignment.CENTER, expand=True)
    pins = twin_pins(form.look, placing.twins)
    fix = placing.here.fix
    scene = MapScene(ground=ground, pins=pins, here=placing.here.point, accuracy_m=fix.accuracy_m if fix else None)
    return aim_map(scene, aim, placing.aimed)


def _laid(look: Look, drawn: ft.Control, cards: list[ft.Control], ref: LedRef) -> ft.Control:
    """Lay the map above the cards, or beside them: the map itself never lies in what scrolls."""
    margin = look.measures.margin
    scrolls = hears(
        ft.Column(
            cards,
            ref=ref,
            spacing=12,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
    if look.measures.width >= TWO_PANES_MIN and not look.measures.huge_text:
        side = ft.Container(scrolls, width=_CARDS_WIDTH)
        parts: list[ft.Control] = [ft.Container(drawn, expand=True), side]
        beside = ft.Row(parts, spacing=16, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
        return ft.Container(beside, padding=pad(12, margin, bottom=12), expand=True)
    share = _MAP_SHARE_LARGE if look.measures.large_text else _MAP_SHARE
    above = ft.Container(drawn, height=max(220, look.measures.height * share))
    lines: list[ft.Control] = [above, scrolls]
    stacked = ft.Column(lines, spacing=12, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(stacked, padding=pad(12, margin, bottom=0), expand=True)


def _cards(placing: Placing) -> list[ft.Control]:
    form = placing.form
    look, t = form.look, form.look.t
    doings = GpsDoings(placing.take, placing.waited_s)
    cards: list[ft.Control] = [
        keyed("position", gps_card(form, placing.gps, doings)),
        keyed("address", address_card(form, placing.where, placing.ask_address)),
        *followed_cards(form, placing.twins, placing.flush),
    ]
    if form.draft.priority == Priority.DANGEREUX:
        line = banner(look, "phone-call", t("reports.danger_line"), role=Role.DANGER)
        warning = column(section(look, t("reports.danger_title")), line, call_buttons(form), gap=10)
        warning.horizontal_alignment = ft.CrossAxisAlignment.STRETCH
        cards.append(keyed("danger", warning))
    cards.append(keyed("priority", _priority(form)))
    if form.app.agent.works_at_desk:
        cards.append(keyed("channel", _channel(form)))
    note = ft.Container(note_part(form, placing.note))
    spoken = ft.Container(voice_box(_spoken(placing)), padding=pad(0, 0, bottom=16))
    return [*cards, keyed("note", note), keyed("spoken", spoken)]


def _priority(form: Form) -> ft.Control:
    look = form.look
    words = [
        Action(
            f"priority-{priority}".replace("_", "-"),
            look.t(f"state.{priority}"),
            partial(form.save, priority=priority),
            selected=form.draft.priority == priority,
            glyph=_PRIORITY_GLYPHS.get(priority),
        )
        for priority in Priority
    ]
    return _labelled(look, look.t("reports.priority"), segmented(look, words))


def _channel(form: Form) -> ft.Control:
    """Ask, at the desk, how the report came in: somebody telephoned, stood at the counter, wrote."""
    look = form.look
    words = [
        Action(
            f"channel-{channel}",
            look.t(f"reports.channel_{channel}"),
            partial(form.save, channel=channel),
            selected=form.draft.channel == channel,
        )
        for channel in _DESK_CHANNELS
    ]
    return _labelled(look, look.t("reports.channel"), row(segmented(look, words), wrap=True))


def _labelled(look: Look, word: str, control: ft.Control) -> ft.Control:
    return column(heading(look, word, level=3, style=Style.STRONG), control, gap=8)


@ft.component
def note_part(form: Form, saver: Autosave) -> ft.Control:
    """Take a note, kept at every pause; what is often said of this category is one tap."""
    t = form.look.t
    typed, set_typed, latest = use_latest(form.draft.description)

    def heard(words: str) -> None:
        set_typed(words)
        saver.heard(words)

    def add_words(words: str) -> None:
        heard(with_template(latest(), words))

    field = Field("report-note", t("reports.note"), typed, on_change=heard, hint=t("reports.note_hint"), lines=2)
    chips = template_chips(form.look, form.draft.category, add_words, "reports")
    return column(text_field(form.look, field), chips, gap=10, stretch=True)


def _spoken(placing: Placing) -> VoiceBox:
    """Give the voice note of the form: sealed with its draft as soon as it was said."""
    form, draft = placing.form, placing.form.draft

    async def hold(take_id: str, voice: Voice) -> None:
        await written(form.app, form.look, actions_voice.add_draft_voice, draft.id, voice, take_id)

    seal = partial(written, form.app, form.look, actions_voice.seal_draft_voice, draft.id)
    keep = partial(written, form.app, form.look, actions_voice.keep_draft_voice, draft.id)
    spot = Spot(actions.REPORT, draft.id, actions.FORM)
    return VoiceBox(draft.voice, spot, Keeping(seal, hold), keep, ending=placing.spoken)


def _bar(placing: Placing) -> ft.Control:
    form, t = placing.form, placing.form.look.t
    later = None if placing.is_online else t("reports.leaves_later")
    send = Action("primary", t("reports.send"), placing.send, kind=Kind.PRIMARY, glyph="paper-plane-tilt", sub=later)
    back = Action("return", t("action.back"), partial(form.turn, 1), glyph="arrow-left")
    return bottom_bar(form.look, send, back)
