"""Rule 7 of the session: while the screen is dark nothing begins by itself, and what was written still goes up."""

from dataclasses import replace

import pytest

from sync.core.session import (
    PULL_INTERVAL_MS,
    Action,
    Darkened,
    Event,
    Failed,
    Halt,
    Halted,
    Link,
    NothingToPush,
    Phase,
    Pulled,
    Push,
    Pushed,
    Seen,
    Session,
    Sleep,
    Trouble,
    Upload,
    Uploaded,
    Wake,
    Woken,
    after,
    next_action,
)

NOW = 1_000_000
LATER = NOW + 10 * PULL_INTERVAL_MS


def dark(phase: Phase, **parts: object) -> Session:
    """Give a dark session in a phase, that was online before."""
    told = replace(Session(phase=phase, link=Link.ONLINE, last_contact_ms=1), **parts)  # type: ignore[arg-type]
    return after(told, Darkened(), NOW)


@pytest.mark.parametrize("phase", [Phase.IDLE, Phase.WAIT, Phase.HALTED])
def test_dark_session_that_rests_begins_nothing_however_late_it_is(phase: Phase) -> None:
    assert next_action(dark(phase, until_ms=NOW + 5), LATER) == Sleep(None)


@pytest.mark.parametrize(
    ("phase", "event"),
    [
        (Phase.PUSH, Pushed(0)),
        (Phase.PUSH, NothingToPush()),
        (Phase.PULL, Pulled(more=True)),
        (Phase.UPLOAD, Uploaded(more=True)),
        (Phase.UPLOAD, Uploaded(more=False)),
        (Phase.PULL, Failed(Trouble.UNREACHABLE, 0.5)),
        (Phase.PULL, Halted(Halt.TOO_OLD)),
    ],
)
def test_exchange_under_way_is_the_last_one_in_the_dark(phase: Phase, event: Event) -> None:
    assert next_action(after(dark(phase), event, NOW), LATER) == Sleep(None)


def test_what_is_in_the_outbox_goes_up_to_its_end_in_the_dark() -> None:
    assert next_action(after(dark(Phase.PUSH), Pushed(3), NOW), NOW) == Push(200)


def test_what_is_written_in_the_dark_is_sent_and_nothing_is_read() -> None:
    woken = after(dark(Phase.IDLE, until_ms=LATER), Woken(Wake.WORK), NOW)
    assert next_action(woken, NOW) == Push(100)
    assert next_action(after(woken, Pushed(0), NOW), LATER) == Sleep(None)


def test_what_is_written_during_the_last_exchange_is_sent_after_it() -> None:
    woken = after(dark(Phase.UPLOAD), Woken(Wake.WORK), NOW)
    assert next_action(after(woken, Uploaded(more=True), NOW), NOW) == Push(100)


@pytest.mark.parametrize("phase", [Phase.IDLE, Phase.WAIT])
def test_session_that_is_seen_again_talks_at_once(phase: Phase) -> None:
    seen = after(dark(phase, link=Link.OFFLINE, until_ms=LATER), Seen(), NOW)
    action: Action = next_action(seen, NOW)
    assert action == Push(100)
    assert not seen.is_dark


def test_photos_go_on_once_it_is_seen_again() -> None:
    rested = after(dark(Phase.UPLOAD), Uploaded(more=True), NOW)
    seen = after(after(after(rested, Seen(), NOW), NothingToPush(), NOW), Pulled(more=False), NOW)
    assert next_action(seen, NOW) == Upload()


@pytest.mark.parametrize("why", [Halt.SIGNED_OUT, Halt.SWITCHED_OFF, Halt.REVOKED])
def test_halt_outlasts_the_dark(why: Halt) -> None:
    halted = after(dark(Phase.PUSH), Halted(why), NOW)
    seen = after(halted, Seen(), NOW)
    assert (seen.phase, seen.halt, seen.is_dark) == (Phase.HALTED, why, False)


def test_server_that_asked_for_patience_gets_it_after_the_dark_too() -> None:
    busy = after(dark(Phase.PULL), Failed(Trouble.BUSY, 0, retry_after_ms=600_000), NOW)
    assert next_action(after(busy, Seen(), NOW), NOW) == Sleep(NOW + 600_000)
