"""The table of the session's transitions: for each state and event, what comes next."""

from dataclasses import replace

import pytest

from sync.core.session import (
    BACK_OFF_FIRST_MS,
    BACK_OFF_MAX_MS,
    PULL_INTERVAL_MS,
    PUSH_CHANGES_MAX,
    PUSH_CHANGES_MIN,
    PUSH_CHANGES_UNTOLD,
    WAKE_INTERVAL_MS,
    Action,
    Event,
    Failed,
    Halt,
    Halted,
    Link,
    NothingToPush,
    Phase,
    Pull,
    Pulled,
    Push,
    Pushed,
    Session,
    Sleep,
    Trouble,
    Upload,
    Uploaded,
    Wake,
    Woken,
    after,
    back_off_ms,
    next_action,
    started,
)

NOW = 1_000_000
FAILURE = Failed(Trouble.UNREACHABLE, jitter=0.5)


def in_phase(phase: Phase, **parts: object) -> Session:
    """Give a session in a phase, that was online before."""
    return replace(Session(phase=phase, link=Link.ONLINE, last_contact_ms=1), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("session", "action"),
    [
        (Session(), Push(100)),
        (in_phase(Phase.PUSH, push_changes=7), Push(7)),
        (in_phase(Phase.PULL), Pull()),
        (in_phase(Phase.UPLOAD), Upload()),
        (in_phase(Phase.HALTED), Sleep(None)),
        (in_phase(Phase.IDLE, until_ms=NOW + 1), Sleep(NOW + 1)),
        (in_phase(Phase.IDLE, until_ms=NOW), Push(100)),
        (in_phase(Phase.WAIT, until_ms=NOW + 1), Sleep(NOW + 1)),
        (in_phase(Phase.WAIT, until_ms=NOW - 5), Push(100)),
    ],
)
def test_next_action_follows_from_the_phase(session: Session, action: Action) -> None:
    assert next_action(session, NOW) == action
    assert next_action(session, NOW) == action


@pytest.mark.parametrize(
    ("phase", "event", "becomes"),
    [
        (Phase.PUSH, Pushed(3), Phase.PUSH),
        (Phase.PUSH, Pushed(0), Phase.PULL),
        (Phase.PUSH, NothingToPush(), Phase.PULL),
        (Phase.PULL, Pulled(more=True), Phase.PULL),
        (Phase.PULL, Pulled(more=False), Phase.UPLOAD),
        (Phase.UPLOAD, Uploaded(more=True), Phase.UPLOAD),
        (Phase.UPLOAD, Uploaded(more=False), Phase.IDLE),
        *((phase, FAILURE, Phase.WAIT) for phase in (Phase.PUSH, Phase.PULL, Phase.UPLOAD)),
        *((phase, Halted(Halt.REVOKED), Phase.HALTED) for phase in Phase if phase is not Phase.PULL),
        (Phase.PULL, Halted(Halt.REVOKED), Phase.UPLOAD),
        *((phase, Halted(Halt.TOO_OLD), Phase.UPLOAD) for phase in (Phase.PUSH, Phase.PULL)),
        (Phase.PULL, Halted(Halt.LEASE_ENDED), Phase.UPLOAD),
        *((phase, Woken(why), phase) for phase in (Phase.PUSH, Phase.PULL, Phase.UPLOAD) for why in Wake),
        *((Phase.IDLE, Woken(why), Phase.PUSH) for why in Wake),
        (Phase.WAIT, Woken(Wake.PERSON), Phase.PUSH),
        *((Phase.WAIT, Woken(why), Phase.WAIT) for why in Wake if why is not Wake.PERSON),
        *((Phase.HALTED, event, Phase.HALTED) for event in (Pushed(0), Pulled(more=True), FAILURE)),
        (Phase.HALTED, Woken(Wake.PERSON), Phase.PUSH),
        *((Phase.HALTED, Woken(why), Phase.HALTED) for why in Wake if why is not Wake.PERSON),
    ],
)
def test_event_leads_to_the_next_phase(phase: Phase, event: Event, becomes: Phase) -> None:
    assert after(in_phase(phase, until_ms=NOW + 5), event, NOW).phase is becomes


@pytest.mark.parametrize("event", [Pushed(0), Pushed(9), Pulled(more=True), Pulled(more=False), Uploaded(more=True)])
def test_real_answer_means_online_and_ends_the_failures(event: Event) -> None:
    session = after(Session(failures=4), event, NOW)
    assert (session.link, session.failures, session.last_contact_ms) == (Link.ONLINE, 0, NOW)


