"""Pages by column: written and read back, and refused whole where anything is wrong with them."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from sync.core.digest import content_hash
from sync.core.session import Trouble
from sync.protocol.addresses import TABLES_MEDIA_TYPE
from sync.protocol.messages import PULL_PAGE_BYTES_MAX, Checkpoint, Opened, PullPage, Put, Table
from sync.protocol.problems import ProblemError
from sync.protocol.tables import block_text, packed_section, page_of_sections, sections_of_page, tables_of_block
from tests.protocol.fake_wire import FakeWire, bytes_saying, json_of
from tests.protocol.test_exchanges import NOW, PULL, transport, trouble_of_pull

IDS = ["018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000002"]
FIELDS: list[dict[str, Any]] = [{"title": "Un", "checklist": [{"label": "Né à l'été"}]}, {"title": "Deux", "lat": 48.5}]
TABLE = Table(
    kind="task",
    ids=IDS,
    rvs=[1, 7],
    hashes=[content_hash(fields) for fields in FIELDS],
    sets=(("town",), ("desk:x", "town")),
    held=[1, 0],
    columns={
        "title": ["Un", "Deux"],
        "checklist": ['[{"label":"Né à l\'été"}]', None],
        "lat": [None, 48.5],
    },
    texts=frozenset({"checklist"}),
)
PAGE = PullPage(
    Opened("e", 1, ("desk:x", "town"), NOW, 1, 0),
    (Put("task", IDS[0], 2, ("town",), {"title": "Un, plus tard"}),),
    Checkpoint({"desk:x": 4, "town": 4}, {}, more=True),
    (TABLE,),
)
BODY = sections_of_page(PAGE)


def test_page_by_column_is_read_as_it_was_written() -> None:
    assert page_of_sections(BODY) == PAGE


def test_record_of_a_table_is_what_a_line_brings() -> None:
    assert TABLE.put(0) == Put("task", IDS[0], 1, ("desk:x", "town"), FIELDS[0])
    assert TABLE.put(1) == Put("task", IDS[1], 7, ("town",), FIELDS[1])
    assert TABLE.without({IDS[0]}).put(0) == TABLE.put(1)


def test_page_cut_anywhere_is_no_page() -> None:
    for length in range(len(BODY)):
        with pytest.raises(ProblemError):
            page_of_sections(BODY[:length])


def test_bit_that_flips_is_noticed() -> None:
    for place in range(len(BODY)):
        flipped = bytearray(BODY)
        flipped[place] ^= 4
        with pytest.raises(ProblemError):
            page_of_sections(bytes(flipped))


def test_page_that_unpacks_to_too_much_is_no_page() -> None:
    with pytest.raises(ProblemError):
        page_of_sections(packed_section(bytes(PULL_PAGE_BYTES_MAX + 1), 1) + BODY)


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "a column is short": lambda table: table["columns"]["title"].pop(),
    "an id is twice": lambda table: table.update(ids=[IDS[0], IDS[0]]),
    "an id is no text": lambda table: table.update(ids=[1, 2]),
    "a version is 0": lambda table: table.update(rvs=[0, 1]),
    "a version is a bool": lambda table: table.update(rvs=[True, 1]),
    "a set is not there": lambda table: table.update(held=[0, 2]),
    "a set is negative": lambda table: table.update(held=[0, -1]),
    "a scope is no text": lambda table: table.update(sets=[["town"], [7]]),
    "a text is none": lambda table: table["columns"].update(checklist=[1, None]),
    "nothing is in it": lambda table: table.update(ids=[], rvs=[], hashes=[], held=[], columns={}),
    "no kind": lambda table: table.pop("kind"),
    "no word whether it fits": lambda table: table.pop("fits"),
}


@pytest.mark.parametrize("what", sorted(BROKEN))
def test_table_that_is_not_sound_is_refused(what: str) -> None:
    document = json.loads(block_text([TABLE]))
    assert tables_of_block(json.dumps(document).encode()) == (TABLE,)
    BROKEN[what](document["tables"][0])
    with pytest.raises(ProblemError):
        tables_of_block(json.dumps(document).encode())


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"tables":7}', b'{"tables":[7]}'])
def test_block_that_is_none_is_refused(text: bytes) -> None:
    with pytest.raises(ProblemError):
        tables_of_block(text)


def test_device_says_that_it_reads_by_column_and_does() -> None:
    wire = FakeWire([bytes_saying(BODY, media_type=TABLES_MEDIA_TYPE)])
    assert asyncio.run(transport(wire).pull(PULL)) == PAGE
    assert json_of(wire.asked[0])["takes_tables"] is True


def test_page_by_column_that_cannot_be_read_is_strange() -> None:
    for length in (0, 3, 40, len(BODY) - 1):
        assert trouble_of_pull(bytes_saying(BODY[:length], media_type=TABLES_MEDIA_TYPE)) is Trouble.STRANGE
