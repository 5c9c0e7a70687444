"""What is written is read back the same, for every message, and equal messages are equal bytes."""

from dataclasses import replace

from hypothesis import given

from sync.core.model import Change, Verdict, VerdictCode
from sync.protocol import exchange_codec as exchanges
from sync.protocol.codec import (
    change_of_json,
    change_of_kept,
    change_text,
    change_to_json,
    lines_of_page,
    page_of_lines,
    read_json,
    verdict_of_json,
    verdict_text,
    verdict_to_json,
    write_json,
)
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest, SignIn, Tokens
from sync.protocol.unread import unread
from tests.core.factories import PROPERTY
from tests.protocol import messages_made_up as made_up


@PROPERTY
@given(made_up.changes)
def test_change_survives_the_wire(change: Change) -> None:
    assert change_of_json(read_json(write_json(change_to_json(change)))) == change


@PROPERTY
@given(made_up.verdicts)
def test_verdict_survives_the_wire(verdict: Verdict) -> None:
    assert verdict_of_json(read_json(write_json(verdict_to_json(verdict)))) == verdict


@PROPERTY
@given(made_up.pages)
def test_page_survives_the_wire(page: PullPage) -> None:
    assert page_of_lines(list(lines_of_page(page))) == page


@PROPERTY
@given(made_up.pages)
def test_page_is_one_line_per_row(page: PullPage) -> None:
    lines = list(lines_of_page(page))
    assert len(lines) == len(page.rows) + 2
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
    assert page_of_lines(b"".join(lines).split(b"\n")) == page


@PROPERTY
@given(made_up.pushes())
def test_push_survives_the_wire(request: PushRequest) -> None:
    assert exchanges.push_of_json(read_json(write_json(exchanges.push_to_json(request)))) == request


@PROPERTY
@given(made_up.pushes())
def test_push_is_sent_as_it_is_written(request: PushRequest) -> None:
    assert read_json(exchanges.push_text(request)) == read_json(write_json(exchanges.push_to_json(request)))


@PROPERTY
@given(made_up.pushes())
def test_change_comes_back_from_our_own_storage_with_its_text(request: PushRequest) -> None:
    for change in request.changes:
        text = change_text(change)
        kept = change_of_kept(text)
        assert (kept, kept.text, change_text(kept)) == (change, text, text)
        assert change_text(replace(kept, n=kept.n + 1)) != text, "another change has another text"
    kept_all = replace(request, changes=tuple(change_of_kept(change_text(one)) for one in request.changes))
    assert exchanges.push_of_json(read_json(exchanges.push_text(kept_all))) == request


@PROPERTY
@given(made_up.pushes())
def test_unread_change_is_the_change_that_its_text_says(request: PushRequest) -> None:
    for change in request.changes:
        text = change_text(change)
        assert change_text(unread(change.n, text)) == text
        assert unread(change.n, text) == change
        assert change == unread(change.n, text, txn=change.txn, id=change.id)
        assert replace(unread(change.n, text), agent="another") != change
        assert unread(change.n + 1, text) == replace(change, n=change.n + 1)


@PROPERTY
@given(made_up.push_answers)
def test_verdict_text_is_its_canonical_json(answer: PushAnswer) -> None:
    for verdict in answer.verdicts:
        assert verdict_text(verdict).encode() == write_json(verdict_to_json(verdict))


@PROPERTY
@given(made_up.push_answers)
def test_push_answer_survives_the_wire(answer: PushAnswer) -> None:
    assert exchanges.push_answer_of_json(read_json(write_json(exchanges.push_answer_to_json(answer)))) == answer


@PROPERTY
@given(made_up.pull_requests)
def test_pull_request_survives_the_wire(request: PullRequest) -> None:
    assert exchanges.pull_of_json(read_json(write_json(exchanges.pull_to_json(request)))) == request


@PROPERTY
@given(made_up.sign_ins)
def test_sign_in_survives_the_wire(message: SignIn) -> None:
    assert exchanges.sign_in_of_json(read_json(write_json(exchanges.sign_in_to_json(message)))) == message


@PROPERTY
@given(made_up.tokens)
def test_tokens_survive_the_wire(tokens: Tokens) -> None:
    assert exchanges.tokens_of_json(read_json(write_json(exchanges.tokens_to_json(tokens)))) == tokens


def test_verdict_says_nothing_that_it_has_not() -> None:
    assert verdict_to_json(Verdict(3, VerdictCode.REJECTED, received_at="2026-11-23T14:32:05.123Z")) == {
        "n": 3,
        "code": "rejected",
        "received_at": "2026-11-23T14:32:05.123Z",
    }
