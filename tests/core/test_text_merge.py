"""Two people's texts become one when they wrote in different places, and nobody's words are lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.text_merge import DIFFERENCES_MAX, TOKENS_MAX, merge_text
from tests.core.factories import PROPERTY, texts

TEXT = "La dalle est cassée devant le numéro 12.\nElle bouge."


@PROPERTY
@given(texts, texts)
def test_only_writer_gets_his_text(base: str, side: str) -> None:
    assert merge_text(base, side, base) == side
    assert merge_text(base, base, side) == side


@PROPERTY
@given(texts, texts)
def test_same_text_twice_stays(base: str, side: str) -> None:
    assert merge_text(base, side, side) == side


@PROPERTY
@given(texts, texts, texts)
def test_sides_may_change_places(base: str, mine: str, theirs: str) -> None:
    assert merge_text(base, mine, theirs) == merge_text(base, theirs, mine)


@PROPERTY
@given(st.lists(st.sampled_from("abcdef"), min_size=6, max_size=30), st.data())
def test_words_far_apart_are_both_kept(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) // 2 - 2))
    second = data.draw(st.integers(len(words) // 2 + 1, len(words) - 1))
    mine, theirs, both = list(words), list(words), list(words)
    mine[first] = both[first] = "MINE"
    theirs[second] = both[second] = "THEIRS"
    assert merge_text(" ".join(words), " ".join(mine), " ".join(theirs)) == " ".join(both)


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (TEXT.replace("12", "14"), TEXT + " Attention.", TEXT.replace("12", "14") + " Attention."),
        (TEXT.replace("La", "Une"), TEXT.replace("bouge", "branle"), "Une" + TEXT[2:].replace("bouge", "branle")),
        (TEXT.replace("cassée ", ""), TEXT, TEXT.replace("cassée ", "")),
    ],
)
def test_different_places_merge(mine: str, theirs: str, merged: str) -> None:
    assert merge_text(TEXT, mine, theirs) == merged


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (TEXT.replace("12", "14"), TEXT.replace("12", "16")),
        ("", TEXT.replace("12", "16")),
        (TEXT + " Un.", TEXT + " Deux."),
        (TEXT.replace("numéro 12", "n° 12"), TEXT.replace("numéro 12", "numéro 16")),
    ],
)
def test_same_place_asks(mine: str, theirs: str) -> None:
    assert merge_text(TEXT, mine, theirs) is None


def test_empty_base_asks_when_both_wrote() -> None:
    assert merge_text("", "un", "deux") is None


def test_text_that_was_rewritten_asks() -> None:
    words = [f"mot{n}" for n in range(DIFFERENCES_MAX)]
    rewritten = " ".join(word.upper() for word in words)
    assert merge_text(" ".join(words), rewritten, " ".join(words) + " fin") is None


def test_text_that_is_too_long_asks() -> None:
    long = "mot " * TOKENS_MAX
    assert merge_text(long, long + "un", "zéro " + long) is None


def test_long_text_merges_far_apart() -> None:
    words = [f"mot{n % 300}" for n in range(6_000)]
    mine, theirs = list(words), list(words)
    mine[10:60] = [word.upper() for word in words[10:60]]
    theirs[-60:-10] = ["x"] * 50
    merged = merge_text(" ".join(words), " ".join(mine), " ".join(theirs))
    assert merged == " ".join([*mine[:3_000], *theirs[3_000:]])
