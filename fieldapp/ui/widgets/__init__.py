"""Components of « La plaque émaillée »: plain functions `(look, state…) -> control`.

    look = use_look()                                  # once per component: fieldapp.ui.look
    text(look, look.t("tasks.title"), Style.TITLE)     # Style, Role, SPACE_…: fieldapp.ui.tokens

- text: `text quiet centred heading glyph` (icons by name from `fieldapp.ui.glyphs`)
- layout: `row tight_row column grow keyed spring gap pad outline card rule lines_between`
- tapping: `Tap(identifier, label, do, selected=, enabled=, word=, key=)` and `press(look, tap, container)`;
  every tappable component takes a `Tap` (an `Action`, `Choice` or `Place` is one); `do` may be async
- buttons: `button(look, Action(…, kind=Kind.PRIMARY, glyph=, sub=))`, `icon_button`, `text_button`,
  `hold_button(action)` for what destroys (a component: long press, or tap and confirm)
- plates: `plate(look, "tree", 68, role=, solid=)`, `word_plate`, `framed`; `audience_plate`
- chips: `chip(look, Sign.LATE, word)`, `tag`, `filter_chip`, `sign_word`, `sign_shape`
- pill: `pill(look, state, do, now=)`; `pill_state(Standing(…))` chooses by priority
- pages: `page_header`, `greeting_header`, `section`, `step_header`, `saved_line`, `bottom_bar`,
  `page_frame(header, body, bar=, above_bar=)`, `scrolled(look, *parts)`; desk: `top_bar`, `key_bar`, `key_hint`
- lists: `record_row(look, Record(…, badges=(Badge(Sign.LATE, word),)), do)`, `record_list`, `record_label`;
  `kept_row(look, Record(…), Opens(app.go, path))` is drawn again only when it says or does something else
- answers: `choice_row`, `choice_card`, `choice_grid`, `segmented`, `stepper`, `check_row(look, Check(…), choose)`,
  `switch_row(look, tap, icon, words)`
- fields: `text_field(look, Field(…))`, `search_field`, `bare_field`
- photos: `photo_tile(look, Photo(…), tap, now=)`, `photo_strip`, `ghost_tile`, `veil_label`
- facts: `fact`, `meter`, `timeline`, `goal`
- states: `empty_state`, `waiting_state`, `trouble_state`; `notice(look, Notice(…), action)`, `banner`
- conflicts: `conflict_card(look, Conflict(…))`, `write_other`, `settled_card`; `twin_card`
- dialogs: `ft.use_dialog(sheet(look, Sheet(…)) if open else None)`
- navigation: `shell(look, Navigation(…), content)`, `panes(look, Panes(list=, detail=, map=))`, `pane_count`
- map: `marker`, `cluster`, `legend`, `map_tool`

Beside: `fieldapp.ui.toasts.use_toast`, `fieldapp.ui.live.use_live`, `fieldapp.ui.screen.screen`,
`fieldapp.ui.preferences.use_preferences`.
"""

