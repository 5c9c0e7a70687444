"""The catalogue: complete in both languages, said as UI.md §5 says, and every key that is used exists."""

import ast
import re
from collections.abc import Iterator, Mapping
from string import Formatter

import pytest

from fieldapp.ui.i18n import Language, Words
from fieldapp.ui.i18n.catalogue import CATALOGUE
from fieldapp.ui.i18n.language import Form
from fieldapp.ui.widgets import Sign
from tests.fieldapp.ui.sources import calls, text_of

_REFUSED = re.compile(r"synchroni[sz]|\berreur|\berror|invalid|\béchec|\bfail(?:ed|ure)|\boups|\boops|!", re.IGNORECASE)

AREAS = sorted({key.partition(".")[0] for key in CATALOGUE})


def sentences(form: Form) -> list[str]:
    """Give the one or two sentences of a form."""
    return [form] if isinstance(form, str) else [form["one"], form["other"]]


def placeholders(sentence: str) -> set[str]:
    """Give the names of the values that a sentence takes."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def keys_of(area: str) -> list[str]:
    """Give the keys of one area of the catalogue: « reports » of `reports.send`."""
    return [key for key in sorted(CATALOGUE) if key.partition(".")[0] == area]


def differs(forms: tuple[Form, Form]) -> bool:
    """Tell whether a sentence takes other values in one language than in the other."""
    french, english = (set().union(*(placeholders(text) for text in sentences(form))) for form in forms)
    return french != english


def used_keys(trees: Mapping[str, ast.Module] | None = None) -> Iterator[tuple[str, str]]:
    """Give every literal key that is asked of the words, with its place: `t("…")`, `look.t("…")`."""
    for path, call, name in calls(trees):
        key = text_of(call.args[0]) if call.args else None
        if name in {"t", "words"} and key is not None:
            yield f"{path}:{call.lineno}", key


def test_every_key_that_is_used_exists() -> None:
    missing = [f"{place} {key}" for place, key in used_keys() if key not in CATALOGUE]
    assert not missing


def test_every_use_gives_the_values_of_its_sentence() -> None:
    wrong = []
    for path, call, name in calls():
        key = text_of(call.args[0]) if call.args else None
        spread = any(keyword.arg is None for keyword in call.keywords)
        if name not in {"t", "words"} or key is None or key not in CATALOGUE or spread:
            continue
        given = {keyword.arg for keyword in call.keywords}
        wanted = set().union(*(placeholders(text) for form in CATALOGUE[key] for text in sentences(form)))
        if wanted - given:
            wrong.append(f"{path}:{call.lineno} {key} lacks {sorted(wanted - given)}")
    assert not wrong


@pytest.mark.parametrize("area", AREAS)
def test_entries_say_the_same_in_both_languages(area: str) -> None:
    assert [key for key in keys_of(area) if differs(CATALOGUE[key])] == []
    loose = [
        (key, text)
        for key in keys_of(area)
        for form in CATALOGUE[key]
        for text in sentences(form)
        if not text or text.strip() != text
    ]
    assert loose == []


@pytest.mark.parametrize("area", AREAS)
def test_entries_frighten_nobody(area: str) -> None:
    said = [(key, text) for key in keys_of(area) for form in CATALOGUE[key] for text in sentences(form)]
    assert [one for one in said if _REFUSED.search(one[1])] == []
    assert [one for one in said if "\u202f" in one[1]] == []


def test_entry_whose_languages_take_other_values_is_noticed() -> None:
    assert differs(("{n} tâches", "tasks"))
    assert not differs(({"one": "{n} jour", "other": "{n} jours"}, "{n} days"))


def test_key_of_more_than_a_letter_is_said_by_the_catalogue() -> None:
    literal = [
        f"{path}:{call.lineno} {key}"
        for path, call, name in calls()
        if name in {"Action", "Tap", "Choice", "Field"} and "/gallery" not in path
        for key in (text_of(word.value) for word in call.keywords if word.arg == "key")
        if key is not None and len(key) > 1
    ]
    assert not literal


def test_entry_that_counts_takes_n() -> None:
    wrong = [
        key
        for key, forms in CATALOGUE.items()
        for form in forms
        if not isinstance(form, str) and set(form) != {"one", "other"}
    ]
    assert not wrong


def test_every_sign_has_its_word() -> None:
    assert not [sign for sign in Sign if f"state.{sign.value}" not in CATALOGUE]


@pytest.mark.parametrize(("n", "said"), [(0, "0 à envoyer"), (1, "1 à envoyer"), (1200, "1\u00a0200 à envoyer")])
def test_words_write_numbers_as_french_does(n: int, said: str) -> None:
    assert Words(Language.FR)("sync.to_send", n=n) == said


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        (Language.EN, 0, "0 days"),
        (Language.EN, 1, "1 day"),
        (Language.EN, 2, "2 days"),
        (Language.FR, 1, "1\u00a0j"),
    ],
)
def test_plural_follows_the_language(language: Language, n: int, said: str) -> None:
    assert Words(language)("time.days", n=n) == said


def test_unknown_key_is_our_bug() -> None:
    with pytest.raises(AssertionError, match="no words for"):
        Words()("no.such.key")


def test_two_languages_live_side_by_side() -> None:
    assert (Words(Language.FR)("action.back"), Words(Language.EN)("action.back")) == ("Retour", "Back")


def test_scan_sees_a_key_behind_look() -> None:
    seen = [key for _, key in used_keys({"fieldapp/x.py": ast.parse('look.t("no.such.key", n=1)')})]
    assert seen == ["no.such.key"]
