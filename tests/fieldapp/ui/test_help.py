"""The « ? » of every screen: words of its own for every place, at most 60 of them, in both languages."""

import pytest

from fieldapp.shell.places import PATTERNS
from fieldapp.ui.help import SIGN_IN, TOPICS, WORDS_MAX
from fieldapp.ui.i18n.catalogue import CATALOGUE


def words_of(said: str) -> int:
    """Count the words of a text, as a reader does: a sign of punctuation is none."""
    return sum(any(letter.isalnum() for letter in word) for word in said.split())


def test_every_place_has_a_topic() -> None:
    assert not set(PATTERNS) - set(TOPICS), "write its words in words_help.py and name them in fieldapp/ui/help.py"


@pytest.mark.parametrize("topic", sorted({*TOPICS.values(), SIGN_IN, "any"}))
def test_topic_is_said_in_few_words_in_both_languages(topic: str) -> None:
    told = CATALOGUE[f"help.{topic}"]
    assert all(isinstance(form, str) and 5 <= words_of(form) <= WORDS_MAX for form in told)
    assert told[0] != told[1]


@pytest.mark.parametrize("topic", ["new_report", "report", "task", "triage"])
def test_topic_of_a_screen_with_voice_notes_tells_of_them(topic: str) -> None:
    assert all(
        word in told for word, told in zip(("note vocale", "voice note"), CATALOGUE[f"help.{topic}"], strict=True)
    )


def test_count_of_words_sees_one_too_many() -> None:
    assert words_of("mot " * (WORDS_MAX + 1)) > WORDS_MAX
    assert words_of("Où ? Là : « ici »") == 3
