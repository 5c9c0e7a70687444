"""Components of « La plaque émaillée »: plain functions `(look, state…) -> control`.

    look = use_look()                                  # once per component: fieldapp.ui.look
    text(look, look.t("tasks.title"), Style.TITLE)     # Style, Role, SPACE_…: fieldapp.ui.tokens

- text: `text quiet centred heading glyph` (icons by name from `fieldapp.ui.glyphs`)
- layout: `row tight_row column grow spring gap pad outline card rule lines_between`
- tapping: `Tap(identifier, label, do, selected=, enabled=, word=, key=)` and `press(look, tap, container)`;
  every tappable component takes a `Tap` (or an `Action`, a Tap with `kind`, `glyph`, `sub`)
- buttons: `button(look, Action(…, kind=Kind.PRIMARY))`, `icon_button`, `text_button`
- plates: `plate(look, "tree", 68, role=, solid=)`, `word_plate`, `framed`
- chips: `chip(look, Sign.LATE, word)`, `tag`, `filter_chip`, `sign_word`, `sign_shape`
- pill: `pill(look, state, do, now=)` with `UpToDate ToSend Offline ToReconcile Never Stopped`;
  `pill_state(Standing(…))` chooses by priority
- keys: `key_hint`, `key_bar`
"""

from fieldapp.ui.widgets.buttons import Action, Kind, button, icon_button, text_button
from fieldapp.ui.widgets.chips import CHIPS_MAX, Sign, chip, filter_chip, sign_shape, sign_word, tag
from fieldapp.ui.widgets.keys import key_bar, key_hint
from fieldapp.ui.widgets.layout import (
    card,
    column,
    gap,
    grow,
    lines_between,
    outline,
    pad,
    row,
    rule,
    spring,
    tight_row,
)
from fieldapp.ui.widgets.pill import (
    Never,
    Offline,
    PillState,
    Standing,
    Stopped,
    ToReconcile,
    ToSend,
    UpToDate,
    pill,
    pill_state,
    pill_word,
)
from fieldapp.ui.widgets.plates import framed, plate, plate_colors, word_plate
from fieldapp.ui.widgets.press import Tap, press
from fieldapp.ui.widgets.text import centred, fixed_glyph, glyph, heading, quiet, text

__all__ = [
    "CHIPS_MAX",
    "Action",
    "Kind",
    "Never",
    "Offline",
    "PillState",
    "Sign",
    "Standing",
    "Stopped",
    "Tap",
    "ToReconcile",
    "ToSend",
    "UpToDate",
    "button",
    "card",
    "centred",
    "chip",
    "column",
    "filter_chip",
    "fixed_glyph",
    "framed",
    "gap",
    "glyph",
    "grow",
    "heading",
    "icon_button",
    "key_bar",
    "key_hint",
    "lines_between",
    "outline",
    "pad",
    "pill",
    "pill_state",
    "pill_word",
    "plate",
    "plate_colors",
    "press",
    "quiet",
    "row",
    "rule",
    "sign_shape",
    "sign_word",
    "spring",
    "tag",
    "text",
    "text_button",
    "tight_row",
    "word_plate",
]
