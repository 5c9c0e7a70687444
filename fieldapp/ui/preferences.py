"""What an agent chooses about the screens; held per page, kept by whoever provides `save`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import flet as ft

from fieldapp.device.photo_sizes import PhotoSize
from fieldapp.ui.daylight import Standpoint
from fieldapp.ui.i18n.language import Language
from fieldapp.ui.tokens import Density, ThemeName


class ThemeChoice(StrEnum):
    """Name what an agent can choose; automatic follows the device."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"
    OUTDOOR = "outdoor"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Hold an agent’s choices for the screens, and for the photos that he takes with them."""

    theme: ThemeChoice = ThemeChoice.AUTO
    language: Language = Language.FR
    density: Density = Density.FIELD
    gloves: bool = False
    left_handed: bool = False
    motion: bool = True
    photo_size: PhotoSize = PhotoSize.NORMAL
    daylight_at: Standpoint | None = None
    """The town whose daylight makes the automatic theme the outdoor one; None where it does not."""


def theme_name(choice: ThemeChoice, device_is_dark: bool, *, in_sun: bool = False) -> ThemeName:
    """Give the theme that a choice means on this device."""
    if choice is ThemeChoice.AUTO and in_sun:
        return ThemeName.OUTDOOR
    if choice is ThemeChoice.AUTO:
        return ThemeName.DARK if device_is_dark else ThemeName.LIGHT
    return ThemeName(choice.value)


def _unset(preferences: Preferences) -> None:
    """Do nothing: no provider above means nobody can change the preferences."""


def _unasked() -> None:
    """Do nothing: no provider above means no device to ask."""


@dataclass(frozen=True, slots=True)
class PreferencesChoice:
    """Hold the preferences of a page and the way to change them."""

    preferences: Preferences = Preferences()
    choose: Callable[[Preferences], None] = _unset
    device_is_still: bool = False
    """Whether the device asks for less motion: it is followed, whatever the agent chose."""
    look_again: Callable[[], None] = _unasked


PreferencesContext = ft.create_context(PreferencesChoice())


def use_preferences() -> tuple[Preferences, Callable[[Preferences], None]]:
    """Give the page’s preferences and the function that changes them, inside a component."""
    choice = ft.use_context(PreferencesContext)
    return choice.preferences, choice.choose


def use_device_stillness() -> tuple[bool, Callable[[], None]]:
    """Give whether the device asks for less motion, and the way to ask it again, inside a component."""
    choice = ft.use_context(PreferencesContext)
    return choice.device_is_still, choice.look_again
