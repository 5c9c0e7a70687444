"""The packing of small messages: it gives back what it was given, says so when it cannot, and is small."""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.packing import SMALL_BYTES_MAX, WITH_DICTIONARY, WITHOUT, pack, unpack
from sync.protocol.problems import ProblemError

WORDS = b"018f0000-0000-7000-8000-0000000000d1 town"
LIMIT = 1_000_000
AN_ID = "01a207a2-9fe0-7053-97fe-ed6740b925dc"
TEXTS = (
    b"",
    b"[1]",
    f'["{AN_ID}","87fbac45a94cfad329eef4091b638663","2026-11-23T09:00:28.000Z"]'.encode(),
    b'["1931-11-23T09:00:28.000Z","2026-13-40T09:00:28.000Z","9999-01-01T00:00:00.000Z"]',
    f'["{AN_ID.upper()}","zone:{AN_ID}","{AN_ID}0","{AN_ID}:12"]'.encode(),
    ("f" * 31 + " " + "f" * 32 + " " + "f" * 33 + " " + "f" * 64).encode(),
    '{"é":"\\u0001\U0001f333"}\n[]'.encode(),
    b"x" * (SMALL_BYTES_MAX + 1),
)


@pytest.mark.parametrize("text", TEXTS)
def test_unpacked_text_is_what_was_packed(text: bytes) -> None:
    assert unpack(pack(text, WORDS), WORDS, LIMIT) == text


@given(st.recursive(st.text() | st.uuids().map(str) | st.integers() | st.floats(allow_nan=False), st.lists))
def test_any_json_comes_back_as_it_was(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False).encode(errors="replace")
    assert unpack(pack(text, WORDS), WORDS, LIMIT) == text


def unpacked_or_problem(body: bytes) -> str:
    """Unpack, and give what came of it."""
    try:
        unpack(body, WORDS, LIMIT)
    except ProblemError as problem:
        return problem.kind.code
    return "text"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_no_json(content: bytes) -> None:
    for form in (WITH_DICTIONARY, WITHOUT, b"\x03", b""):
        assert unpacked_or_problem(form + content) in ("text", "not-json")


@pytest.mark.parametrize("text", TEXTS[2:])
def test_packed_text_that_is_cut_or_goes_on_is_no_json(text: bytes) -> None:
    packed = pack(text, WORDS)
    for wrong in (packed[:-1], packed + b"\x00"):
        assert unpacked_or_problem(wrong) == "not-json"


@pytest.mark.parametrize("form", [WITH_DICTIONARY, WITHOUT])
def test_small_body_does_not_become_all_our_memory(form: bytes) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = form + packer.compress(b"1" * 10_000_000) + packer.flush()
    with pytest.raises(ProblemError) as caught:
        unpack(bomb, WORDS, 1_000)
    assert caught.value.kind.code == "too-large"


def test_ids_count_against_the_limit_as_they_are_written() -> None:
    text = f'"{AN_ID}"'.encode()
    with pytest.raises(ProblemError):
        unpack(pack(text, WORDS), WORDS, len(text) - 1)


def test_line_of_json_without_control_characters_is_all_that_is_packed() -> None:
    with pytest.raises(AssertionError):
        pack(b"\x01", WORDS)