@pytest.mark.parametrize("event", [NothingToPush(), Uploaded(more=False), *(Woken(why) for why in Wake)])
def test_nothing_but_an_answer_means_online(event: Event) -> None:
    for stale in (False, True):
        session = after(Session(phase=Phase.UPLOAD, stale=stale), event, NOW)
        assert (session.link, session.last_contact_ms) == (Link.UNKNOWN, None)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_failure_means_offline_unless_the_server_answered(trouble: Trouble) -> None:
    session = after(in_phase(Phase.PULL), Failed(trouble, 0.5), NOW)
    is_answer = trouble in (Trouble.BUSY, Trouble.FULL)
    assert session.link is (Link.ONLINE if is_answer else Link.OFFLINE)
    assert session.last_contact_ms == 1


@pytest.mark.parametrize("trouble", list(Trouble))
def test_batch_is_halved_when_it_was_too_much(trouble: Trouble) -> None:
    halves = trouble in (Trouble.TIMED_OUT, Trouble.TOO_LARGE)
    session = after(in_phase(Phase.PUSH, push_changes=100), Failed(trouble, 0), NOW)
    assert session.push_changes == (50 if halves else 100)
    assert after(in_phase(Phase.PULL, push_changes=100), Failed(trouble, 0), NOW).push_changes == 100


def test_batch_is_halved_at_each_try_and_never_below_one() -> None:
    session = Session(push_changes=100)
    for _ in range(12):
        session = started(session, next_action(session, session.until_ms))
        session = after(session, Failed(Trouble.TIMED_OUT, 0), session.until_ms)
    assert session.push_changes == PUSH_CHANGES_MIN


def test_batch_doubles_on_success_up_to_its_limit() -> None:
    assert after(in_phase(Phase.PUSH, push_changes=50), Pushed(9), NOW).push_changes == 100
    assert after(in_phase(Phase.PUSH, push_changes=400), Pushed(9), NOW).push_changes == PUSH_CHANGES_UNTOLD


def test_batch_grows_to_what_the_server_says_that_it_takes() -> None:
    told = after(in_phase(Phase.PUSH, push_changes=400), Pushed(9, 1_500), NOW)
    assert (told.push_changes, told.push_changes_max) == (800, 1_500)
    assert after(told, Pushed(9), NOW).push_changes == 1_500, "it is remembered"
    assert after(in_phase(Phase.PUSH, push_changes=400), Pushed(9, 50), NOW).push_changes == 50
    assert after(in_phase(Phase.PUSH, push_changes=1_900), Pushed(9, 10**6), NOW).push_changes == PUSH_CHANGES_MAX


def test_back_off_grows_from_its_floor_to_its_ceiling() -> None:
    assert back_off_ms(1, 0) == back_off_ms(30, 0) == BACK_OFF_FIRST_MS
    assert [back_off_ms(n, 1) for n in (1, 2, 3)] == [4_000, 8_000, 16_000]
    assert back_off_ms(10_000, 1) == BACK_OFF_MAX_MS


def test_server_that_asks_for_patience_gets_it() -> None:
    busy = after(in_phase(Phase.PULL), Failed(Trouble.BUSY, 0, retry_after_ms=600_000), NOW)
    assert busy.until_ms == NOW + 600_000
    assert after(busy, Woken(Wake.NEWS), NOW).until_ms == NOW + 600_000
    assert after(busy, Woken(Wake.NETWORK), NOW).until_ms == NOW + 600_000
    assert after(busy, Woken(Wake.PERSON), NOW).phase is Phase.PUSH


@pytest.mark.parametrize(("named_ms", "jitter", "wait_ms"), [(3_000, 0, 3_000), (3_000, 1, 4_000), (60_000, 1, 75_000)])
def test_hour_that_the_server_names_counts_and_not_how_often_one_came(
    named_ms: int, jitter: float, wait_ms: int
) -> None:
    often = in_phase(Phase.PUSH, failures=9)
    assert after(often, Failed(Trouble.BUSY, jitter, named_ms), NOW).until_ms == NOW + wait_ms


def test_hour_that_a_stranger_names_never_shortens_the_wait() -> None:
    often = in_phase(Phase.PUSH, failures=9)
    strange = after(often, Failed(Trouble.STRANGE, 1, 1_000), NOW)
    assert strange.until_ms == NOW + BACK_OFF_MAX_MS


def test_change_of_network_shortens_the_wait_at_most_once_a_second() -> None:
    session = in_phase(Phase.WAIT, link=Link.OFFLINE, until_ms=NOW + 100_000)
    soon = after(session, Woken(Wake.NETWORK), NOW)
    assert soon.until_ms == NOW
    again = replace(soon, until_ms=NOW + 100_000)
    assert after(again, Woken(Wake.NETWORK), NOW + 10).until_ms == NOW + WAKE_INTERVAL_MS


