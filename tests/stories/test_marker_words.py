"""Whatever is typed on whatever screen can be read in no file of the device: neither kept, nor sent.

A word of its own goes into every text field that the code has, on a tablet and a desk; a field that this test does
not know makes it fail. Then all files below the devices' folders are searched, while they run and after a kill.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from fieldapp.ui import routes
from sync.server.staff import set_password
from tests.browser_driver import DESK_SMALL, HALF, TABLET, Browser, Screen
from tests.fieldapp.device.cameras import MARKER, jpeg
from tests.stories import marked_town as town_of
from tests.stories import new_report
from tests.stories.attaching import attach_document
from tests.stories.client import (
    Client,
    await_rest,
    open_sheet,
    pill_until,
    reach,
    shut_sheet,
    sign_in,
    switched_on,
    visit,
)
from tests.stories.marker_words import DIGITS, ENCODINGS, Typist, found_in
from tests.stories.people import NORD, PASSPHRASE, VOIRIE
from tests.stories.text_fields import TextField, text_fields
from tests.stories.town_server import TownServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SETTLE_MS = 1_000
"""A pause in typing that keeps what was typed."""
STEP_MS = 60_000
OPENINGS_MAX, OPENS_MS = 3, 6_000
PLAN = "Plan.pdf"
PIN = "804731"
SENT = frozenset(
    TextField(*one.split(": "))
    for one in (
        "reports/screens_words: comment",
        "reports/screens_moves: impossible-note",
        "reports/screens_address: address-search",
        "reports/screens_position: report-note",
        "news/screens_comments: comment",
        "tasks/screens_words: comment",
        "tasks/screens_checks: reason-*",
        "tasks/screens_leave: handover-note",
        "rounds/screens_parts: stop-word",
        "rounds/screens_end: note-after",
        "rounds/screens_form: round-name",
        "rounds/screens_form: note-before",
        "rounds/screens_place: place-title",
        "rounds/screens_place: place-note",
        "triage/screens_facts: comment",
        "triage/screens_order: task-title",
        "triage/screens_order: check-*",
        "triage/screens_asks: reject-note",
        "triage/screens_asks: aside-note",
        "news/screens_form: title",
        "news/screens_form: body",
        "news/screens_form: summary",
        "news/screens_form: category",
    )
)
"""What is sent; the rest is searched with, kept secret, or left half written."""
ALSO_SECRET = (PASSPHRASE, MARKER.decode(), "karim", "sylvie", *town_of.SEEDED)


@dataclass
class Hand:
    """Types on one screen, a new marker word into each field."""

    screen: Screen
    typist: Typist

    def type(self, place: str, *identifiers: str, form: str = "{}") -> None:
        """Type into fields that one file of the code draws."""
        for identifier in identifiers:
            await_rest(self.screen, identifier)
            self.typist.type(self.screen, place, identifier, form)

    def tap(self, identifier: str) -> None:
        """Tap what has come to rest: a page that was just opened still fills."""
        await_rest(self.screen, identifier)
        self.screen.tap(identifier)

    def open(self, opener: str, opened: str) -> None:
        """Tap until what this opens is there: a row that is just drawn anew may take a tap with it."""
        for _ in range(OPENINGS_MAX):
            self.tap(opener)
            with suppress(PlaywrightTimeout):
                self.screen.wait_for(opened, OPENS_MS)
                return
            if not self.screen.has(opener):
                return

    def sheet(self, opener: str, place: str, identifier: str, closer: str = "close") -> None:
        """Open a sheet, type into its field, and close it."""
        self.open(opener, identifier)
        self.type(place, identifier)
        self.tap(closer)
        self.screen.wait_gone(identifier)


def stands_at_the_door(hand: Hand, server: str) -> None:
    """Type what opens nothing: an address that is none, then a name that the town hall does not know."""
    hand.tap("server-change")
    hand.type("account/screens_server", "server", form="http://{}")
    hand.type("account/screens_sign_in", "account", "passphrase")
    hand.tap("primary")
    hand.screen.wait_text("Indiquez l’adresse de la mairie")
    hand.screen.type("server", server)
    hand.tap("server-keep")
    hand.tap("primary")
    hand.screen.wait_text("Identifiant ou phrase inconnus")
    hand.open("forgotten", "recovery-account")
    hand.type("account/screens_recovery", "recovery-account", "recovery-phrase")
    hand.tap("recovery-ask")
    hand.screen.wait_text("La mairie ne peut pas rouvrir ce coffre")
    hand.tap("recovery-back")
    hand.screen.wait_gone("recovery-ask")
    hand.open("have-code", "code-enter")
    hand.type("account/screens_code", "code", "code-phrase", "code-again")
    hand.tap("code-enter")
    hand.screen.wait_text("Une lettre ou un chiffre n’est pas juste")
    hand.open("code-back", "have-code")


def reports_something(hand: Hand) -> None:
    """Type into each step of a new report, and send it."""
    screen = hand.screen
    new_report.stand_in_the_street(screen)
    visit(screen, routes.NEW_REPORT)
    new_report.pick_photos(screen, [jpeg()])
    hand.tap("primary")
    hand.type("reports/screens_category", "category-search")
    new_report.choose_category(screen)
    screen.wait_text("Position bonne")
    hand.tap("address")
    hand.type("reports/screens_address", "address-search")
    hand.tap("primary")
    hand.type("reports/screens_position", "report-note")
    new_report.send(screen)


def says_something(hand: Hand, place: str, path: str, adder: str = "comment-add") -> None:
    """Add one comment, and leave another half written."""
    visit(hand.screen, path)
    hand.type(place, "comment")
    hand.tap(adder)
    hand.screen.wait_gone(adder)
    hand.type(place, "comment")
    hand.screen.page.wait_for_timeout(SETTLE_MS)


def works_in_the_street(hand: Hand) -> None:
    """Type on the pages of reports, tasks and notes, and into the search."""
    screen = hand.screen
    visit(screen, routes.SEARCH)
    hand.type("search/screens", "search")
    says_something(hand, "reports/screens_words", routes.report(town_of.IN_THE_STREET))
    hand.open("impossible", "why-acces")
    hand.tap("why-acces")
    hand.type("reports/screens_moves", "impossible-note")
    hand.tap("primary")
    screen.wait_gone("impossible-note")
    says_something(hand, "news/screens_comments", routes.news_item(town_of.NOTE))
    says_something(hand, "tasks/screens_words", routes.task(town_of.GATE))
    hand.tap("check-c1-nok")
    hand.type("tasks/screens_checks", "reason-c1")
    screen.page.wait_for_timeout(SETTLE_MS)
    hand.open("hand-back", "handover-note")
    hand.type("tasks/screens_leave", "handover-note")
    hand.tap("primary")
    screen.wait_gone("handover-note")
    visit(screen, routes.task(town_of.FENCE))
    hand.open("impossible", "why-acces")
    hand.tap("why-acces")
    hand.type("tasks/screens_leave", "impossible-note")


def makes_a_round(hand: Hand) -> None:
    """Type a word at the one stop of a round, and another at its end."""
    screen = hand.screen
    visit(screen, routes.round_page(town_of.ROUND))
    hand.type("rounds/screens_parts", "stop-word")
    hand.tap("primary")
    screen.wait_gone("stop-word")
    hand.tap("primary")
    hand.type("rounds/screens_end", "note-after")
    hand.tap("primary")
    screen.wait_for("reopen")


def writes_a_third_version(hand: Hand) -> None:
    """Type into the sheet of a question."""
    visit(hand.screen, routes.conflict(town_of.QUESTION))
    hand.open("write-other", "edit-handover_note")
    hand.type("reconcile/screens_editor", "edit-handover_note")
    hand.type("reconcile/screens_editor", "edit-expected_minutes", form=DIGITS)
    hand.type("reconcile/screens_third", "third-word")


def keeps_a_secret(hand: Hand) -> None:
    """Type into the fields of the phrase of one's own vault; it is not the phrase, and nothing changes."""
    visit(hand.screen, routes.ACCOUNT)
    hand.open("secret-change", "secret-current")
    hand.type("account/screens_secret", "secret-current", "secret-new")
    hand.tap("secret-done")
    reach(hand.screen, "pin-choose")
    hand.tap("pin-choose")
    for digit in PIN * 2:
        hand.tap(f"digit-{digit}")
    # Another code wants the phrase first.
    hand.tap("pin-choose")
    hand.type("account/screens_pin_choice", "pin-phrase")
    hand.tap("pin-prove")


