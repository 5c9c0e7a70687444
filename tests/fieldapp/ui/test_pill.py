"""What the pill says, and that it never says « À jour » too early."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.look import Look
from fieldapp.ui.widgets import (
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

NOW = datetime(2026, 11, 23, 14, 40, tzinfo=timezone(timedelta(hours=1)))
AT = NOW - timedelta(minutes=8)


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (Standing(online=True, unsent=0, confirmed_at=AT), UpToDate(AT)),
        (Standing(online=True, unsent=3, confirmed_at=AT), ToSend(3)),
        (Standing(online=False, unsent=3, confirmed_at=AT), Offline(3)),
        (Standing(online=False, unsent=0, confirmed_at=AT), Offline(0)),
        (Standing(online=False, unsent=3, to_reconcile=1), ToReconcile(1)),
        (Standing(online=True, unsent=0), Never()),
        (Standing(online=True, unsent=2, stopped=True), Stopped(2)),
        (Standing(online=False, unsent=2, to_reconcile=1, stopped=True), ToReconcile(1)),
        (Standing(online=True, unsent=2, confirmed_at=AT, busy_until=AT), Busy(AT)),
        (Standing(online=True, unsent=0, confirmed_at=AT, busy_until=AT), UpToDate(AT)),
        (Standing(online=True, unsent=0, busy_until=AT), Busy(AT)),
        (Standing(online=False, unsent=2, confirmed_at=AT, busy_until=AT), Offline(2)),
    ],
)
def test_pill_says_what_matters_most(standing: Standing, state: PillState) -> None:
    assert pill_state(standing) == state


@given(st.booleans(), st.integers(0, 5), st.integers(0, 3), st.booleans(), st.booleans())
def test_pill_is_up_to_date_only_when_all_is_confirmed(
    online: bool, unsent: int, to_reconcile: int, known: bool, stopped: bool
) -> None:
    standing = Standing(online, unsent, to_reconcile, AT if known else None, stopped)
    calm = online and known and not unsent and not to_reconcile and not stopped
    assert isinstance(pill_state(standing), UpToDate) is calm


@pytest.mark.parametrize(
    ("state", "french", "english"),
    [
        (UpToDate(AT), "À jour 14:32", "Up to date 14:32"),
        (UpToDate(AT - timedelta(days=1)), "À jour Hier, 14:32", "Up to date Yesterday, 14:32"),
        (ToSend(3), "3 à envoyer", "3 to send"),
        (Offline(3), "Hors ligne · 3 à envoyer", "Offline · 3 to send"),
        (Offline(), "Hors ligne", "Offline"),
        (ToReconcile(1), "1 à rapprocher", "1 to reconcile"),
        (Busy(AT), "Mairie très sollicitée · essai à 14:32", "Town hall very busy · next try 14:32"),
    ],
)
def test_pill_word_is_the_agreed_one(state: PillState, french: str, english: str) -> None:
    assert pill_word(Look(t=Words(Language.FR)), state, NOW) == french
    assert pill_word(Look(t=Words(Language.EN)), state, NOW) == english


def test_pill_is_one_live_region_with_one_name() -> None:
    drawn = pill(Look(), ToSend(3), lambda: None, now=NOW)
    assert drawn.live_region is True
    inner = drawn.content
    assert inner is not None
    assert (getattr(inner, "identifier", ""), getattr(inner, "label", "")) == (
        "sync-pill",
        "État d’envoi\u00a0: 3 à envoyer",
    )