def test_flood_of_wake_ups_does_not_put_off_later_ones() -> None:
    session = in_phase(Phase.WAIT, link=Link.OFFLINE, until_ms=NOW + 300_000)
    for _ in range(10_000):
        session = after(session, Woken(Wake.NETWORK), NOW)
    failed = after(started(session, Push(1)), FAILURE, NOW + 5)
    assert after(failed, Woken(Wake.NETWORK), NOW + 10).until_ms <= NOW + 2 * WAKE_INTERVAL_MS


def test_new_work_waits_for_the_try_that_is_due() -> None:
    session = in_phase(Phase.WAIT, link=Link.OFFLINE, until_ms=NOW + 100_000)
    assert after(session, Woken(Wake.WORK), NOW) == session


def test_idle_ends_by_itself() -> None:
    session = after(in_phase(Phase.UPLOAD), Uploaded(more=False), NOW)
    assert next_action(session, NOW + PULL_INTERVAL_MS - 1) == Sleep(NOW + PULL_INTERVAL_MS)
    assert next_action(session, NOW + PULL_INTERVAL_MS) == Push(100)


def test_news_during_an_upload_goes_before_the_rest_of_the_photos() -> None:
    session = after(in_phase(Phase.UPLOAD), Woken(Wake.NEWS), NOW)
    session = after(session, Uploaded(more=True), NOW)
    assert (session.phase, session.stale) == (Phase.PUSH, False)


def test_one_chunk_moves_between_any_two_readings_when_news_never_ends() -> None:
    session, chunks = in_phase(Phase.PULL), 0
    for _ in range(40):
        session = after(session, Woken(Wake.NEWS), NOW)
        match next_action(session, NOW):
            case Push():
                session = after(session, NothingToPush(), NOW)
            case Pull():
                session = after(session, Pulled(more=False), NOW)
            case Upload():
                chunks += 1
                session = after(session, Uploaded(more=True), NOW)
    assert chunks >= 10


def test_client_that_is_too_old_still_sends() -> None:
    session = after(in_phase(Phase.PULL), Halted(Halt.TOO_OLD), NOW)
    assert next_action(session, NOW) == Upload()
    idle = after(session, Uploaded(more=False), NOW)
    assert (idle.halt, after(idle, Woken(Wake.WORK), NOW).phase) == (Halt.TOO_OLD, Phase.PUSH)
    assert after(after(idle, Woken(Wake.WORK), NOW), Pushed(0), NOW).halt is Halt.TOO_OLD


def test_client_that_was_updated_reads_again() -> None:
    session = in_phase(Phase.PULL, halt=Halt.TOO_OLD)
    assert after(session, Pulled(more=False), NOW).halt is None


@pytest.mark.parametrize(
    ("why", "link"),
    [
        (Halt.SWITCHED_OFF, Link.OFFLINE),
        (Halt.BROKEN, Link.UNKNOWN),
        (Halt.SIGNED_OUT, Link.ONLINE),
        (Halt.REVOKED, Link.ONLINE),
    ],
)
def test_halt_says_what_is_known_of_the_server(why: Halt, link: Link) -> None:
    session = after(Session(), Halted(why), NOW)
    assert (session.phase, session.halt, session.link) == (Phase.HALTED, why, link)


def test_withdrawn_device_sends_its_photos_and_tries_again_later() -> None:
    session = after(in_phase(Phase.PULL), Halted(Halt.REVOKED), NOW)
    for event in (Uploaded(more=True), Woken(Wake.WORK), Uploaded(more=True), NothingToPush(), Halted(Halt.REVOKED)):
        session = after(session, event, NOW)
        assert session.halt is Halt.REVOKED
    assert next_action(session, NOW) == Upload()
    session = after(session, Uploaded(more=False), NOW)
    assert (session.phase, session.halt) == (Phase.IDLE, Halt.REVOKED)
    assert next_action(session, NOW) == Sleep(NOW + PULL_INTERVAL_MS)
    assert after(in_phase(Phase.PUSH, halt=Halt.REVOKED), Halted(Halt.REVOKED), NOW).phase is Phase.HALTED


def test_person_ends_a_halt() -> None:
    session = after(in_phase(Phase.HALTED, halt=Halt.SIGNED_OUT), Woken(Wake.PERSON), NOW)
    assert (session.phase, session.halt) == (Phase.PUSH, None)
