"""The sheets on duplicates: two reports side by side, and the search for the one that stays.

Nothing is merged unseen: the key D shows both, a second key says which of them stays. What is in their favour or
against it is read line by line; where they differ, the words stand out.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

import flet as ft

from fieldapp.triage import queries, queries_report
from fieldapp.triage.queries import Card
from fieldapp.triage.queries_report import ReportPane
from fieldapp.triage.screens_gestures import local
from fieldapp.triage.screens_sheets import FOUND_MAX, TYPED_MIN, Asked, nothing, shut
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import distance, stamp
from fieldapp.ui.keymap import use_keys
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.pictures import StoredTile, stored_photo
from fieldapp.ui.tokens import RADIUS_TILE, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Kind,
    Sheet,
    Tap,
    chip,
    choice_row,
    column,
    filter_chip,
    grow,
    pad,
    quiet,
    row,
    search_field,
    sheet,
    text,
    text_button,
    tight_row,
)
from fieldapp.ui.works import category_name, status_badge

SHEET_WIDTH: Final = 860
PHOTO_WIDTH: Final = 180
PHOTOS_SHOWN: Final = 2
KEYS_MAX: Final = 9
_KINDS: Final = ("report", "attachment", "photo")


@ft.component
def compare_sheet(asked: Asked) -> ft.Control:
    """Show a report beside one that may be the same, and ask which of them stays."""
    look = use_look()
    at, set_at = ft.use_state(0)
    t, twins, mine = look.t, asked.beside, asked.pane
    twin = twins[min(at, len(twins) - 1)]
    live = use_live(queries_report.report_pane, twin.id, kinds=_KINDS)
    other = live.value if isinstance(live, Filled) else None

    def step(steps: int) -> None:
        set_at(lambda now: (now + steps) % len(twins))

    keep_mine = partial(asked.gestures.merge, (twin.id,), mine.card.id, _number(look, mine.card.number))
    keep_other = partial(asked.gestures.merge, (mine.card.id,), twin.id, _number(look, twin.number))
    other_is_older = twin.requested_at <= mine.card.requested_at
    first = keep_other if other_is_older else keep_mine
    use_keys({"1": keep_mine, "2": keep_other, "Enter": first, "J": partial(step, 1), "K": partial(step, -1)})
    content: list[ft.Control] = []
    if len(twins) > 1:
        content.append(row(*(_twin_chip(look, asked, number, at, set_at) for number in range(len(twins))), wrap=True))
    content.append(_side_by_side(look, asked, other, (mine, twin.metres)))
    content.append(row(text_button(look, Tap("find-elsewhere", t("triage.find_elsewhere"), asked.elsewhere))))
    kinds = (Kind.QUIET, Kind.PRIMARY) if other_is_older else (Kind.PRIMARY, Kind.QUIET)
    actions = [
        Action(f"keep-{noun}", t("triage.keep", number=_number(look, number)), do, kind=kind, key=key)
        for noun, number, do, kind, key in (
            ("this", mine.card.number, keep_mine, kinds[0], "1"),
            ("other", twin.number, keep_other, kinds[1], "2"),
        )
    ]
    shown = Sheet(
        t("triage.compare_title"), content, shut(look, asked), t("triage.merge_sub"), actions, width=SHEET_WIDTH
    )
    ft.use_dialog(sheet(look, shown))
    return nothing()


def _number(look: Look, number: str) -> str:
    return number or look.t("triage.no_number")


def _twin_chip(look: Look, asked: Asked, number: int, at: int, choose: Callable[[int], None]) -> ft.Control:
    twin = asked.beside[number]
    label = dotted(_number(look, twin.number), distance(look.t, twin.metres))
    return filter_chip(look, Tap(f"twin-{twin.id}", label, partial(choose, number), selected=number == at))


def _side_by_side(look: Look, asked: Asked, other: ReportPane | None, mine: tuple[ReportPane, float]) -> ft.Control:
    """Lay both reports in two columns, one line for each thing that tells them apart."""
    if other is None:
        return ft.Container(height=240)
    t, (pane, metres) = look.t, mine
    heads = row(
        grow(_head(look, pane, t("triage.this_one"), Role.ACCENT)),
        grow(_head(look, other, t("triage.other_one", far=distance(t, metres)), Role.MERGE)),
        gap=16,
        top=True,
    )
    told = zip(_facts(look, pane, asked), _facts(look, other, asked), strict=True)
    lines = [_line(look, label, this, that) for (label, this), (_, that) in told if this or that]
    return column(heads, *lines, gap=12, stretch=True)


def _head(look: Look, pane: ReportPane, which: str, role: Role) -> ft.Control:
    tint, badge = look.tint(role), status_badge(pane.card.status)
    chips = [chip(look, badge.sign, badge.word)] if badge else []
    name = text(look, _number(look, pane.card.number), Style.ROW, color=tint.on_soft)
    line = column(name, row(*chips), gap=4) if look.measures.large_text else row(grow(name), *chips)
    words = column(text(look, which, Style.META, color=tint.on_soft), line, gap=4, stretch=True)
    plate = ft.Container(words, bgcolor=tint.soft, border_radius=RADIUS_TILE, padding=12)
    tiles: list[ft.Control] = [
        # A dialog measures what is in it before it is laid out: the tile has a place of a known size.
        ft.Container(
            stored_photo(StoredTile(photo, number, width=PHOTO_WIDTH, says_state=False)),
            width=PHOTO_WIDTH,
            height=PHOTO_WIDTH * 3 / 4,
        )
        for number, photo in enumerate(pane.photos[:PHOTOS_SHOWN], 1)
    ]
    if not tiles:
        return column(plate, quiet(look, look.t("triage.no_photo"), Style.META), gap=10, stretch=True)
    return column(plate, tight_row(*tiles, gap=8), gap=10, stretch=True)


def _facts(look: Look, pane: ReportPane, asked: Asked) -> list[tuple[str, str]]:
    """Give what is known of a report, label by label, in the same order for any report."""
    t, card = look.t, pane.card
    holder = pane.assignee_name or asked.gestures.name_of(pane.holder)
    channel = f"triage.channel_{card.channel}"
    return [
        (t("triage.fact_category"), category_name(t, card.category)),
        (t("triage.fact_said"), pane.description),
        (t("triage.fact_place"), dotted(card.address, pane.zone_name)),
        (t("triage.fact_received"), _when(look, card.requested_at, asked.now)),
        (t("triage.fact_origin"), dotted(t(channel) if t.has(channel) else card.channel, pane.author_name)),
        (t("triage.priority"), t(f"state.{card.priority}")),
        (t("triage.fact_holder"), holder),
        (t("triage.fact_followers"), t("triage.followers", n=pane.followers) if pane.followers else ""),
    ]


def _when(look: Look, at: str, now: datetime) -> str:
    return stamp(look.t, local(at, now), now)


def _line(look: Look, label: str, this: str, that: str) -> ft.Control:
    """Draw one thing of both: strong where they differ, quiet where they agree."""

    def cell(words: str) -> ft.Control:
        shown = words or look.t("triage.nothing_said")
        return quiet(look, shown) if this == that else text(look, shown, Style.STRONG)

    drawn = column(
        quiet(look, label, Style.META), row(grow(cell(this)), grow(cell(that)), gap=16, top=True), gap=2, stretch=True
    )
    nothing_said = look.t("triage.nothing_said")
    said = look.t("triage.compared", label=label, this=this or nothing_said, that=that or nothing_said)
    rule = ft.Border(top=ft.BorderSide(look.tokens.border, look.tokens.line))
    return ft.Semantics(
        label=said, exclude_semantics=True, content=ft.Container(drawn, border=rule, padding=pad(6, 0, bottom=0))
    )


@ft.component
def merge_sheet(asked: Asked) -> ft.Control:
    """Ask which report stays: one of those chosen together, one nearby, or any other that is found."""
    look = use_look()
    typed, set_typed = ft.use_state("")
    t = look.t
    searched = typed.strip() if len(typed.strip()) >= TYPED_MIN else ""
    found = use_live(queries.found_reports, searched, kinds=("report",))
    box = Field(
        "find-original",
        t("triage.find_original"),
        typed,
        set_typed,
        hint=t("triage.find_original_hint"),
        # Where digits answer, the field must not take them.
        autofocus=len(asked.marked) < 2,
    )
    content: list[ft.Control] = [search_field(look, box)]
    offered = _offered(look, asked, found.value if searched and isinstance(found, Filled) else None)
    use_keys({choice.key: choice.do for choice in offered if choice.key and choice.do})
    content += [choice_row(look, choice) for choice in offered]
    if not offered:
        content.append(quiet(look, t("triage.no_twin")))
    title = t("triage.merge_many_title", n=len(asked.marked)) if len(asked.marked) > 1 else t("triage.merge_title")
    ft.use_dialog(sheet(look, Sheet(title, content, shut(look, asked), t("triage.merge_sub"))))
    return nothing()


def _offered(look: Look, asked: Asked, found: Sequence[Card] | None) -> list[Choice]:
    """Give what may stay: what was found, else what is chosen together, else what lies near."""
    if found is not None:
        return [_original(look, asked, card) for card in _others(found, asked)]
    if len(asked.marked) > 1:
        choices = [_original(look, asked, card) for card in asked.marked]
        return [
            replace(choice, key=str(number)) if number <= KEYS_MAX else choice
            for number, choice in enumerate(choices, 1)
        ]
    return [_twin(look, asked, at) for at in range(len(asked.pane.twins))]


def _others(cards: Sequence[Card], asked: Asked) -> list[Card]:
    gone = {card.id for card in asked.marked} | {asked.pane.card.id}
    return [card for card in cards if card.id not in gone][:FOUND_MAX]


def _twin(look: Look, asked: Asked, at: int) -> Choice:
    t, twin = look.t, asked.pane.twins[at]
    number = _number(look, twin.number)
    sub = dotted(t(f"state.{twin.status}"), distance(t, twin.metres), twin.address, twin.description)
    do = partial(asked.gestures.merge, (asked.pane.card.id,), twin.id, number)
    return Choice(f"original-{twin.id}", dotted(number, sub), do, word=number, glyph="copy", sub=sub)


def _original(look: Look, asked: Asked, card: Card) -> Choice:
    t = look.t
    number = _number(look, card.number)
    sub = dotted(category_name(t, card.category), t(f"state.{card.status}"), card.address)
    gone = [one for one in asked.gestures.together(asked.pane.card.id) if one != card.id]
    do = partial(asked.gestures.merge, gone, card.id, number)
    return Choice(f"original-{card.id}", dotted(number, sub), do, word=number, glyph="copy", sub=sub)