from fieldapp.ui.widgets.bars import bar_frame, bottom_bar
from fieldapp.ui.widgets.buttons import Action, Kind, button, icon_button, text_button
from fieldapp.ui.widgets.checks import Check, Verdict, check_row
from fieldapp.ui.widgets.chips import CHIPS_MAX, Sign, chip, filter_chip, sign_shape, sign_word, tag
from fieldapp.ui.widgets.conflicts import Conflict, Settled, Side, conflict_card, settled_card, write_other
from fieldapp.ui.widgets.fields import Field, bare_field, search_field, text_field
from fieldapp.ui.widgets.figures import Event, Goal, audience_plate, fact, goal, meter, timeline
from fieldapp.ui.widgets.headers import greeting_header, page_header, saved_line, section, step_header
from fieldapp.ui.widgets.holds import HOLD_AFTER_LONG_PRESS_S, hold_button
from fieldapp.ui.widgets.keys import key_bar, key_hint
from fieldapp.ui.widgets.layout import (
    card,
    column,
    gap,
    grow,
    keyed,
    lines_between,
    outline,
    pad,
    row,
    rule,
    spring,
    tight_row,
)
from fieldapp.ui.widgets.markers import (
    HERE_SIDE,
    Entry,
    Foot,
    Mark,
    badge,
    cluster,
    here_dot,
    legend,
    legend_frame,
    lift,
    map_tool,
    mark_ink,
    marker,
    marker_side,
    reach_px,
    reached,
)
from fieldapp.ui.widgets.notices import Notice, banner, notice
from fieldapp.ui.widgets.panes import (
    THREE_PANES_MIN,
    TWO_PANES_MIN,
    WIDE_MIN,
    Panes,
    detail_width,
    list_width,
    pane_count,
    panes,
)
from fieldapp.ui.widgets.photos import (
    THUMBNAIL_PX,
    Photo,
    PhotoKept,
    PhotoReceived,
    PhotoRefused,
    PhotoSending,
    PhotoState,
    PhotoToSend,
    ghost_tile,
    photo_label,
    photo_strip,
    photo_tile,
    photo_word,
    veil_label,
)
from fieldapp.ui.widgets.pill import (
    Busy,
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
from fieldapp.ui.widgets.press import Tap, handler, press, text_handler
from fieldapp.ui.widgets.rows import (
    ROWS_MAX,
    Badge,
    Choice,
    Opens,
    Record,
    choice_card,
    choice_grid,
    choice_row,
    kept_row,
    record_label,
    record_list,
    record_row,
)
from fieldapp.ui.widgets.segmented import segmented, stepper
from fieldapp.ui.widgets.sheets import Sheet, sheet
from fieldapp.ui.widgets.shells import (
    RAIL_MIN_WIDTH,
    Navigation,
    Place,
    bottom_navigation,
    has_rail,
    page_frame,
    rail,
    rail_width,
    scrolled,
    shell,
    top_bar,
)
from fieldapp.ui.widgets.states import empty_state, trouble_state, waiting_state
from fieldapp.ui.widgets.switches import switch_row
from fieldapp.ui.widgets.text import centred, fixed_glyph, glyph, heading, quiet, text
from fieldapp.ui.widgets.twins import twin_card

__all__ = [
    "CHIPS_MAX",
    "HERE_SIDE",
    "HOLD_AFTER_LONG_PRESS_S",
    "RAIL_MIN_WIDTH",
    "ROWS_MAX",
    "THREE_PANES_MIN",
    "THUMBNAIL_PX",
    "TWO_PANES_MIN",
    "WIDE_MIN",
    "Action",
    "Badge",
    "Busy",
    "Check",
    "Choice",
    "Conflict",
    "Entry",
    "Event",
    "Field",
    "Foot",
    "Goal",
    "Kind",
    "Mark",
    "Navigation",
    "Never",
    "Notice",
    "Offline",
    "Opens",
    "Panes",
    "Photo",
    "PhotoKept",
    "PhotoReceived",
    "PhotoRefused",
    "PhotoSending",
    "PhotoState",
    "PhotoToSend",
    "PillState",
    "Place",
    "Record",
    "Settled",
    "Sheet",
    "Side",
    "Sign",
    "Standing",
    "Stopped",
    "Tap",
    "ToReconcile",
    "ToSend",
    "UpToDate",
    "Verdict",
    "audience_plate",
    "badge",
    "banner",
    "bar_frame",
    "bare_field",
    "bottom_bar",
    "bottom_navigation",
    "button",
    "card",
    "centred",
    "check_row",
    "chip",
    "choice_card",
    "choice_grid",
    "choice_row",
    "cluster",
    "column",
    "conflict_card",
    "detail_width",
    "empty_state",
    "fact",
    "filter_chip",
    "fixed_glyph",
    "framed",
    "gap",
    "ghost_tile",
    "glyph",
    "goal",
    "greeting_header",
    "grow",
    "handler",
    "has_rail",
    "heading",
    "here_dot",
    "hold_button",
    "icon_button",
    "kept_row",
    "key_bar",
    "key_hint",
    "keyed",
    "legend",
    "legend_frame",
    "lift",
    "lines_between",
    "list_width",
    "map_tool",
    "mark_ink",
    "marker",
    "marker_side",
    "meter",
    "notice",
    "outline",
    "pad",
    "page_frame",
    "page_header",
    "pane_count",
    "panes",
    "photo_label",
    "photo_strip",
    "photo_tile",
    "photo_word",
    "pill",
    "pill_state",
    "pill_word",
    "plate",
    "plate_colors",
    "press",
    "quiet",
    "rail",
    "rail_width",
    "reach_px",
    "reached",
    "record_label",
    "record_list",
    "record_row",
    "row",
    "rule",
    "saved_line",
    "scrolled",
    "search_field",
    "section",
    "segmented",
    "settled_card",
    "sheet",
    "shell",
    "sign_shape",
    "sign_word",
    "spring",
    "step_header",
    "stepper",
    "switch_row",
    "tag",
    "text",
    "text_button",
    "text_field",
    "text_handler",
    "tight_row",
    "timeline",
    "top_bar",
    "trouble_state",
    "twin_card",
    "veil_label",
    "waiting_state",
    "word_plate",
    "write_other",
]
