"""Colours, type and sizes of « La plaque émaillée »: the only file that holds a colour or a text size.

`Tokens` are the colours of one theme, `Measures` the sizes of one place of work (field or desk) at one
text scale and window size. Both are frozen and travel in a `Look` (see `fieldapp.ui.look`).
Contrasts are measured by `tests/fieldapp/ui/test_contrast.py`: text 4.5:1, outdoor 7:1, outlines 3:1.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

# -- colours -----------------------------------------------------------------------------------------


class ThemeName(StrEnum):
    """Name the three themes; outdoor is for full sun."""

    LIGHT = "light"
    DARK = "dark"
    OUTDOOR = "outdoor"


class Role(StrEnum):
    """Say what a colour means. Red is only danger, NOK and erase; late is brown-orange."""

    ACCENT = "accent"
    NEUTRAL = "neutral"
    DANGER = "danger"
    LATE = "late"
    WAIT = "wait"
    DONE = "done"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Tint:
    """Hold the colours of one role: `strong` for text and plates, `on` above it, `soft` behind it."""

    strong: str
    on: str
    soft: str
    on_soft: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Hold every colour of one theme; `border` is the width of hairlines and outlines in dp."""

    name: ThemeName
    paper: str
    card: str
    sunk: str
    bar: str
    line: str
    edge: str
    ink: str
    ink2: str
    tints: dict[Role, Tint] = field(hash=False)
    border: float = 1
    toast: str = "#15242B"
    on_toast: str = "#FFFFFF"
    veil: str = "#D9101C21"
    on_veil: str = "#FFFFFF"
    halo: str = "#FFFFFF"
    shade: str = "#55000000"
    scrim: str = "#8C0A1012"

    def tint(self, role: Role) -> Tint:
        """Give the colours of a role."""
        return self.tints[role]

    @property
    def accent(self) -> str:
        """Give the colour of actions, selection and the plate."""
        return self.tints[Role.ACCENT].strong

    @property
    def danger(self) -> str:
        """Give the colour of danger, NOK and erase, and of nothing else."""
        return self.tints[Role.DANGER].strong

    @property
    def focus(self) -> str:
        """Give the colour of the keyboard’s ring: ink, which is no state’s colour."""
        return self.ink

    @property
    def outdoor(self) -> bool:
        """Tell whether this is the theme for full sun: white chips, thick borders, solid plates."""
        return self.name is ThemeName.OUTDOOR


LIGHT: Final = Tokens(
    name=ThemeName.LIGHT,
    paper="#F4F1EA",
    card="#FFFFFF",
    sunk="#EAE5DA",
    bar="#FFFFFF",
    line="#DCD5C6",
    edge="#857E70",
    ink="#15242B",
    ink2="#48545A",
    tints={
        Role.ACCENT: Tint("#0F4C5F", "#FFFFFF", "#DDEAEB", "#0B3B4A"),
        Role.NEUTRAL: Tint("#48545A", "#FFFFFF", "#EAE5DA", "#48545A"),
        Role.DANGER: Tint("#A3161A", "#FFFFFF", "#FBE3DF", "#A3161A"),
        Role.LATE: Tint("#8A4300", "#FFFFFF", "#FBE8D2", "#8A4300"),
        Role.WAIT: Tint("#6B5000", "#FFFFFF", "#F7EAC2", "#6B5000"),
        Role.DONE: Tint("#1A633A", "#FFFFFF", "#DCEEDF", "#1A633A"),
        Role.MERGE: Tint("#5B3690", "#FFFFFF", "#EAE2F6", "#5B3690"),
    },
)

DARK: Final = Tokens(
    name=ThemeName.DARK,
    paper="#0E1619",
    card="#172227",
    sunk="#0A1012",
    bar="#121B1F",
    line="#2C3B41",
    edge="#7F9097",
    ink="#EAF0EE",
    ink2="#B4C1C3",
    tints={
        Role.ACCENT: Tint("#86CFDC", "#06252E", "#1C3A43", "#BFE6EC"),
        Role.NEUTRAL: Tint("#B4C1C3", "#0E1619", "#0A1012", "#B4C1C3"),
        Role.DANGER: Tint("#FFA79E", "#2B0A0A", "#4A1B1B", "#FFA79E"),
        Role.LATE: Tint("#FFBE85", "#2A1600", "#452A10", "#FFBE85"),
        Role.WAIT: Tint("#F0CD6C", "#241C00", "#3D3210", "#F0CD6C"),
        Role.DONE: Tint("#8FD6A6", "#06240F", "#17371F", "#8FD6A6"),
        Role.MERGE: Tint("#CDB4F6", "#1B0F30", "#33244F", "#CDB4F6"),
    },
    toast="#EAF0EE",
    on_toast="#15242B",
    halo="#0E1619",
)