def signs_in_again(hand: Hand, town: TownServer) -> None:
    """Have the town hall forget the device, and type what it asks for."""
    with town.parts() as parts:
        set_password(parts, town.tenant, "karim", PASSPHRASE)
    visit(hand.screen, routes.TODAY)
    open_sheet(hand.screen)
    hand.tap("sync-retry")
    hand.screen.wait_for("sign-in-again", STEP_MS)
    shut_sheet(hand.screen)
    visit(hand.screen, routes.ACCOUNT)
    hand.type("account/screens_secret", "again-passphrase")
    hand.tap("again")
    # The right phrase, of an account that has a second factor since.
    with town.parts() as parts:
        parts.auth.second_factors.turn_on(town.tenant, "karim", os.urandom)
    hand.screen.type("again-passphrase", PASSPHRASE)
    hand.tap("again")
    hand.type("account/screens_otp", "otp", form=DIGITS)
    hand.tap("again")


def sorts_at_the_desk(hand: Hand) -> None:
    """Type into the triage: its search, a comment, and each of its sheets."""
    screen, sheets = hand.screen, "triage/screens_sheets"
    visit(screen, routes.triage_report(town_of.TO_SORT))
    says_something(hand, "triage/screens_facts", routes.triage_report(town_of.TO_SORT), "send-comment")
    hand.sheet("assign", sheets, "find-recipient")
    hand.sheet("requalify", sheets, "find-category")
    screen.press("d")
    hand.type("triage/screens_twins", "find-original")
    hand.tap("close")
    screen.wait_gone("find-original")
    hand.open("order-task", "task-title")
    hand.type("triage/screens_order", "task-title", "check-0")
    hand.tap("task-confirm")
    screen.wait_gone("task-title")
    visit(screen, routes.triage_report(town_of.TO_REJECT))
    hand.open("reject", "reason-autre")
    hand.tap("reason-autre")
    hand.type("triage/screens_asks", "reject-note")
    hand.tap("reject-confirm")
    screen.wait_gone("reject-note")
    visit(screen, routes.triage_report(town_of.TO_PUT_ASIDE))
    hand.sheet("put-aside", "triage/screens_asks", "aside-note", "aside-confirm")
    hand.type("triage/screens_desk", "search")


