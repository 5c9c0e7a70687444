"""Taking photos: the camera where there is one, a file where there is none; prepared before anything keeps them.

finder = use_finder()                      # opens the camera of the device, or says why there is none
finder_view(look, finder, ghost=…)         # what it sees, with corners, a reminder, the ghost of « before »
photos = await taken(app, look, finder)    # () when it was refused, of which the agent was told
photos = await picked(app, look, at_most=3)
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

import flet as ft

from fieldapp.device.photos import PhotoRefused, PhotoTrouble, PreparedPhoto, prepared_aside
from fieldapp.device.ports import CameraTrouble, Viewfinder
from fieldapp.ui.app import App, use_app
from fieldapp.ui.gestures import tell_trouble
from fieldapp.ui.i18n.codes import code_of
from fieldapp.ui.keymap import use_keys
from fieldapp.ui.look import Look
from fieldapp.ui.presence import at_work
from fieldapp.ui.room import lacks_room
from fieldapp.ui.tokens import RADIUS_CARD, Role, Style
from fieldapp.ui.widgets import centred, glyph, pad, plate, plate_colors, press, text, tight_row
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.support import support_line

SHUTTER: Final = 112
SHUTTER_KEYS: Final = ("Audio Volume Up", "Audio Volume Down", "Enter", "Space")
"""Flutter's names of the keys that take a picture: those of the volume, for gloves, and a desk's own."""
_CORNER: Final = 44
_GHOST_OPACITY: Final = 0.35
_WHY: Final[dict[CameraTrouble | None, str]] = {
    CameraTrouble.DENIED: "camera.denied",
    CameraTrouble.FAILED: "camera.failed",
}
"""Why a camera that is there sees nothing; where there is none, nothing went wrong."""


@dataclass(frozen=True, slots=True)
class Finder:
    """A camera on a screen: looking once `is_open`, else why not; none where the platform has none."""

    viewfinder: Viewfinder | None = None
    is_open: bool = False
    trouble: CameraTrouble | None = None

    @property
    def is_there(self) -> bool:
        """Tell whether a picture can be taken, now or in a moment."""
        return self.viewfinder is not None and self.trouble is None


def use_finder() -> Finder:
    """Open the camera of this device for as long as a component is on the screen."""
    app, page = use_app(), ft.context.page
    finder, set_finder = ft.use_state(_closed())

    async def look_through(viewfinder: Viewfinder) -> None:
        trouble = await viewfinder.open()
        set_finder(Finder(viewfinder, trouble is None, trouble))

    def begin() -> None:
        viewfinder = app.device.viewfinder(app.photo_size)
        if viewfinder is None:
            set_finder(Finder(trouble=CameraTrouble.ABSENT))
            return
        # Its control must be on the page before the camera can be started.
        set_finder(Finder(viewfinder))
        page.run_task(look_through, viewfinder)

    ft.use_effect(begin, [])
    return finder


def use_shutter_keys(take: Callable[[], Awaitable[None]], *, enabled: bool) -> None:
    """Let the keys of `SHUTTER_KEYS` take the picture, one at a time, inside a component with a shutter."""
    is_taking: ft.MutableRef[bool] = ft.use_ref(lambda: False)

    async def press_shutter() -> None:
        if is_taking.current:
            return
        is_taking.current = True
        try:
            await take()
        finally:
            is_taking.current = False

    use_keys(dict.fromkeys(SHUTTER_KEYS, press_shutter) if enabled else {})


async def taken(app: App, look: Look, finder: Finder) -> tuple[PreparedPhoto, ...]:
    """Take one picture through the camera."""
    if finder.viewfinder is None or lacks_room(app, look, "photo.no_room"):
        return ()
    with at_work():
        content = await finder.viewfinder.take()
        if isinstance(content, CameraTrouble):
            tell_trouble(app, look, "camera.no_picture")
            return ()
        return await _prepared(app, look, [content])


async def picked(app: App, look: Look, at_most: int) -> tuple[PreparedPhoto, ...]:
    """Let the agent choose pictures among his files."""
    if lacks_room(app, look, "photo.no_room"):
        return ()
    files = await app.device.pick_photos(at_most)
    return await _prepared(app, look, [file.content for file in files[:at_most]])


async def _prepared(app: App, look: Look, contents: Iterable[bytes]) -> tuple[PreparedPhoto, ...]:
    photos: list[PreparedPhoto] = []
    for content in contents:
        try:
            photos.append(await prepared_aside(content, zone=app.now().tzinfo, size=app.photo_size))
        except PhotoRefused as refused:
            key = "photo.too_large" if refused.trouble is PhotoTrouble.TOO_LARGE else "photo.unreadable"
            tell_trouble(app, look, key)
    return tuple(photos)


@dataclass(frozen=True, slots=True)
class Sight:
    """Say what is drawn over what the camera sees."""

    tip: str = ""
    badge: str = ""
    ghost: bytes | None = None
    still: bytes | None = None
    """A picture that was taken, shown in place of the camera."""


def finder_view(look: Look, finder: Finder, sight: Sight, *, pick: Tap) -> ft.Control:
    """Draw what the camera sees, or the way to a file where it sees nothing."""
    layers: list[ft.Control] = []
    if sight.still is not None:
        layers.append(_picture(sight.still))
    elif finder.is_there and finder.viewfinder is not None:
        layers.append(_camera_host(finder.viewfinder))
        if sight.ghost is not None:
            layers.append(ft.Container(_picture(sight.ghost), opacity=_GHOST_OPACITY, ignore_interactions=True))
    else:
        layers.append(_no_camera(look, finder, pick))
    if finder.is_there or sight.still is not None:
        layers += _corners(look)
        layers += _labels(look, sight)
    return ft.Container(
        ft.Stack(layers, fit=ft.StackFit.EXPAND),
        border_radius=RADIUS_CARD + 2,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        bgcolor=look.tokens.sunk,
        expand=True,
    )


@ft.component
def camera_host(viewfinder: Viewfinder) -> ft.Control:
    """Hold the camera's one control, drawn once however often the screen round it is drawn again."""
    return ft.Container(viewfinder.control, expand=True)


