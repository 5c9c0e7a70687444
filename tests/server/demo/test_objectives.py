"""Objectives of the demo town: two that everybody follows, set by who may."""

from sync.records import KINDS
from tests.server.demo.parts import parts, replayed


def test_two_objectives_are_followed_and_set_by_the_director() -> None:
    records = parts().of_kind("objective")
    standing = [replayed().fields[record.id] for record in records]
    assert [one["status"] for one in standing] == ["actif", "actif"]
    assert len({one["indicator"] for one in standing}) == 2
    assert {record.by for record in records} == {parts().people.named("Anne Chevallier").id}
    assert not [one["title"] for one in standing if KINDS["objective"].validate(one)]
