"""No sentence is glued from parts, and no screen changes the case of a word: both are done by the catalogue."""

import ast
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import pytest

from fieldapp.ui.i18n import Language, Words, at_start, sentences, week_day, within
from tests.fieldapp.ui.sources import parsed

Trees = Mapping[str, ast.Module]
Rule = Callable[[Trees], Iterator[str]]

_APART = (" · ", ", ", "\n")
"""What may stand between data that are no sentence together."""
_CASES = {"lower", "capitalize", "title", "swapcase", "casefold"}
_OF_WORDS = "fieldapp/ui/i18n/"
_CODES = {"name", "value", "key", "code", "id"}
"""What an identifier is made of: its case is no word's."""


def _is_word(node: ast.expr | None, named: frozenset[str] = frozenset()) -> bool:
    """Tell whether an expression is words of the catalogue, or a name that was given some."""
    if isinstance(node, ast.IfExp):
        return _is_word(node.body, named) or _is_word(node.orelse, named)
    if isinstance(node, ast.Name):
        return node.id in named
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in {"t", "words"}


def _functions(trees: Trees) -> Iterator[tuple[str, ast.AST, frozenset[str]]]:
    """Give every function (and every module) of the screens with the names that it gives words to."""
    for path, tree in trees.items():
        if path.startswith(_OF_WORDS):
            continue
        for whole in ast.walk(tree):
            if isinstance(whole, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
                given = (node for node in ast.walk(whole) if isinstance(node, ast.Assign) and _is_word(node.value))
                names = {one.id for node in given for one in node.targets if isinstance(one, ast.Name)}
                inside = names if not isinstance(whole, ast.Module) else set()
                yield path, whole, frozenset(inside)


def glued(trees: Trees) -> Iterator[str]:
    """Find words of the catalogue that are put together with others, or with letters of ours."""
    for path, whole, names in _functions(trees):
        for node in ast.walk(whole):
            if isinstance(node, ast.JoinedStr) and _is_glue(node, names):
                yield f"{path}:{node.lineno} {ast.unparse(node)}"
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
                sides = (node.left, node.right)
                lists = any(isinstance(side, ast.List | ast.Tuple) for side in sides)
                if not lists and any(_is_word(side, names) for side in sides):
                    yield f"{path}:{node.lineno} {ast.unparse(node)}"


def _is_glue(node: ast.JoinedStr, names: frozenset[str]) -> bool:
    told = [part for part in node.values if isinstance(part, ast.FormattedValue)]
    between = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
    return any(_is_word(part.value, names) for part in told) and not set(between) <= set(_APART)


def spaced(trees: Trees) -> Iterator[str]:
    """Find parts that are joined by a space: what stands so is a sentence, and each language has its order."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "join":
                continue
            between = node.func.value
            is_space = isinstance(between, ast.Constant) and between.value == " "
            if is_space and "screens" in path:
                yield f"{path}:{node.lineno} {ast.unparse(node)}"


def recased(trees: Trees) -> Iterator[str]:
    """Find a screen that changes the case of words: `within` and `at_start` know the languages."""
    for path, tree in trees.items():
        if path.startswith(_OF_WORDS) or not ("/screens" in path or path.startswith("fieldapp/ui/")):
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            held, case = node.func.value, node.func.attr
            is_code = isinstance(held, ast.JoinedStr) or (isinstance(held, ast.Attribute) and held.attr in _CODES)
            if (case in _CASES and not is_code) or (case == "upper" and isinstance(held, ast.Subscript)):
                yield f"{path}:{node.lineno} {ast.unparse(node)}"


_MAY = {"fieldapp/rounds/screens_paper.py": "plain.lower()"}
"""The name of a file, whose letters every system takes."""

RULES: dict[Rule, tuple[str, ...]] = {
    glued: (
        "f\"{t('a.b')} {name}\"",
        "t('a.b') + ' ' + name",
        "def f(t):\n    said = t('a.b')\n    return f'{said}: {name}'",
        "f\"{look.t('a.b')}.\"",
    ),
    spaced: ("' '.join(told)",),
    recased: ("moment(t, at, now).lower()", "words[:1].upper() + words[1:]", "t('a.b').capitalize()"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_sentence_is_glued(rule: Rule) -> None:
    found = [one for one in rule(parsed()) if _MAY.get(one.partition(":")[0], "\n") not in one]
    assert not found, "write one key per sentence in the catalogue; see fieldapp/ui/i18n/sentences.py"


@pytest.mark.parametrize(("rule", "sample"), [(rule, sample) for rule, samples in RULES.items() for sample in samples])
def test_glue_is_seen(rule: Rule, sample: str) -> None:
    assert list(rule({"fieldapp/tasks/screens.py": ast.parse(sample)}))


def test_data_beside_each_other_are_no_sentence() -> None:
    assert not list(glued({"fieldapp/tasks/screens.py": ast.parse("f\"{t('a.b')} · {place}\"")}))


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        (Language.FR, "Hier, 14:32", "hier, 14:32"),
        (Language.FR, "Mercredi 25", "mercredi 25"),
        (Language.FR, "Décembre", "décembre"),
        (Language.FR, "SMS", "SMS"),
        (Language.FR, "PLUi et voirie", "PLUi et voirie"),
        (Language.EN, "Yesterday, 14:32", "yesterday, 14:32"),
        (Language.EN, "Monday 23", "Monday 23"),
        (Language.EN, "December", "December"),
        (Language.EN, "12 November", "12 November"),
        (Language.EN, "14:32", "14:32"),
        (Language.EN, "", ""),
    ],
)
def test_words_go_on_within_a_sentence(language: Language, words: str, said: str) -> None:
    assert within(Words(language), words) == said


def test_sentences_stand_behind_each_other() -> None:
    told = ["Priorité : haute", "Date changée"]
    assert sentences(Words(), told) == "Priorité : haute. Date changée."
    assert (sentences(Words(), told[:1]), sentences(Words(), [])) == ("Priorité : haute.", "")


@pytest.mark.parametrize(("language", "said"), [(Language.FR, "Lundi 23"), (Language.EN, "Monday 23")])
def test_week_day_begins_with_a_capital(language: Language, said: str) -> None:
    assert week_day(Words(language), date(2026, 11, 23)) == said == at_start(said)
