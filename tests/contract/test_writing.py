"""A gesture becomes a change that tells, per field, what is and what its writer was looking at."""

from typing import Any

import pytest

from sync.client.rows import Row, written
from sync.client.shelf import Place
from sync.client.writing import Hand, Wish, drafted, op_of
from sync.core.model import Change, Edit, Op
from tests.core.factories import ANNE, DEVICE, NOW, RECORD, TXN, change, spec

SPEC = spec()
HAND = Hand(DEVICE, ANNE, 7, TXN, NOW)
PLACE = Place("e", scope_epoch=3, offset_ms=-250)


def wished(op: Op, row: Row | None = None, **values: Any) -> Change | None:
    """Draft the change of a wish."""
    row = row or Row("thing", RECORD, rv=4, word={"title": "y", "comments": [{"id": "a"}], "minutes": 5})
    return drafted(Wish(op, "thing", RECORD, values), row, SPEC, HAND, PLACE)


def test_change_names_its_hand_and_its_place() -> None:
    done = wished(Op.PATCH, title="x")
    assert done is not None
    assert (done.device, done.n, done.txn, done.agent, done.made_at) == (DEVICE, 7, TXN, ANNE, NOW)
    assert (done.scope_epoch, done.offset_ms, done.base_rv) == (3, -250, 4)


def test_patch_tells_now_and_was_of_what_differs() -> None:
    done = wished(Op.PATCH, title="x", minutes=5, due=None)
    assert done is not None
    assert done.edits == {"title": Edit("x", "y")}


def test_was_is_what_the_screen_shows_and_not_the_servers_word() -> None:
    row = written(Row("thing", RECORD, rv=4, word={"title": "y"}), change(title=("z", "y")))
    done = wished(Op.PATCH, row, title="x")
    assert done is not None
    assert done.edits["title"].was == "z"


@pytest.mark.parametrize("op", [Op.PATCH, Op.APPEND])
def test_wish_that_is_true_already_is_no_change(op: Op) -> None:
    assert wished(op, title="y", minutes=5, comments=[{"id": "a"}]) is None


def test_list_that_grows_carries_only_what_is_new() -> None:
    done = wished(Op.APPEND, comments=[{"id": "a"}, {"id": "b"}])
    assert done is not None
    assert done.edits == {"comments": Edit([{"id": "b"}], None)}


def test_create_carries_its_fields_without_empty_ones() -> None:
    done = wished(Op.CREATE, Row("thing", RECORD), title="x", due=None)
    assert done is not None
    assert (done.edits, done.base_rv) == ({"title": Edit("x")}, 0)


def test_removal_carries_nothing() -> None:
    done = wished(Op.REMOVE)
    assert done is not None
    assert (done.op, done.edits) == (Op.REMOVE, {})


def test_patch_of_growing_fields_alone_is_an_append() -> None:
    assert op_of({"comments": Edit([]), "minutes": Edit(3)}, SPEC) is Op.APPEND
    assert op_of({"comments": Edit([]), "title": Edit("x")}, SPEC) is Op.PATCH
