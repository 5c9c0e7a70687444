"""Gallery, the voice tab: the microphone in each of its moments, notes that are held, notes of a record."""

from typing import Any

import flet as ft

from fieldapp.device.ports import MicrophoneTrouble
from fieldapp.device.voices import PreparedVoice
from fieldapp.replica.voices import HeldVoice, Spot, StoredVoice, Voices
from fieldapp.ui.gallery_house import AGENT, REPORT_ID, VOICE_ID, VOICE_S
from fieldapp.ui.gallery_samples import nothing, part, sample_page
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.recording import Heard, Keeping, Phase, Recorder
from fieldapp.ui.voice import Player, VoiceBox, use_player, voice_box, voice_face, voice_part

_IN_FORM = Spot("report", REPORT_ID, form="new_report")
_ON_RECORD = Spot("report", REPORT_ID)
_MOMENTS = (
    ("Au repos", Heard()),
    ("Le micro est demandé", Heard(Phase.ASKING)),
    ("On parle", Heard(Phase.SPEAKING, 12, 0.4)),
    ("On parle, rien ne s’entend", Heard(Phase.SPEAKING, 3, 0.0)),
)


def voices(look: Look) -> ft.Control:
    """Show the voice note from the first tap to the record."""
    record = Voices((_stored("Sylvie Martin", "sylvie"), _stored(AGENT.name, AGENT.id, sent_share=0.62)), None)
    return sample_page(
        look,
        "Note vocale",
        "Du micro au dossier",
        part(look, "Elle marche : parlez", live_box()),
        *(_face(look, title, heard) for title, heard in _MOMENTS),
        *(_face(look, f"Refusé : {why.value}", Heard(trouble=why)) for why in MicrophoneTrouble),
        held_faces(),
        part(look, "Sur un dossier", voice_part("report", REPORT_ID, record, may_speak=False)),
    )


@ft.component
def live_box() -> ft.Control:
    """Draw a box that speaks: what is said is kept nowhere."""
    return voice_box(_box(None))


def _face(look: Look, title: str, heard: Heard) -> ft.Control:
    return part(look, title, voice_face(look, _box(None), _still(heard), Player(None, _unheard)))


@ft.component
def held_faces() -> ft.Control:
    """Draw notes that are held; the first one is heard when it is played."""
    look, player = use_look(), use_player()
    plays = Player(VOICE_ID, _unheard)
    held, cut = HeldVoice(VOICE_ID, VOICE_S), HeldVoice(VOICE_ID, 41, is_cut=True)
    shown = (
        ("Gardée dans le formulaire", _box(held), player),
        ("Écoutée", _box(held), plays),
        ("Coupée par un arrêt", _box(cut), player),
        ("À garder sur le dossier", _box(held, _ON_RECORD), player),
    )
    parts = [part(look, title, voice_face(look, box, _still(Heard()), how)) for title, box, how in shown]
    return ft.Column(list(parts), spacing=28, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _still(heard: Heard) -> Recorder:
    return Recorder(heard, _wait, _wait)


def _box(held: HeldVoice | None, spot: Spot = _IN_FORM) -> VoiceBox:
    return VoiceBox(held, spot, Keeping(_let_go, _let_go_whole), nothing)


def _stored(author: str, author_id: str, sent_share: float = 1.0) -> StoredVoice:
    received = "2026-11-23T13:20:00.000Z" if sent_share == 1.0 else None
    return StoredVoice(
        VOICE_ID,
        VOICE_S,
        author,
        author_id,
        "2026-11-23T13:12:00.000Z",
        received,
        sent_share,
        is_mine=author == AGENT.name,
        is_here=True,
    )


async def _wait() -> None:
    """Begin and end nothing."""


async def _unheard(voice_id: str) -> None:
    """Play nothing."""


async def _let_go(take_id: str, samples: bytes) -> Any:
    """Keep nothing of a piece."""


async def _let_go_whole(take_id: str, voice: PreparedVoice) -> Any:
    """Keep nothing of a note."""