def answers_at_the_desk(hand: Hand) -> None:
    """Begin an answer, a template, a filter and an objective, then take down a call."""
    screen = hand.screen
    visit(screen, routes.triage_report(town_of.TO_PUT_ASIDE))
    hand.open("answer-resident", "answer")
    hand.type("triage/screens_answer", "answer")
    hand.tap("open-templates")
    hand.open("template-new", "template-title")
    hand.type("triage/screens_templates", "template-title", "template-text")
    hand.tap("close")
    screen.wait_gone("template-text")
    visit(screen, routes.INTAKE)
    # From above to below: a field that is scrolled back under the pointer is missed for a row beneath it.
    hand.type("intake/screens_parts", "intake-category", "intake-said")
    hand.type("intake/screens_parts", "intake-name", "intake-phone", "intake-email")
    # Last: the answers that come for it move what lies below.
    hand.type("intake/screens_place", "intake-address")
    screen.page.wait_for_timeout(SETTLE_MS)
    visit(screen, routes.TRIAGE)
    await_rest(screen, "search")
    screen.press("v")
    hand.open("pile-open", "filter-name")
    hand.type("triage/screens_filter", "filter-name")
    hand.tap("close")
    screen.wait_gone("filter-name")
    visit(screen, routes.DASHBOARD)
    hand.open("objective-new", "objective-name")
    hand.type("dashboard/screens_objective_form", "objective-name")
    hand.type("dashboard/screens_objective_form", "objective-baseline", "objective-target", form=DIGITS)
    hand.tap("objective-shut")
    screen.wait_gone("objective-name")


def plans_at_the_desk(hand: Hand) -> None:
    """Look for who takes a task, then plan a round with a place in it and give it to a team."""
    screen = hand.screen
    visit(screen, routes.task(town_of.FENCE))
    hand.sheet("give", "tasks/screens_give", "find-taker")
    visit(screen, routes.NEW_ROUND)
    hand.type("rounds/screens_pick", "pick-search")
    hand.tap(f"maker-{NORD}")
    hand.open("add-place", "place-title")
    hand.type("rounds/screens_place", "place-title", "place-note", "place-search")
    hand.tap("place-add")
    screen.wait_gone("place-title")
    hand.type("rounds/screens_form", "round-name", "note-before")
    hand.tap("primary")
    screen.wait_for("print")


