"""The Flet theme, and `appearance`: the root component that gives every screen its `Look`.

Bootstrap calls `prepare(page, preferences)` before the first frame (fonts, colours, title), then renders
`appearance(preferences, build, save)`. It measures the window and the system’s text size, holds the
preferences, and rebuilds what is below when one of them changes.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import flet as ft

from fieldapp.ui.boundary import Fault
from fieldapp.ui.daylight import sun_is_up, use_daylight, utc_now
from fieldapp.ui.i18n.context import LanguageChoice, LanguageContext
from fieldapp.ui.i18n.language import Language
from fieldapp.ui.i18n.words import Words
from fieldapp.ui.look import Look, LookContext
from fieldapp.ui.preferences import Preferences, PreferencesChoice, PreferencesContext, theme_name
from fieldapp.ui.quick_walk import walk_quickly
from fieldapp.ui.short_messages import shorten_messages
from fieldapp.ui.stillness import use_stillness
from fieldapp.ui.toasts import Toast, ToastContext, toast_layer, toast_place, use_toasts
from fieldapp.ui.tokens import (
    DARK,
    FONTS,
    LIGHT,
    OUTDOOR,
    TEXT_SCALE_MAX,
    THEMES,
    Face,
    Measures,
    Role,
    ThemeName,
    Tokens,
)

TITLE: Final = "Fieldapp"
PROBE_SP: Final = 16
"""Size of the hidden letter whose height tells the system’s text scale (UI.md §4)."""


def flet_theme(tokens: Tokens) -> ft.Theme:
    """Give Flet’s theme of our tokens, for the few Material parts we use (fields, dialogs, scrollbars)."""
    accent, danger, merge = tokens.tint(Role.ACCENT), tokens.tint(Role.DANGER), tokens.tint(Role.MERGE)
    scheme = ft.ColorScheme(
        primary=accent.strong,
        on_primary=accent.on,
        primary_container=accent.soft,
        on_primary_container=accent.on_soft,
        surface=tokens.paper,
        on_surface=tokens.ink,
        on_surface_variant=tokens.ink2,
        surface_container_lowest=tokens.card,
        surface_container=tokens.card,
        surface_container_high=tokens.sunk,
        outline=tokens.edge,
        outline_variant=tokens.line,
        error=danger.strong,
        on_error=danger.on,
        error_container=danger.soft,
        on_error_container=danger.on_soft,
        tertiary=merge.strong,
        tertiary_container=merge.soft,
        surface_tint=ft.Colors.TRANSPARENT,
    )
    return ft.Theme(
        font_family=Face.TEXT,
        scaffold_bgcolor=tokens.paper,
        color_scheme=scheme,
        focus_color=ft.Colors.with_opacity(0.28, accent.strong),
        hover_color=ft.Colors.with_opacity(0.06, tokens.ink),
        highlight_color=ft.Colors.with_opacity(0.10, accent.strong),
        splash_color=ft.Colors.with_opacity(0.12, accent.strong),
    )


def prepare(page: ft.Page, preferences: Preferences) -> None:
    """Dress a page before its first frame: title, fonts, theme, no padding.

    A browser's page gets its title once it is laid out: `assets/index.html` takes its cover away at that sign, and
    what stands there before is not ours.
    """
    walk_quickly()
    shorten_messages()
    if not page.web:
        page.title = TITLE
    page.fonts = dict(FONTS)
    page.padding = 0
    page.spacing = 0
    at = preferences.daylight_at
    wear(page, preferences, in_sun=at is not None and sun_is_up(at, utc_now()))


def wear(page: ft.Page, preferences: Preferences, *, in_sun: bool = False) -> Tokens:
    """Set the theme of a page; outdoor replaces the light theme because Flet knows two only.

    Flutter fades from one to the other and draws all of the page at each step: not for whoever wants less motion.
    """
    name = theme_name(preferences.theme, _is_dark(page), in_sun=in_sun)
    page.theme = flet_theme(OUTDOOR if name is ThemeName.OUTDOOR else LIGHT)
    page.dark_theme = flet_theme(DARK)
    page.theme_mode = ft.ThemeMode.DARK if name is ThemeName.DARK else ft.ThemeMode.LIGHT
    page.theme_animation_style = None if preferences.motion else ft.AnimationStyle.no_animation()
    page.bgcolor = THEMES[name].paper
    page.locale_configuration = ft.LocaleConfiguration(
        supported_locales=[ft.Locale("fr", "FR"), ft.Locale("en", "GB")],
        current_locale=_locale(preferences.language),
    )
    return THEMES[name]


def _is_dark(page: ft.Page) -> bool:
    return page.platform_brightness == ft.Brightness.DARK


def _locale(language: Language) -> ft.Locale:
    return ft.Locale("fr", "FR") if language is Language.FR else ft.Locale("en", "GB")


def _keep(preferences: Preferences) -> None:
    """Keep nothing: the caller gave no place for the preferences."""


@ft.component
def appearance(
    start: Preferences,
    build: Callable[[], ft.Control],
    save: Callable[[Preferences], Any] = _keep,
    clock: Callable[[], datetime] = utc_now,
) -> ft.Control:
    """Provide look, language, preferences and toasts to what `build` returns; `save` hears every choice."""
    page = ft.context.page
    preferences, set_preferences = ft.use_state(start)
    size, set_size = ft.use_state((float(page.width or 800), float(page.height or 1280)))
    scale, set_scale = ft.use_state(1.0)
    dark, set_dark = ft.use_state(_is_dark(page))
    toasts, show, end = use_toasts()
    still, look_again = use_stillness()
    in_sun = use_daylight(preferences.daylight_at, clock)

    def choose(chosen: Preferences) -> None:
        set_preferences(chosen)
        save(chosen)

    def laid_out(found: float) -> None:
        page.title = TITLE
        set_scale(found)

    moving = replace(preferences, motion=preferences.motion and not still)

    def dress() -> None:
        wear(page, moving, in_sun=in_sun)
        page.on_platform_brightness_change = lambda: set_dark(_is_dark(page))
        page.update()

    ft.use_effect(dress, [moving.theme, moving.language, moving.motion, dark, in_sun])
    words = Words(preferences.language)
    measures = _measured(moving, scale, size)
    look = Look(
        tokens=THEMES[theme_name(preferences.theme, dark, in_sun=in_sun)],
        measures=measures,
        t=words,
        on_fault=lambda fault: show(_told(words, fault)),
    )

    def below() -> ft.Control:
        return ft.Stack(
            [
                ft.Container(build(), expand=True, on_size_change=lambda e: set_size((e.width, e.height))),
                toast_place(look, toast_layer(toasts, end)),
                _probe(laid_out),
            ],
            expand=True,
            fit=ft.StackFit.EXPAND,
        )

    language = LanguageChoice(preferences.language, lambda chosen: choose(_spoken(preferences, chosen)))
    provided = PreferencesChoice(preferences, choose, still, look_again)
    return LookContext(
        look,
        lambda: LanguageContext(language, lambda: PreferencesContext(provided, lambda: ToastContext(show, below))),
    )


def _measured(preferences: Preferences, scale: float, size: tuple[float, float]) -> Measures:
    return Measures(
        density=preferences.density,
        gloves=preferences.gloves,
        left_handed=preferences.left_handed,
        motion=preferences.motion,
        text_scale=scale,
        width=size[0],
        height=size[1],
    )


def _told(words: Words, fault: Fault) -> Toast:
    return Toast(words("trouble.gesture", code=fault.code), glyph="warning-circle", code=fault.code)


def _spoken(preferences: Preferences, language: Language) -> Preferences:
    return replace(preferences, language=language)


def text_scale(height_dp: float) -> float:
    """Give the system’s text scale from the height of the probe, between 0.5 and `TEXT_SCALE_MAX`."""
    return round(min(max(height_dp / PROBE_SP, 0.5), TEXT_SCALE_MAX), 2)


def _probe(measured: Callable[[float], None]) -> ft.Control:
    """Hide one letter behind the page and tell the scale whenever its height changes."""
    letter = ft.Text("x", style=ft.TextStyle(size=PROBE_SP, height=1.0, color=ft.Colors.TRANSPARENT))
    sized = ft.Container(letter, on_size_change=lambda e: measured(text_scale(e.height)))
    return ft.Container(ft.Semantics(exclude_semantics=True, content=sized), left=0, top=0, ignore_interactions=True)