OUTDOOR: Final = Tokens(
    name=ThemeName.OUTDOOR,
    paper="#FFFFFF",
    card="#FFFFFF",
    sunk="#F0F0F0",
    bar="#FFFFFF",
    line="#000000",
    edge="#000000",
    ink="#000000",
    ink2="#1C1C1C",
    tints={
        Role.ACCENT: Tint("#00364A", "#FFFFFF", "#E2EFF3", "#00293A"),
        Role.NEUTRAL: Tint("#1C1C1C", "#FFFFFF", "#FFFFFF", "#1C1C1C"),
        Role.DANGER: Tint("#7E0007", "#FFFFFF", "#FFFFFF", "#7E0007"),
        Role.LATE: Tint("#5E2B00", "#FFFFFF", "#FFFFFF", "#5E2B00"),
        Role.WAIT: Tint("#483500", "#FFFFFF", "#FFFFFF", "#483500"),
        Role.DONE: Tint("#003F1C", "#FFFFFF", "#FFFFFF", "#003F1C"),
        Role.MERGE: Tint("#3B1470", "#FFFFFF", "#FFFFFF", "#3B1470"),
    },
    border=2,
    toast="#000000",
)

THEMES: Final = {theme.name: theme for theme in (LIGHT, DARK, OUTDOOR)}

# -- type --------------------------------------------------------------------------------------------


class Face(StrEnum):
    """Name one font file per weight; a `weight=` would only fake bold."""

    TITLE_MEDIUM = "B5"
    TITLE = "B7"
    TEXT = "A4"
    TEXT_SEMIBOLD = "A6"
    TEXT_BOLD = "A7"
    GLYPH = "PB"
    GLYPH_FILLED = "PF"


FONTS: Final[dict[str, str]] = {
    Face.TITLE_MEDIUM: "fonts/Bricolage-500.ttf",
    Face.TITLE: "fonts/Bricolage-700.ttf",
    Face.TEXT: "fonts/Atkinson-400.ttf",
    Face.TEXT_SEMIBOLD: "fonts/Atkinson-600.ttf",
    Face.TEXT_BOLD: "fonts/Atkinson-700.ttf",
    Face.GLYPH: "fonts/Phosphor-bold.ttf",
    Face.GLYPH_FILLED: "fonts/Phosphor-fill.ttf",
}


class Style(StrEnum):
    """Name a text style by its job; its size depends on the place of work.

    In the field whatever says something is 18 sp or more (DOMAIN F 9); 16 have chips, keys and units only: minutes of
    a walk, the words of a legend or an axis, whose map it is.
    """

    GREETING = "greeting"
    TITLE = "title"
    HEADING = "heading"
    FIGURE = "figure"
    ROW = "row"
    LEAD = "lead"
    BODY = "body"
    STRONG = "strong"
    BOLD = "bold"
    CHIP = "chip"
    FILTER = "filter"
    META = "meta"
    UNIT = "unit"
    BUTTON = "button"
    BUTTON_MAIN = "button_main"
    KEY = "key"
    MEGA = "mega"


@dataclass(frozen=True, slots=True)
class Type:
    """Hold the size in sp, the face and the line height of one text style."""

    size: float
    face: Face
    line: float


FIELD_TYPES: Final[dict[Style, Type]] = {
    Style.GREETING: Type(36, Face.TITLE, 1.1),
    Style.TITLE: Type(26, Face.TITLE, 1.12),
    Style.HEADING: Type(22, Face.TITLE, 1.12),
    Style.FIGURE: Type(28, Face.TITLE, 1.1),
    Style.ROW: Type(22, Face.TEXT_BOLD, 1.15),
    Style.LEAD: Type(20, Face.TEXT, 1.3),
    Style.BODY: Type(18, Face.TEXT, 1.28),
    Style.STRONG: Type(18, Face.TEXT_SEMIBOLD, 1.2),
    Style.BOLD: Type(18, Face.TEXT_BOLD, 1.2),
    Style.CHIP: Type(16, Face.TEXT_SEMIBOLD, 1.1),
    Style.FILTER: Type(18, Face.TEXT_SEMIBOLD, 1.1),
    Style.META: Type(18, Face.TEXT, 1.2),
    Style.UNIT: Type(16, Face.TEXT, 1.2),
    Style.BUTTON: Type(19, Face.TEXT_SEMIBOLD, 1.15),
    Style.BUTTON_MAIN: Type(22, Face.TEXT_BOLD, 1.15),
    Style.KEY: Type(16, Face.TEXT_BOLD, 1.1),
    Style.MEGA: Type(60, Face.TITLE, 1.0),
}

