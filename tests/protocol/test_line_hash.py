"""The hash of a put is read off its line, or not at all: never another than that of its fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.digest import canonical_json, content_hash
from sync.protocol.messages import Put
from sync.protocol.page_codec import line_of_text, line_to_json
from sync.server.pulling import PutText

ID = "01a207a2-9fe0-7053-97fe-ed6740b925dc"
SCOPES = ("desk:" + ID, "zone:none")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abé"), inner),
)


@given(st.dictionaries(st.sampled_from(["a", "b", "é", "z"]), VALUES))
def test_hash_of_a_line_is_that_of_its_fields(fields: dict[str, object]) -> None:
    read = line_of_text(canonical_json(line_to_json(Put("report", ID, 3, SCOPES, fields))))
    assert isinstance(read, Put)
    assert read.hash in ("", content_hash(read.fields))


def test_line_as_the_server_writes_it_has_its_hash() -> None:
    fields = {"description": "Trou devant l’école", "lat": 48.5, "history": [{"op": "create"}]}
    read = line_of_text(PutText("report", ID, 3, SCOPES, canonical_json(fields).decode()).line().rstrip(b"\n"))
    assert isinstance(read, Put)
    assert (read.fields, read.hash) == (fields, content_hash(fields))


@pytest.mark.parametrize(
    "line",
    [
        b'["put", "report", "x", 3, ["town"], {"a": 1}]',
        b'["put","report","x",3,["town"],{"a":null}]',
        b'["put","report","x",3,["town"],{"a":1} ]',
        b'["put","r\\u00e9","x",3,["town"],{"a":1}]',
    ],
)
def test_line_that_others_wrote_has_none(line: bytes) -> None:
    read = line_of_text(line)
    assert isinstance(read, Put)
    assert read.hash == ""
