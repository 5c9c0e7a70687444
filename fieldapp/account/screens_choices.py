"""The choices of display: theme, language, sizes, hand; on the agent's page and in the pill's sheet."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import flet as ft

from fieldapp.device.photo_sizes import PhotoSize
from fieldapp.replica.ground import ground
from fieldapp.ui.daylight import Standpoint
from fieldapp.ui.i18n import Language
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.preferences import Preferences, ThemeChoice, use_device_stillness, use_preferences
from fieldapp.ui.tokens import Density, Style
from fieldapp.ui.widgets.buttons import Action
from fieldapp.ui.widgets.layout import column
from fieldapp.ui.widgets.panes import pane_count
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.segmented import segmented
from fieldapp.ui.widgets.switches import switch_row
from fieldapp.ui.widgets.text import quiet

Choose = Callable[[Preferences], None]
_THEME_GLYPHS = {
    ThemeChoice.AUTO: "circle-half",
    ThemeChoice.LIGHT: "sun",
    ThemeChoice.DARK: "moon",
    ThemeChoice.OUTDOOR: "binoculars",
}
_FIELD_ROOM, _DESK_ROOM = 660, 520
"""What four themes side by side take."""
_BESIDE = 90
"""What rail, margins and card take of half a window."""
_SWITCH_GLYPHS = {"gloves": "hand", "left_handed": "hand-pointing", "motion": "wind", "by_day": "sun"}


@ft.component
def display_choices() -> ft.Control:
    """Let the agent choose how the screens look and feel; each choice acts and is kept at once."""
    look = use_look()
    preferences, choose = use_preferences()
    still, look_again = use_device_stillness()
    town = use_live(ground, kinds=("town",))
    centre = town.value.centre if isinstance(town, Filled) and town.value is not None else None
    sky = Standpoint(centre.lat, centre.long) if centre is not None else None
    # The setting may have been changed while the app stood beside.
    ft.use_effect(look_again, [])
    return column(
        _theme(look, preferences, choose),
        *_by_day(look, preferences, choose, sky),
        _language(look, preferences, choose),
        _density(look, preferences, choose),
        *switches(look, preferences, choose, still=still),
        quiet(look, look.t("account.text_size"), Style.META),
        gap=16,
        stretch=True,
    )


@ft.component
def photo_sizes() -> ft.Control:
    """Let the agent choose how large his photos are, and say what that costs."""
    look = use_look()
    preferences, choose = use_preferences()
    choices = [
        Action(
            f"photo-size-{one}",
            look.t(f"account.photo_{one}"),
            partial(choose, replace(preferences, photo_size=one)),
            selected=one is preferences.photo_size,
        )
        for one in PhotoSize
    ]
    told = quiet(look, look.t(f"account.photo_{preferences.photo_size}_sub"))
    return column(_named(look, "account.photo_size", segmented(look, choices, 0.9 / pane_count(look))), told, gap=8)


def switches(look: Look, preferences: Preferences, choose: Choose, *, still: bool = False) -> list[ft.Control]:
    """Draw the choices that are on or off; with a device that asks for stillness nobody chooses motion."""
    other = {
        "gloves": replace(preferences, gloves=not preferences.gloves),
        "left_handed": replace(preferences, left_handed=not preferences.left_handed),
        "motion": replace(preferences, motion=not preferences.motion),
    }
    if preferences.density is Density.DESK:
        del other["gloves"]
    drawn = {
        name: _switch(look, name, bool(getattr(preferences, name)), partial(choose, other[name])) for name in other
    }
    if still:
        drawn["motion"] = _settled(look, "motion")
    return list(drawn.values())


def _theme(look: Look, preferences: Preferences, choose: Choose) -> ft.Control:
    choices = [
        Action(
            f"theme-{one}",
            look.t(f"theme.{one}"),
            partial(choose, replace(preferences, theme=one)),
            selected=one is preferences.theme,
            glyph=_THEME_GLYPHS[one],
        )
        for one in ThemeChoice
    ]
    return _named(look, "account.theme", _wrapping(look, choices))


def _by_day(look: Look, preferences: Preferences, choose: Choose, sky: Standpoint | None) -> list[ft.Control]:
    """Let the automatic theme be the outdoor one while the sun is up over the town."""
    on = preferences.daylight_at is not None
    if preferences.theme is not ThemeChoice.AUTO or (sky is None and not on):
        return []
    return [_switch(look, "by_day", on, partial(choose, replace(preferences, daylight_at=None if on else sky)))]


def _language(look: Look, preferences: Preferences, choose: Choose) -> ft.Control:
    choices = [
        Action(
            f"language-{one}",
            look.t(f"language.{one}"),
            partial(choose, replace(preferences, language=one)),
            selected=one is preferences.language,
        )
        for one in Language
    ]
    return _named(look, "account.language", segmented(look, choices))


def _density(look: Look, preferences: Preferences, choose: Choose) -> ft.Control:
    choices = [
        Action(
            f"density-{one}",
            look.t(f"account.density_{one}"),
            partial(choose, replace(preferences, density=one)),
            selected=one is preferences.density,
            glyph="device-tablet" if one is Density.FIELD else "desktop",
        )
        for one in Density
    ]
    return _named(look, "account.density", segmented(look, choices))


def _wrapping(look: Look, choices: list[Action]) -> ft.Control:
    """Put four words in one segmented control, or in two where the width does not hold them."""
    room = look.measures.width if pane_count(look) == 1 else look.measures.width / 2 - _BESIDE
    if room >= (_FIELD_ROOM if look.measures.field else _DESK_ROOM) and not look.measures.large_text:
        return segmented(look, choices)
    share = 0.9 / pane_count(look)
    return column(segmented(look, choices[:2], share), segmented(look, choices[2:], share), gap=8)


def _named(look: Look, key: str, control: ft.Control) -> ft.Control:
    return column(quiet(look, look.t(key), Style.STRONG), control, gap=8)


def _switch(look: Look, name: str, on: bool, turn: Callable[[], None]) -> ft.Control:
    label = look.t(
        "account.switch_label", name=look.t(f"account.{name}"), state=look.t("account.on" if on else "account.off")
    )
    tap = Tap(f"switch-{name}", label, turn, selected=on)
    return switch_row(look, tap, _SWITCH_GLYPHS[name], (look.t(f"account.{name}"), look.t(f"account.{name}_sub")))


def _settled(look: Look, name: str) -> ft.Control:
    """Draw a switch that the device has turned off: it says so, and cannot be tapped."""
    why = look.t(f"account.{name}_device")
    label = look.t("account.switch_label", name=look.t(f"account.{name}"), state=why)
    tap = Tap(f"switch-{name}", label, None, selected=False, enabled=False)
    return switch_row(look, tap, _SWITCH_GLYPHS[name], (look.t(f"account.{name}"), why))