DESK_TYPES: Final[dict[Style, Type]] = {
    Style.GREETING: Type(28, Face.TITLE, 1.1),
    Style.TITLE: Type(24, Face.TITLE, 1.12),
    Style.HEADING: Type(20, Face.TITLE, 1.12),
    Style.FIGURE: Type(22, Face.TITLE, 1.1),
    Style.ROW: Type(16, Face.TEXT_BOLD, 1.15),
    Style.LEAD: Type(16, Face.TEXT, 1.3),
    Style.BODY: Type(15, Face.TEXT, 1.28),
    Style.STRONG: Type(15, Face.TEXT_SEMIBOLD, 1.2),
    Style.BOLD: Type(15, Face.TEXT_BOLD, 1.2),
    Style.CHIP: Type(13, Face.TEXT_SEMIBOLD, 1.1),
    Style.FILTER: Type(14, Face.TEXT_SEMIBOLD, 1.1),
    Style.META: Type(14, Face.TEXT, 1.2),
    Style.UNIT: Type(14, Face.TEXT, 1.2),
    Style.BUTTON: Type(15, Face.TEXT_SEMIBOLD, 1.15),
    Style.BUTTON_MAIN: Type(17, Face.TEXT_BOLD, 1.15),
    Style.KEY: Type(13, Face.TEXT_BOLD, 1.0),
    Style.MEGA: Type(60, Face.TITLE, 1.0),
}

LETTER_SPACING: Final = 0.25
"""Said for every text, so that Material’s own spacings do not differ between a text and a field."""

# -- sizes -------------------------------------------------------------------------------------------


class Density(StrEnum):
    """Say where the work is done: big targets in the field, dense lists at the desk."""

    FIELD = "field"
    DESK = "desk"


SPACE_4: Final = 4
SPACE_8: Final = 8
SPACE_12: Final = 12
SPACE_16: Final = 16
SPACE_24: Final = 24
SPACE_40: Final = 40

RADIUS_CHIP: Final = 8
RADIUS_KEY: Final = 6
RADIUS_TILE: Final = 12
RADIUS_BUTTON: Final = 16
RADIUS_CARD: Final = 18

FOCUS_RING: Final = 3
COLOUR_MS: Final = 120
PANEL_MS: Final = 180

LARGE_TEXT: Final = 1.3
"""From this text scale on, what stood side by side goes under each other (UI.md §4)."""
HUGE_TEXT: Final = 1.6
"""From this text scale on: two panes at most, a rail without words, one column of choices."""
TEXT_SCALE_MAX: Final = 3.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Hold every size that depends on place of work, gloves, hand, text scale and window (dp)."""

    density: Density = Density.FIELD
    gloves: bool = False
    left_handed: bool = False
    motion: bool = True
    text_scale: float = 1.0
    width: float = 800
    height: float = 1280

    @property
    def panel_ms(self) -> int:
        """Give how long a panel or a map moves; not 0 without motion: Flet takes that for « not told »."""
        return PANEL_MS if self.motion else 1

    @property
    def field(self) -> bool:
        """Tell whether these are the sizes of the field."""
        return self.density is Density.FIELD

    @property
    def target(self) -> float:
        """Give the least height of anything that is tapped."""
        if not self.field:
            return 40
        return 64 if self.gloves else 56

    @property
    def action(self) -> float:
        """Give the height of the actions in the bottom bar."""
        if not self.field:
            return 52
        return 80 if self.gloves else 72

    @property
    def gap(self) -> float:
        """Give the space between two targets."""
        if not self.field:
            return SPACE_8
        return SPACE_16 if self.gloves else SPACE_12

    @property
    def segment(self) -> float:
        """Give the least height of one word of a segmented control."""
        return self.target if self.field else 32

    @property
    def beside(self) -> float:
        """Give the space between two words of a segmented control."""
        return SPACE_8 if self.field else SPACE_4

    @property
    def margin(self) -> float:
        """Give the page margin."""
        return SPACE_24 if self.field else SPACE_16

    @property
    def row_plate(self) -> float:
        """Give the side of the plate that begins a row."""
        return 68 if self.field else 44

    @property
    def chip_height(self) -> float:
        """Give the least height of a state chip."""
        return 32 if self.field else 24

    @property
    def pill_height(self) -> float:
        """Give the least height of the status pill."""
        return self.target

    @property
    def glyph(self) -> float:
        """Give the size of a glyph beside body text."""
        return 24 if self.field else 18

    @property
    def large_text(self) -> bool:
        """Tell whether what stands side by side must go under each other."""
        return self.text_scale >= LARGE_TEXT

    @property
    def huge_text(self) -> bool:
        """Tell whether panes and columns must be fewer."""
        return self.text_scale >= HUGE_TEXT

    def type(self, style: Style) -> Type:
        """Give size, face and line height of a text style here."""
        return (FIELD_TYPES if self.field else DESK_TYPES)[style]

    def room(self, size: float) -> float:
        """Give a length that grows with the text, for what must contain a glyph or a word."""
        return size * min(max(self.text_scale, 1.0), TEXT_SCALE_MAX)

    def plate(self, size: float) -> float:
        """Give the side of a plate: it grows with the text, but less, to leave room for the words."""
        return size * min(max(self.text_scale, 1.0), LARGE_TEXT)
