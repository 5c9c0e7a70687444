"""Every field in which somebody writes is killed by `make kills`, proven by a test, or has its reason.

A field is known by its identifier: two forms that give theirs the same name are one here.
"""

import ast
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from typing import Final

from tests.fieldapp.ui.sources import ROOT, calls, parsed
from tests.stories.killed_words import SHIFTS

_SEARCH: Final = "looks for something: the words change nothing and are not worth a draft"
_SECRET: Final = "a secret is never written anywhere"
WITH_A_REASON: Final[Mapping[str, str]] = {
    **dict.fromkeys(("search", "find-*", "pick-search", "place-search", "address-search", "*-category"), _SEARCH),
    "category-search": _SEARCH,
    **dict.fromkeys(
        ("passphrase", "again-passphrase", "recovery-phrase", "pin-phrase", "secret-current", "secret-new"), _SECRET
    ),
    **dict.fromkeys(("code", "code-phrase", "code-again", "otp"), _SECRET),
    "*account": "the sign-in stands before any vault; the platform's key store has the account used last",
    "server": "one address, kept by its button, before any vault",
    "filter-name": "three words at most over a choice of filters that is not kept either",
    "{identifier}": "the three contacts of a caller, drawn by one function: `intake-name` is killed for them",
}
KILLED_ELSEWHERE: Final = {"report-note": "tests/stories/killed_form.py"}
PROVEN: Final[Mapping[str, str]] = {
    # A conflict or a refusal wants a server; in process both are there.
    "third-word": "tests/fieldapp/reconcile/test_screens.py",
    "edit-*": "tests/fieldapp/reconcile/test_screens.py",
}


def fields(trees: Mapping[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """Give the identifier of each field of the app and where it is drawn; a part that varies is a star."""
    for path, call, name in calls(trees):
        if name == "Field" and path.startswith("fieldapp/") and "/gallery" not in path and "/replica/" not in path:
            yield _identifier(call.args[0]), f"{path}:{call.lineno}"


def _identifier(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(whole)):
            return whole
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
        case ast.Call(func=ast.Attribute(value=inner, attr="lower")):
            return _identifier(inner)
        case _:
            return f"{{{ast.unparse(node)}}}"


def unkept(trees: Mapping[str, ast.Module]) -> list[str]:
    """Name the fields that nobody has thought of."""
    killed = {form.field for shift in SHIFTS for form in shift.forms} | set(KILLED_ELSEWHERE)
    known = (*WITH_A_REASON, *PROVEN)
    return [
        f"{identifier} at {place}"
        for identifier, place in fields(trees)
        if not any(fnmatch(one, identifier) for one in killed)
        and not any(fnmatch(identifier, pattern) for pattern in known)
    ]


def test_every_field_keeps_its_words_or_has_a_reason() -> None:
    assert unkept(parsed()) == []


def test_new_field_that_nobody_has_thought_of_is_found() -> None:
    planted = ast.parse('Field("wish", "Souhait", typed)\nField(f"wish-{n}", "Souhait", typed)')
    assert unkept({"fieldapp/news/screens_wish.py": planted}) == [
        "wish at fieldapp/news/screens_wish.py:1",
        "wish-* at fieldapp/news/screens_wish.py:2",
    ]


def test_every_field_that_is_said_to_be_kept_is_drawn_and_proven() -> None:
    drawn = {identifier for identifier, _ in fields(parsed())}
    for pattern in WITH_A_REASON:
        assert any(fnmatch(one, pattern) for one in drawn), f"{pattern} is no field any more"
    for pattern, place in {**PROVEN, **KILLED_ELSEWHERE}.items():
        noun = pattern.rstrip("*")
        assert f'"{noun}' in (ROOT / place).read_text(encoding="utf-8"), f"{place} does not know {pattern}"
