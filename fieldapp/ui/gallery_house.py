"""The office below the gallery: a real replica in a folder of its own, with samples in it and nothing before it.

    with sample_house(folder) as house:
        page.render(lambda: appearance(preferences, lambda: gallery(house)))

What is pressed is written there and reaches nobody; the folder is the caller's to delete.
"""

import math
import secrets
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

import flet as ft

from fieldapp.device.flet_device import FletDevice
from fieldapp.device.photos import prepare_photo
from fieldapp.device.tile_server import TileServer
from fieldapp.replica.photo_files import small_name
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Identity
from fieldapp.replica.shots import ShotOf, hold_shot
from fieldapp.ui.app import Agent, App, AppContext, SyncContext, SyncStatus
from fieldapp.ui.gallery_photos import sample_photo
from fieldapp.ui.keymap import KeyMap, KeysContext
from fieldapp.ui.live import LiveContext
from fieldapp.ui.packs import Packs, PacksContext, PackState, ShownMap
from fieldapp.ui.toasts import sayer, use_toast
from fieldapp.ui.tokens import THEMES, ThemeName
from fieldapp.ui.tokens import Role as Ink
from fieldapp.ui.widgets import Standing
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault
from sync.core.ids import derived_id
from sync.records.attachment import PhotoRole
from sync.records.base import Role
from sync.records.geometry import Box
from sync.records.map_pack import PackSheet, Theme
from sync.records.voice import VOICE_RATE_HZ, wav_of

NOW: Final = datetime(2026, 11, 23, 14, 32).astimezone()
"""The instant of every sample, so that pictures can be compared."""
AGENT: Final = Agent(
    derived_id("gallery", "karim"),
    "Karim",
    "Benali",
    Role.AGENT_TERRAIN,
    job_title="Agent de voirie",
    service_name="Voirie",
    team_name="Équipe nord",
    town_name="Saint-Aubin",
)
REPORT_ID: Final = derived_id("gallery", "report")
PHOTO_IDS: Final = tuple(derived_id("gallery", f"photo {n}") for n in range(3))
VOICE_ID: Final = derived_id("gallery", "voice")
VOICE_S: Final = 4
_TONE_HZ: Final = 440


@dataclass(frozen=True, slots=True)
class SampleHouse:
    """The replica of the samples, and the map that lies on it."""

    replica: Replica
    shown: ShownMap


@contextmanager
def sample_house(folder: Path) -> Iterator[SampleHouse]:
    """Open an office in an empty folder, with photos, a voice note and a map."""
    secret = HeldSecret(b"gallery".ljust(32, b"."))
    tiles = TileServer()
    with Vault.create(folder / "vault", secrets.token_hex(), secret, cost=COST_FLOOR) as vault:
        replica = Replica.open_now(vault)
        try:
            replica.enrol_now(Identity(derived_id("gallery", "tablet"), AGENT.id, derived_id("gallery", "town")))
            _fill(replica)
            yield SampleHouse(replica, ShownMap(_SHEET, tiles.serve(sample_tile)))
        finally:
            replica.close_now()
            tiles.close()


def _fill(replica: Replica) -> None:
    prepared = [prepare_photo(sample_photo(n)) for n in range(len(PHOTO_IDS))]
    for photo_id, photo in zip(PHOTO_IDS, prepared, strict=True):
        replica.files.write(photo_id, photo_id, photo.jpeg)
        replica.files.write(small_name(photo_id), photo_id, photo.thumbnail)
    replica.files.write(VOICE_ID, VOICE_ID, sample_voice())
    replica.write_now(hold_shot, ShotOf("report", REPORT_ID, PhotoRole.ENSEMBLE), prepared[0])


def sample_voice() -> bytes:
    """Give a quiet tone, which is heard when a sample is played."""
    turn = 2 * math.pi * _TONE_HZ / VOICE_RATE_HZ
    samples = array("h", (round(3000 * math.sin(turn * n)) for n in range(VOICE_RATE_HZ * VOICE_S)))
    return wav_of(samples.tobytes())


_SHEET: Final = PackSheet(
    name="Saint-Aubin",
    box=Box(45.6, 4.7, 45.9, 5.0),
    zoom_min=10,
    zoom_max=20,
    themes=tuple(Theme),
    attribution="Plan d’exemple",
    tile_px=256,
)
_TILE_PX: Final = 256
_BLOCK_PX: Final = 128
_STREET_PX: Final = 14


@lru_cache(maxsize=256)
def sample_tile(theme: str, zoom: int, x: int, y: int) -> bytes:
    """Draw streets in a grid with a green square here and there, in the colours of a theme."""
    from PIL import Image, ImageDraw

    tokens = THEMES[ThemeName(theme)]
    picture = Image.new("RGB", (_TILE_PX, _TILE_PX), tokens.sunk)
    draw = ImageDraw.Draw(picture)
    if (x + y) % 3 == 0:
        draw.rectangle((0, 0, _BLOCK_PX, _BLOCK_PX), fill=tokens.tint(Ink.DONE).soft)
    for at in range(0, _TILE_PX, _BLOCK_PX):
        draw.rectangle((at, 0, at + _STREET_PX, _TILE_PX), fill=tokens.card)
        draw.rectangle((0, at, _TILE_PX, at + _STREET_PX), fill=tokens.card)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@ft.component
def sample_office(house: SampleHouse, below: Callable[[], ft.Control]) -> ft.Control:
    """Give what is drawn below what the shell would give it."""
    page, toast = ft.context.page, use_toast()
    device: ft.MutableRef[FletDevice] = ft.use_ref(lambda: FletDevice(page))
    keys, _ = ft.use_state(KeyMap())
    sync, _ = ft.use_state(SyncStatus(Standing(online=False, unsent=3)))
    packs, _ = ft.use_state(Packs(PackState(shown=house.shown)))
    app = App(house.replica, AGENT, device.current, say=sayer(toast), now=lambda: NOW)

    def listen() -> None:
        page.on_keyboard_event = keys.pressed

    ft.use_effect(listen, [])
    provided = lambda: PacksContext(packs, lambda: KeysContext(keys, below))  # noqa: E731
    return LiveContext(house.replica, lambda: AppContext(app, lambda: SyncContext(sync, provided)))