def writes_a_note(hand: Hand) -> None:
    """Type a note, put a document on it and publish it, open that document, then begin another."""
    screen = hand.screen
    fields = ("title", "body", "summary", "category")
    visit(screen, routes.COMPOSE)
    hand.type("news/screens_form", *fields)
    attach_document(screen, PLAN, b"%PDF-1.7\n" + MARKER)
    hand.open("audience-add", "find-audience")
    hand.type("news/screens_audience", "find-audience")
    screen.type("find-audience", "")
    hand.tap(f"choose-{VOIRIE}")
    hand.tap("audience-done")
    screen.wait_gone("find-audience")
    screen.press("Control+Enter")
    screen.wait_for("readers")
    with screen.page.expect_download() as kept:
        hand.tap(next(one for one in screen.identifiers() if one.startswith("document-")))
    assert Path(kept.value.path()).read_bytes() == b"%PDF-1.7\n" + MARKER, "opened from the vault's files"
    visit(screen, routes.COMPOSE)
    hand.type("news/screens_form", *fields)
    screen.page.wait_for_timeout(SETTLE_MS)


@contextmanager
def both_at_work(folder: Path, typist: Typist) -> Iterator[TownServer]:
    """Let a tablet and a desk type all there is to type; both still run."""
    town = TownServer(folder, town_of.marked_town())
    with town.parts() as parts:
        parts.recovery.name_keepers(town.tenant, ("Aïcha", "Bruno"), renew=False)
    tablet, desk = (Client(folder / name, town.url) for name in ("tablet", "desk"))
    town_of.asked_before(tablet.folder / "profile")
    with town.alive(), Browser(density=HALF) as browser, switched_on(tablet), switched_on(desk):
        street = Hand(tablet.open(browser, TABLET), typist)
        stands_at_the_door(street, town.url)
        sign_in(street.screen, "karim")
        for moment in (writes_a_third_version, works_in_the_street, makes_a_round, reports_something, keeps_a_secret):
            moment(street)
        office = Hand(desk.open(browser, DESK_SMALL), typist)
        sign_in(office.screen, "sylvie")
        for moment in (sorts_at_the_desk, answers_at_the_desk, plans_at_the_desk, writes_a_note):
            moment(office)
        pill_until(office.screen, "À jour", STEP_MS)
        signs_in_again(street, town)
        yield town


@pytest.mark.timeout(600)
def test_no_word_of_any_screen_is_found_in_any_file(tmp_path: Path) -> None:
    typist = Typist(text_fields())
    profiles = [tmp_path / name for name in ("tablet", "desk")]
    with both_at_work(tmp_path, typist):
        assert not typist.forgotten, "the app has a text field into which this test types nothing"
        words = [*ALSO_SECRET, *typist.words]
        assert all(list(profile.rglob("replica.db-wal")) for profile in profiles), "they still run"
        assert [found for profile in profiles for found in found_in(profile, words)] == []
    assert [found for profile in profiles for found in found_in(profile, words)] == [], "nor after a kill"
    arrived = {typist.words[word] for word, _ in found_in(tmp_path / "town hall", typist.words)}
    assert arrived >= SENT, "what was typed to be sent is at the town hall"


def test_search_would_find_a_word_in_any_file(tmp_path: Path) -> None:
    for encoding in ENCODINGS:
        (tmp_path / encoding).write_bytes(b"\x00\xff" + "près du MIRABELLEnbaum".encode(encoding))
    (tmp_path / "Mirabellenbaum.log").touch()
    (tmp_path / "other").write_bytes(b"mirabelle nbaum")
    with closing(sqlite3.connect(tmp_path / "plain.db")) as plain:
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute("CREATE TABLE said (words TEXT)")
        plain.execute("INSERT INTO said VALUES ('sous le Mirabellenbaum')")
        plain.commit()
        found = {path.name for _, path in found_in(tmp_path, ["mirabellenBaum"])}
    assert found == {*ENCODINGS, "Mirabellenbaum.log", "plain.db-wal"}
