"""Whatever has happened, a session that meets a working server again gets everything through, in bounded steps."""

from hypothesis import given
from hypothesis import strategies as st

from sync.core.session import (
    BACK_OFF_MAX_MS,
    PUSH_CHANGES_MAX,
    PUSH_CHANGES_MIN,
    Event,
    Failed,
    Halt,
    Halted,
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
    next_action,
    started,
)
from tests.core.factories import PROPERTY

events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Pushed, st.integers(0, 900)),
    st.just(NothingToPush()),
    st.builds(Pulled, st.booleans()),
    st.builds(Uploaded, st.booleans()),
    st.builds(Failed, st.sampled_from(list(Trouble)), st.floats(0, 1), st.integers(0, 60_000)),
    st.builds(Halted, st.sampled_from(list(Halt))),
    st.builds(Woken, st.sampled_from(list(Wake))),
)
histories = st.lists(st.tuples(events, st.integers(0, 400_000)), max_size=25)


def after_all(history: list[tuple[Event, int]]) -> tuple[Session, int]:
    """Live through a history: each event with the milliseconds before it."""
    session, now_ms = Session(), 0
    for event, passed_ms in history:
        now_ms += passed_ms
        session = started(session, next_action(session, now_ms))
        session = after(session, event, now_ms)
    return session, now_ms


@PROPERTY
@given(histories)
def test_state_stays_within_its_bounds(history: list[tuple[Event, int]]) -> None:
    session, now_ms = after_all(history)
    assert PUSH_CHANGES_MIN <= session.push_changes <= PUSH_CHANGES_MAX
    assert session.until_ms <= now_ms + max(BACK_OFF_MAX_MS, 15 * 60_000)
    assert (session.phase is not Phase.HALTED) or session.halt is not None
    assert session.halt in (None, Halt.TOO_OLD) or session.phase is Phase.HALTED


@PROPERTY
@given(histories)
def test_every_wait_ends(history: list[tuple[Event, int]]) -> None:
    session, now_ms = after_all(history)
    match next_action(session, now_ms):
        case Sleep(None):
            assert session.phase is Phase.HALTED
        case Sleep(until_ms):
            assert until_ms is not None
            assert isinstance(next_action(session, until_ms), Push)


@PROPERTY
@given(histories, st.integers(0, 1_500), st.integers(1, 6), st.integers(0, 5))
def test_everything_gets_through_once_the_server_answers(
    history: list[tuple[Event, int]], waiting: int, pages: int, chunks: int
) -> None:
    session, now_ms = after_all(history)
    session = after(session, Woken(Wake.PERSON), now_ms)
    steps_max = waiting // PUSH_CHANGES_MIN + pages + chunks + 12
    for _ in range(steps_max):
        match next_action(session, now_ms):
            case Push(changes_max) as push:
                session = started(session, push)
                sent, waiting = min(waiting, changes_max), max(waiting - changes_max, 0)
                session = after(session, Pushed(waiting) if sent else NothingToPush(), now_ms)
            case Pull():
                pages = max(pages - 1, 0)
                session = after(session, Pulled(more=pages > 0), now_ms)
            case Upload():
                moved, chunks = chunks > 0, max(chunks - 1, 0)
                session = after(session, Uploaded(more=moved), now_ms)
            case Sleep(until_ms):
                assert until_ms is not None
                break
    assert (waiting, pages, chunks) == (0, 0, 0)
    assert (session.phase, session.halt) == (Phase.IDLE, None)
