"""« Qui la reçoit »: the parts of an audience, the plate that counts people, and the sheet that adds parts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import flet as ft

from fieldapp.news.queries_audience import Audience, AudienceCount, Directory, Group, matching
from fieldapp.replica.words import folded
from fieldapp.ui.histories import dotted
from fieldapp.ui.keymap import use_sheet_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import RADIUS_CHIP, Role, Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Kind,
    Sheet,
    Tap,
    audience_plate,
    button,
    card,
    choice_row,
    column,
    glyph,
    grow,
    meter,
    pad,
    press,
    quiet,
    row,
    search_field,
    section,
    sheet,
    text,
    tight_row,
)

PEOPLE_FOUND_MAX: Final = 8
"""People that the sheet offers at once: the search finds the others."""
TYPED_MIN: Final = 2
GLYPHS: Final = {
    Group.SERVICES: "users-three",
    Group.TEAMS: "users",
    Group.ZONES: "map-trifold",
    Group.ROLES: "identification-badge",
    Group.AGENTS: "user",
}


@dataclass(frozen=True, slots=True)
class Meant:
    """Hold an audience, the directory it is counted in, and what changes it."""

    audience: Audience
    known: Directory
    change: Callable[[Callable[[Audience], Audience]], None]
    """Takes what makes the next audience of the newest one: what is drawn may be one tap behind."""

    @property
    def count(self) -> AudienceCount:
        """Count its people."""
        return self.known.count(self.audience)

    def holds(self, person: str) -> bool:
        """Tell whether a part of the audience holds a person, excepted or not."""
        return any(one.id == person for one in self.known.addressed(self.audience))

    def flip(self, group: Group, item: str) -> None:
        """Add a part, or take it out."""
        self.change(lambda now: now.toggled(group, item))

    def except_(self, person: str) -> None:
        """Except a person, or let him receive it again."""
        self.change(lambda now: now.flipped(person))

    def flip_everyone(self) -> None:
        """Address everybody, or the parts again."""
        self.change(lambda now: replace(now, everyone=not now.everyone))


def people_word(look: Look, count: int) -> str:
    """Write « 214 personnes »."""
    return look.t("news.people", n=count)


def audience_part(look: Look, meant: Meant, open_sheet: Callable[[], None]) -> ft.Control:
    """Draw the parts, the plate, and the services."""
    t, count = look.t, meant.count
    chips = _chips(look, meant)
    add = Action("audience-add", t("news.audience_add"), open_sheet, glyph="plus")
    parts: list[ft.Control] = [
        section(look, t("news.audience")),
        row(*chips, tight_row(button(look, add)), gap=8, wrap=True),
    ]
    figure = ft.Semantics(
        identifier="audience-count",
        label=people_word(look, count.people),
        exclude_semantics=True,
        content=audience_plate(look, look.t.number(count.people), t("news.people_word", n=count.people)),
    )
    told = column(*_told(look, meant), gap=10)
    is_narrow = look.measures.large_text
    parts.append(card(look, column(figure, told, gap=16) if is_narrow else row(figure, grow(told), gap=16)))
    if count.people:
        parts += [_service(look, name or t("news.no_service"), of, whole) for name, of, whole in count.services]
    return column(*parts, gap=12, stretch=True)


def _chips(look: Look, meant: Meant) -> list[ft.Control]:
    if meant.audience.everyone:
        word = look.t("news.everyone")
        everyone = Tap("audience-everyone", _taken_out(look, word), meant.flip_everyone)
        return [_chip(look, everyone, "globe", word, len(meant.known.people)), *_excepted(look, meant)]
    chips: list[ft.Control] = []
    for group in Group:
        for item in meant.audience.of(group):
            name = part_name(look, meant.known, group, item)
            tap = Tap(f"audience-{group}-{item}", _taken_out(look, name), partial(meant.flip, group, item))
            count = None if group is Group.AGENTS else meant.known.size(group, item)
            chips.append(_chip(look, tap, GLYPHS[group], name, count))
    return [*chips, *_excepted(look, meant)]


def _excepted(look: Look, meant: Meant) -> list[ft.Control]:
    chips = []
    for person in meant.audience.excepted:
        name = part_name(look, meant.known, Group.AGENTS, person)
        back = Tap(f"excepted-{person}", look.t("news.except_back", name=name), partial(meant.except_, person))
        chips.append(_chip(look, back, "user-minus", look.t("news.except", name=name), None))
    return chips


def part_name(look: Look, known: Directory, group: Group, item: str) -> str:
    """Name a part of an audience; one that the directory no longer knows says so."""
    if group is Group.ROLES:
        key = f"account.role.{item}"
        return look.t(key) if look.t.has(key) else item
    return known.name(group, item) or look.t("news.part_gone")


def _taken_out(look: Look, name: str) -> str:
    return look.t("news.audience_remove", name=name)


def _chip(look: Look, tap: Tap, icon: str, name: str, count: int | None) -> ft.Control:
    tint, size = look.tint(Role.ACCENT), look.measures.type(Style.FILTER).size
    parts: list[ft.Control] = [
        glyph(look, icon, size + 3, color=tint.on_soft),
        text(look, name, Style.FILTER, color=tint.on_soft),
    ]
    if count is not None:
        parts.append(text(look, look.t.number(count), Style.UNIT, color=tint.on_soft))
    parts.append(glyph(look, "x", size, color=tint.on_soft))
    drawn = ft.Container(
        ft.Row(parts, spacing=8, tight=True, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        padding=pad(look.breath(look.measures.target - 4, size), 12),
        bgcolor=tint.soft,
        border_radius=RADIUS_CHIP + 2,
        border=ft.Border.all(look.tokens.border, look.tokens.edge) if look.tokens.outdoor else None,
    )
    return press(look, tap, drawn)


def _told(look: Look, meant: Meant) -> list[ft.Control]:
    t, count = look.t, meant.count
    if not count.people:
        return [quiet(look, t("news.audience_none"))]
    whole = len(meant.known.people)
    lines = [
        ("users-three", t("news.audience_of", n=whole)),
        ("bank", t("news.audience_elus", n=count.elus) if count.elus else t("news.audience_no_elu")),
        ("seal-check", t("news.audience_once")),
    ]
    return [
        row(glyph(look, name, look.measures.glyph, color=look.tokens.ink2), grow(quiet(look, line)), gap=8)
        for name, line in lines
    ]


def _service(look: Look, name: str, count: int, whole: int) -> ft.Control:
    label = look.t("news.audience_share", name=name, n=count, total=whole)
    bar = meter(look, [(count / whole, Role.ACCENT)], label=label)
    figure = text(look, look.t.number(count), Style.STRONG)
    if look.measures.large_text:
        return column(row(grow(text(look, name)), figure), bar, gap=6, stretch=True)
    end = ft.Container(figure, width=40, alignment=ft.Alignment.CENTER_RIGHT)
    return row(grow(text(look, name, lines=1), 2), grow(bar, 3), end, gap=12)


@ft.component
def audience_sheet(meant: Meant, close: Callable[[], None]) -> ft.Control:
    """Choose whom a note is for: everybody, services, roles, teams, or people by name."""
    look = use_look()
    typed, set_typed = ft.use_state("")
    t = look.t
    groups = [(group, _offered(look, meant, group, typed)) for group in Group]
    found = [choice for _, choices in groups for choice in choices]

    async def first(_typed: str = "") -> None:
        if typed.strip() and found and found[0].do is not None:
            await look.attempt(found[0].do)
            set_typed("")

    use_sheet_keys(close, {"Ctrl Enter": close})
    box = Field(
        "find-audience",
        t("news.find_audience"),
        typed,
        set_typed,
        on_submit=first,
        hint=t("news.find_audience_hint"),
        autofocus=not look.measures.field,
    )
    content: list[ft.Control] = [search_field(look, box)]
    if not typed.strip():
        content.append(_everyone(look, meant))
    for group, choices in groups:
        if choices:
            content += [text(look, t(f"news.group_{group}"), Style.BOLD), *(choice_row(look, one) for one in choices)]
    if typed.strip() and not found:
        content.append(quiet(look, t("news.audience_not_found", typed=typed)))
    done = Action(
        "audience-done",
        t("news.audience_done", n=meant.count.people),
        close,
        kind=Kind.PRIMARY,
        glyph="check",
        key=t("news.key_publish"),
    )
    shown = Sheet(t("news.audience"), content, Tap("close", t("action.close"), close), actions=[done])
    ft.use_dialog(sheet(look, shown))
    return ft.Container(width=0, height=0)


def _everyone(look: Look, meant: Meant) -> ft.Control:
    t = look.t
    return choice_row(
        look,
        Choice(
            "choose-everyone",
            t("news.everyone"),
            meant.flip_everyone,
            selected=meant.audience.everyone,
            glyph="globe",
            several=True,
            sub=people_word(look, len(meant.known.people)),
        ),
    )


def _offered(look: Look, meant: Meant, group: Group, typed: str) -> list[Choice]:
    known, wanted = meant.known, folded(typed.strip())
    if meant.audience.everyone and group is not Group.AGENTS:
        return []
    if group is Group.AGENTS:
        if len(wanted) < TYPED_MIN:
            return []
        people = matching(known.people, typed)[:PEOPLE_FOUND_MAX]
        items = [(person.id, known.services.get(person.service or "", "")) for person in people]
    else:
        named = [(item, part_name(look, known, group, item)) for item in known.items(group)]
        fitting = [item for item, name in named if wanted in folded(name)]
        items = [(item, people_word(look, known.size(group, item))) for item in fitting]
    return [_choice(look, meant, group, item, sub) for item, sub in items]


def _choice(look: Look, meant: Meant, group: Group, item: str, sub: str) -> Choice:
    name = part_name(look, meant.known, group, item)
    do, chosen = partial(meant.flip, group, item), item in meant.audience.of(group)
    if group is Group.AGENTS and not chosen and meant.holds(item):
        # His service, team or role holds him already: a tap excepts him, another one lets him receive it again.
        do, chosen = partial(meant.except_, item), item not in meant.audience.excepted
        sub = dotted(sub, look.t("news.except_not" if chosen else "news.except_is"))
    return Choice(f"choose-{item}", name, do, selected=chosen, glyph=GLYPHS[group], sub=sub, several=True)