# Flet 1.0.5 loses the way from a retained control to its page when what holds it is drawn anew, and the camera
# then no longer answers: a memoised component keeps both.
_camera_host: Final[Callable[[Viewfinder], ft.Control]] = ft.memo(camera_host)  # type: ignore[no-untyped-call]


def shutter(look: Look, tap: Tap) -> ft.Control:
    """Draw the round plate that takes a picture."""
    side = look.measures.plate(SHUTTER) if look.measures.field else SHUTTER * 0.7
    field, ink = plate_colors(look, Role.ACCENT, solid=tap.live)
    inner = ft.Container(
        glyph(look, "camera", look.unscaled(side * 0.46), color=ink),
        alignment=ft.Alignment.CENTER,
        border=ft.Border.all(1.5, ft.Colors.with_opacity(0.62, ink)),
        border_radius=side,
    )
    drawn = ft.Container(inner, width=side, height=side, padding=6, bgcolor=field, border_radius=side / 2)
    return press(look, tap, drawn)


def _closed() -> Finder:
    return Finder()


def _picture(src: bytes) -> ft.Image:
    return ft.Image(src=src, fit=ft.BoxFit.COVER, gapless_playback=True, exclude_from_semantics=True, expand=True)


def _no_camera(look: Look, finder: Finder, pick: Tap) -> ft.Control:
    """Offer a file where there is no camera, and say why there is none when there should be one."""
    key = _WHY.get(finder.trouble, "camera.pick_line")
    parts: list[ft.Control] = [
        plate(look, "images", 96 if look.measures.field else 72, solid=True),
        centred(look, pick.shown, Style.HEADING),
        centred(look, look.t(key), color=look.tokens.ink2),
    ]
    words = ft.Column(
        parts,
        spacing=14,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    field = press(look, pick, ft.Container(words, alignment=ft.Alignment.CENTER, padding=24, expand=True))
    code = code_of(key)
    if not code:
        return field
    # Below what is pressed, not in it: the code has a button of its own.
    below = ft.Container(support_line(code), padding=pad(8, 24), alignment=ft.Alignment.CENTER)
    return ft.Column([ft.Container(field, expand=True), below], spacing=0)


def _corners(look: Look) -> list[ft.Control]:
    side, none = ft.BorderSide(3, look.tokens.on_veil), ft.BorderSide(0, ft.Colors.TRANSPARENT)
    beside = 60 if look.measures.field else 32
    placed: list[ft.Control] = []
    for above in (True, False):
        for left in (True, False):
            corner = ft.Container(
                width=_CORNER,
                height=_CORNER,
                ignore_interactions=True,
                border=ft.Border(
                    top=side if above else none,
                    bottom=none if above else side,
                    left=side if left else none,
                    right=none if left else side,
                ),
            )
            corner.top, corner.bottom = (76, None) if above else (None, 76)
            corner.left, corner.right = (beside, None) if left else (None, beside)
            placed.append(corner)
    return placed


def _labels(look: Look, sight: Sight) -> list[ft.Control]:
    placed: list[ft.Control] = []
    if sight.tip:
        tip = _veil(look, sight.tip, "eye-slash")
        tip.expand, tip.expand_loose = True, True
        placed.append(ft.Container(ft.Row([tip]), left=20, right=20, top=20, ignore_interactions=True))
    if sight.badge:
        badge = _veil(look, sight.badge)
        badge.right = 20
        badge.top, badge.bottom = (20, None) if not look.measures.large_text else (None, 20)
        placed.append(badge)
    return placed


def _veil(look: Look, words: str, name: str | None = None) -> ft.Container:
    ink = look.tokens.on_veil
    parts: list[ft.Control] = [glyph(look, name, look.measures.glyph - 2, color=ink)] if name else []
    told = text(look, words, Style.STRONG, color=ink)
    told.expand, told.expand_loose = True, True
    parts.append(told)
    return ft.Container(tight_row(*parts, gap=10), bgcolor=look.tokens.veil, padding=pad(12, 18), border_radius=24)
