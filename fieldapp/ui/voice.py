"""Voice notes on the screen: speak, hear it again, keep it or delete it; and those that a record has.

    voice_box(box)                                   in a form: one note, kept in the form's draft
    voice_part("report", id, voices, may_speak=…)    on a record's page

Sound goes from the vault's files to the loudspeaker through memory.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.replica.photo_files import photo_bytes
from fieldapp.replica.photo_shelf import ask_for_photo
from fieldapp.replica.takes import hold_take, seal_piece
from fieldapp.replica.voices import HeldVoice, Spot, StoredVoice, Voices, keep_voice
from fieldapp.ui.app import LACKS, use_app
from fieldapp.ui.effects import use_span
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import duration, stamp
from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.pictures import photo_state
from fieldapp.ui.recording import Keeping, Phase, Recorder, use_recorder
from fieldapp.ui.tokens import Role, Style
from fieldapp.ui.voice_removal import remove_held, remove_stored
from fieldapp.ui.widgets import (
    Action,
    Kind,
    Tap,
    banner,
    button,
    card,
    column,
    glyph,
    grow,
    icon_button,
    meter,
    pad,
    photo_word,
    quiet,
    row,
    section,
    text,
)
from fieldapp.ui.widgets.support import support_line
from sync.core.instants import parse_instant
from sync.records.attachment import VOICES_PER_RECORD_MAX
from sync.records.voice import VOICE_S_MAX

_HEARD_FROM: Final = 0.02
"""Below it the microphone is covered or switched off: a quiet room is about 0.005."""


@dataclass(frozen=True, slots=True)
class VoiceBox:
    """One voice note that is not on its way: the note, where it lies, what seals it, what keeps it."""

    held: HeldVoice | None
    spot: Spot
    keeping: Keeping
    keep: Callable[[], Any]
    """Put it on the record; in a form, which keeps what it has, keep it although it was cut."""
    ending: "Ending | None" = None


@dataclass(slots=True)
class Ending:
    """What ends the note that is being spoken, for who sends the form before the last word."""

    finish: Callable[[], Awaitable[None]] | None = None

    async def flush(self) -> None:
        """End it, so that it is in the form."""
        if self.finish is not None:
            await self.finish()


@dataclass(frozen=True, slots=True)
class Player:
    """What is being played, and what plays and stops."""

    playing: str | None
    turn: Callable[[str], Awaitable[None]]

    async def drop(self, voice_id: str, remove: Callable[[], Awaitable[None]]) -> None:
        """Remove a note, which is not heard any longer."""
        if self.playing == voice_id:
            await self.turn(voice_id)
        await remove()


def use_player() -> Player:
    """Play voice notes of this device, one at a time, inside a component."""
    app, look, page = use_app(), use_look(), ft.context.page
    playing, set_playing = ft.use_state(_nothing())
    was_used: ft.MutableRef[bool] = ft.use_ref(lambda: False)

    async def turn(voice_id: str) -> None:
        speaker = app.device.speaker()
        if playing == voice_id:
            set_playing(None)
            await speaker.stop()
            return
        content = await asyncio.to_thread(photo_bytes, app.replica.files, voice_id)
        if content is None:
            await ask_for_photo(app.replica, voice_id)
            app.say(look.t("voice.asked"))
            return
        was_used.current = True
        set_playing(voice_id)
        if not await speaker.play(content, lambda: set_playing(None)):
            set_playing(None)
            app.say(look.t("voice.not_played"), glyph=LACKS)

    def leave() -> None:
        if was_used.current:
            page.run_task(app.device.speaker().stop)

    use_span(lambda: leave, [])
    return Player(playing, turn)


def _nothing() -> str | None:
    return None


@ft.component
def voice_part(kind: str, record_id: str, voices: Voices, may_speak: bool, ending: Ending | None = None) -> ft.Control:
    """Show the voice notes of a record, and the way to speak one more; `ending` ends it with a form."""
    app, look = use_app(), use_look()
    player = use_player()

    async def keep() -> None:
        if await written(app, look, keep_voice, kind, record_id) is not None:
            app.say(look.t("voice.kept"))

    parts: list[ft.Control] = [section(look, look.t("voice.title"))] if voices.stored else []
    spot = Spot(kind, record_id)
    parts += [_stored(spot, one, player) for one in voices.stored]
    if may_speak and len(voices.stored) < VOICES_PER_RECORD_MAX:
        keeping = Keeping(partial(written, app, look, seal_piece, spot), partial(written, app, look, hold_take, spot))
        box = VoiceBox(voices.held, spot, keeping, keep, ending=ending)
        parts.append(voice_box(box))
    return column(*parts, gap=10, stretch=True)


@ft.component
def voice_box(box: VoiceBox) -> ft.Control:
    """Speak a note, hear it again, delete it or keep it."""
    look = use_look()
    recorder, player = use_recorder(box.keeping), use_player()
    if box.ending is not None:
        box.ending.finish = recorder.end
    return voice_face(look, box, recorder, player)


def voice_face(look: Look, box: VoiceBox, recorder: Recorder, player: Player) -> ft.Control:
    """Draw the microphone as it is now, or the note that is held; what went wrong stands above."""
    if recorder.heard.phase is Phase.SPEAKING:
        return _speaking(look, recorder)
    if box.held is not None:
        return _held(box, box.held, player)
    t, asks = look.t, recorder.heard.phase is Phase.ASKING
    word = t("voice.asking") if asks else t("voice.record")
    begin = Action("voice-record", word, recorder.begin, enabled=not asks, kind=Kind.SOFT, glyph="microphone")
    told = quiet(look, t("voice.told", most=duration(t, VOICE_S_MAX)), Style.META)
    parts: list[ft.Control] = [button(look, begin), told]
    if recorder.heard.trouble is not None:
        key = f"voice.trouble_{recorder.heard.trouble}"
        parts.insert(0, banner(look, "microphone", t(key)))
        if code_of(key):
            parts.insert(1, support_line(code_of(key)))
    return column(*parts, gap=6, stretch=True)


def _speaking(look: Look, recorder: Recorder) -> ft.Control:
    t, heard = look.t, recorder.heard
    clock = t("voice.clock", at=_clock(heard.seconds), most=_clock(VOICE_S_MAX))
    is_heard = heard.loudness >= _HEARD_FROM
    level = t("voice.level_heard" if is_heard else "voice.level_silent")
    bar = meter(look, [(heard.loudness, Role.ACCENT)], label=level)
    mark = glyph(look, "microphone", look.measures.glyph, color=look.tint(Role.DANGER).strong, filled=True)
    head = row(mark, grow(text(look, t("voice.running"), Style.STRONG)), text(look, clock, Style.STRONG), gap=12)
    stop = Action("voice-stop", t("voice.stop"), recorder.end, kind=Kind.DANGER, glyph="stop")
    return card(look, column(head, bar, quiet(look, level, Style.META), button(look, stop), gap=10, stretch=True))


@ft.component
def _held(box: VoiceBox, held: HeldVoice, player: Player) -> ft.Control:
    app, look, page = use_app(), use_look(), ft.context.page
    t = look.t
    told = t("voice.in_form" if box.spot.form else "voice.held")
    mark = glyph(look, "microphone", look.measures.glyph, color=look.tokens.accent)
    name = text(look, dotted(t("voice.name"), _clock(held.seconds)), Style.STRONG)
    head = row(mark, grow(column(name, quiet(look, told, Style.META), gap=2)), gap=12)
    away = partial(player.drop, held.id, partial(remove_held, app, look, page, box.spot))
    remove = Action("voice-remove", t("voice.remove"), away, word=t("action.remove"), glyph="trash")
    hear = button(look, _hear(look, held.id, _clock(held.seconds), player))
    tools: list[ft.Control] = [hear, button(look, remove)]
    if look.measures.large_text:
        lines: list[ft.Control] = [head, *tools]
    else:
        lines = [head, row(*(grow(tool) for tool in tools), gap=12)]
    if held.is_cut:
        lines.insert(0, banner(look, "warning", t("voice.cut")))
    if held.is_cut or not box.spot.form:
        word, sign = (t("voice.keep_cut"), "check") if box.spot.form else (t("voice.keep"), "plus")
        lines.append(button(look, Action("voice-keep", word, box.keep, kind=Kind.SOFT, glyph=sign)))
    return card(look, column(*lines, gap=10, stretch=True))


@ft.component
def _stored(spot: Spot, one: StoredVoice, player: Player) -> ft.Control:
    """Draw a voice note that a record has: who, when, how long, and where it is."""
    app, look = use_app(), use_look()
    t = look.t
    when = stamp(t, parse_instant(one.said_at), app.now()) if one.said_at else ""
    state = photo_state(one)
    where = photo_word(look, state, app.now()) if state is not None else ""
    if not one.is_mine:
        where = dotted(where, t("voice.here" if one.is_here else "voice.away"))
    author = one.author or t("history.town_hall")
    words = column(quiet(look, dotted(author, when), Style.META), quiet(look, where, Style.META), gap=2)
    hear = button(look, _hear(look, one.id, dotted(author, _clock(one.seconds)), player, _clock(one.seconds)))
    tools: list[ft.Control] = [hear]
    if one.author_id == app.agent.id:
        away = partial(player.drop, one.id, partial(remove_stored, app, look, spot, one))
        remove = Tap(f"voice-remove-{one.id}", t("voice.remove"), away)
        tools.append(icon_button(look, remove, "trash"))
    drawn = column(words, *tools, gap=8, stretch=True) if look.measures.large_text else row(grow(words), *tools, gap=12)
    return card(look, drawn, padding=pad(12, 16))


def _hear(look: Look, voice_id: str, told: str, player: Player, word: str | None = None) -> Action:
    t, turn = look.t, partial(player.turn, voice_id)
    if player.playing == voice_id:
        return Action(f"voice-play-{voice_id}", t("voice.silence"), turn, word=word, glyph="stop", selected=True)
    label = t("voice.play_of", told=told)
    return Action(f"voice-play-{voice_id}", label, turn, word=word or t("voice.play"), glyph="play")


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"
