"""Words typed into any form when the process is killed: what was a second old is there when it opens again.

Each of these forms keeps itself in its own way: a comment, a reason, a note that goes with what is handed on, what a
caller says. `killed_form` goes through one form of the tablet from the first photo to the town hall; here each form
is killed once, in an order and at a place of its words that the seed draws.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from fieldapp.ui import routes
from tests.browser_driver import DESK, STEP_MS, TABLET, Browser, Screen, Size
from tests.fieldapp.rounds.walk import WALK
from tests.fieldapp.served import served
from tests.fieldapp.town import uid
from tests.stories.client import await_rest, reach

KEPT_MS: Final = 1_000
"""What is so old is on the disk."""
LATER_MS_MAX: Final = 700
LOOK_MS: Final = 100
WORDS: Final = "Portail bloqué par une benne, à revoir avec la voirie avant dix heures mardi"
HOLE: Final = uid("Nid-de-poule, 40 × 60 cm")


@dataclass(frozen=True, slots=True)
class Form:
    """One place where words are typed: the screen, what is tapped on it to come there, and the field."""

    path: str
    field: str
    way: tuple[str, ...] = ()
    photos: int = 0
    """How many the device gives to « add-photos »: they are there before the kill, and after it."""


@dataclass(frozen=True, slots=True)
class Shift:
    """The forms of one person, in the window in which that person works."""

    agent: str
    window: Size
    look: str
    forms: tuple[Form, ...]


TO_A_TEMPLATE: Final = ("answer-resident", "open-templates", "template-new")
FIELD: Final = Shift(
    "karim",
    TABLET,
    "",
    (
        Form(routes.report(uid("hole")), "comment"),
        Form(routes.report(uid("hole")), "impossible-note", ("impossible", "why-acces")),
        Form(routes.task(HOLE), "comment"),
        Form(routes.task(HOLE), "reason-c2", ("check-c2-nok",)),
        Form(routes.task(HOLE), "impossible-note", ("impossible", "why-acces")),
        Form(routes.task(HOLE), "handover-note", ("hand-back",)),
        Form(routes.round_page(WALK), "stop-word", ("stop-s7",)),
        Form(routes.round_page(WALK), "note-after", ("end-early",)),
        Form(routes.news_item(uid("Nouveaux horaires du dépôt")), "comment"),
    ),
)
OFFICE: Final = Shift(
    "sylvie",
    DESK,
    "desk",
    (
        Form(routes.triage_report(uid("hole")), "comment"),
        Form(routes.triage_report(uid("hole")), "answer", ("answer-resident",)),
        Form(routes.triage_report(uid("hole")), "reject-note", ("reject",)),
        Form(routes.triage_report(uid("hole")), "aside-note", ("put-aside",)),
        Form(routes.triage_report(uid("hole")), "task-title", ("order-task",)),
        Form(routes.triage_report(uid("hole")), "check-0", ("order-task",)),
        Form(routes.INTAKE, "intake-said", photos=2),
        Form(routes.INTAKE, "intake-name"),
        Form(routes.INTAKE, "intake-address"),
        Form(routes.COMPOSE, "title"),
        Form(routes.COMPOSE, "summary"),
        Form(routes.COMPOSE, "category"),
        Form(routes.COMPOSE, "body"),
        Form(routes.triage_report(uid("hole")), "template-title", TO_A_TEMPLATE),
        Form(routes.triage_report(uid("hole")), "template-text", TO_A_TEMPLATE),
        Form(routes.DASHBOARD, "objective-name", ("objective-new",)),
        Form(routes.NEW_ROUND, "round-name"),
        Form(routes.NEW_ROUND, "note-before"),
        Form(routes.NEW_ROUND, "place-title", ("add-place",)),
        Form(routes.NEW_ROUND, "place-note", ("add-place",)),
    ),
)
SHIFTS: Final = (FIELD, OFFICE)


def words_in(screen: Screen, field: str) -> str:
    """Read what is in a field: Flutter puts a text into its own input once that has the focus."""
    box = screen.id(field).locator("input, textarea").first
    for _ in range(STEP_MS // LOOK_MS):
        box.click()
        screen.page.wait_for_timeout(LOOK_MS)
        if box.input_value():
            break
    return box.input_value()


def come_to(screen: Screen, form: Form) -> None:
    """Tap the way to the field of a form, as far as it is not there by itself."""
    for step in form.way:
        await_rest(screen, step)
        screen.tap(step)
    await_rest(screen, form.field)


def take_photos(screen: Screen, form: Form) -> None:
    """Let the photos of a form be given to it: once they are drawn they are on the disk."""
    if form.photos:
        await_rest(screen, "add-photos")
        screen.tap("add-photos")
    for number in range(form.photos):
        reach(screen, f"draft-photo-{number + 1}")
    if form.photos:
        await_rest(screen, form.field)


@contextmanager
def form_open(folder: Path, browser: Browser, shift: Shift, form: Form) -> Iterator[Screen]:
    """Show a form until the end of the block, which is the end of its process."""
    with served(folder, "--agent", shift.agent, "--rounds") as running:
        screen = browser.open(f"{running.address}{form.path}?look={shift.look}", shift.window)
        come_to(screen, form)
        yield screen
        running.kill()
        screen.page.close()


def words_survive(folder: Path, browser: Browser, shift: Shift, form: Form, chance: Random) -> str:
    """Type into a form, kill it within its words, and say how much of what was a second old is there."""
    cut = chance.randrange(len(WORDS) // 4, len(WORDS) // 2)
    with form_open(folder, browser, shift, form) as screen:
        take_photos(screen, form)
        screen.type(form.field, WORDS[:cut])
        screen.page.wait_for_timeout(KEPT_MS + chance.randrange(LATER_MS_MAX))
        screen.page.keyboard.insert_text(WORDS[cut:])
        screen.page.wait_for_timeout(chance.randrange(LATER_MS_MAX))
    with form_open(folder, browser, shift, form) as screen:
        for number in range(form.photos):
            reach(screen, f"draft-photo-{number + 1}")
        found = words_in(screen, form.field)
        assert found in (WORDS[:cut], WORDS), f"{form.path} {form.field}: all of it, or as much as was a second old"
        return f"{len(found)} of {len(WORDS)} letters, {cut} were a second old"


def forms_survive(folder: Path, kills: int, seed: int) -> Iterator[tuple[str, str]]:
    """Kill so many forms, each once before any comes again; gives which, and what came back."""
    chance = Random(seed)
    every = [(shift, form) for shift in SHIFTS for form in shift.forms]
    with Browser() as browser:
        for number in range(kills):
            if number % len(every) == 0:
                chance.shuffle(every)
            shift, form = every[number % len(every)]
            town = folder / f"{shift.agent} {number // len(every)}"
            town.mkdir(exist_ok=True)
            yield f"{form.path} {form.field}", words_survive(town, browser, shift, form, chance)
