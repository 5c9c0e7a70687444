"""The way in: the names of this device, then a PIN or a passphrase; the form alone where nobody is known."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import flet as ft

from fieldapp.account.actions import Door, Obstacle, Person
from fieldapp.account.screens_code import code_form
from fieldapp.account.screens_names import NameMoves, names
from fieldapp.account.screens_pin import PinMoves, pin_entry
from fieldapp.account.screens_recovery import recovery_form
from fieldapp.account.screens_sign_in import At, Exits, Place, entry_form
from fieldapp.account.screens_threshold import head, in_the_middle
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.widgets.layout import column
from fieldapp.ui.widgets.text import quiet
from fieldapp.vault.pin_answers import PinStanding


@dataclass(frozen=True, slots=True)
class Ways:
    """What leads from one part of the sign-in to another."""

    go: Callable[[At], None]
    by_phrase: Callable[[str], None]
    forget: Callable[[Person], Awaitable[None]]


@ft.component
def sign_in(door: Door, before: str = "", told: Obstacle | None = None) -> ft.Control:
    """Ask who works here: his name, then his PIN or his passphrase; `before` is whose office was locked.

    `told` is said first, where something has just happened to a vault of this device.
    """
    look = use_look()
    at, go = ft.use_state(At(Place.WAITING if door.knows_names else Place.FORM, told=told))

    async def read() -> None:
        if door.knows_names and told is not None:
            go(At(Place.FORM, await door.people(), told=told))
        elif door.knows_names:
            go(_begin(await door.people(), before))

    def by_phrase(note: str) -> None:
        go(replace(at, place=Place.FORM, note=note))

    async def forget(person: Person) -> None:
        await door.forget(person.account)
        left = await door.people()
        go(At(Place.NAMES if left else Place.FORM, left))

    ft.use_effect(read, [])
    shown = _shown(look, door, at, Ways(go, by_phrase, forget))
    return ft.Container(shown, key=f"{at.place} {at.account}", expand=True)


def _shown(look: Look, door: Door, at: At, ways: Ways) -> ft.Control:
    def to_names() -> None:
        ways.go(At(Place.NAMES, at.people))

    match at.place, at.person:
        case Place.WAITING, _:
            return in_the_middle(look, column(head(look), quiet(look, look.t("account.opening")), gap=20, stretch=True))
        case Place.NAMES, _:
            return names(at.people, _name_moves(at.people, ways))
        case Place.PIN, Person() as person:
            return pin_entry(door, person, PinMoves(ways.by_phrase, to_names))
        case Place.RECOVERY, _:
            return recovery_form(door, at.asked, lambda: ways.go(replace(at, place=Place.FORM)))
        case Place.CODE, _:
            return code_form(door, lambda: ways.go(replace(at, place=Place.FORM)))
        case _:
            return entry_form(door, at, _exits(at, ways, to_names))


def _exits(at: At, ways: Ways, to_names: Callable[[], None]) -> Exits:
    return Exits(
        names=to_names,
        recovery=lambda typed: ways.go(replace(at, place=Place.RECOVERY, asked=typed)),
        code=lambda: ways.go(replace(at, place=Place.CODE)),
    )


def _name_moves(people: tuple[Person, ...], ways: Ways) -> NameMoves:
    return NameMoves(
        choose=lambda person: ways.go(_chosen(people, person)),
        other=lambda: ways.go(At(Place.FORM, people)),
        forget=ways.forget,
    )


def _begin(people: tuple[Person, ...], before: str) -> At:
    """Begin at who was here before, or at the only one; several choose their names."""
    if not people:
        return At(Place.FORM)
    locked = [person for person in people if person.account == before] or list(people)
    return _chosen(people, locked[0]) if len(locked) == 1 else At(Place.NAMES, people)


def _chosen(people: tuple[Person, ...], person: Person) -> At:
    if person.pin is PinStanding.READY:
        return At(Place.PIN, people, person)
    return At(Place.FORM, people, person, "account.pin_stale" if person.pin is PinStanding.STALE else "")
