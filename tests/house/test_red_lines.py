"""Every Python file stays within the red lines of STYLE, and each line is shown to bite."""

from collections.abc import Callable, Iterator

import pytest

from tests.house import red_lines
from tests.house.ratchet import BASELINE, held_back, read_baseline
from tests.house.source import Finding, Rule, Source, python_sources

BASELINE_NOW = read_baseline(BASELINE.read_text())


def _function(lines: int) -> str:
    body = "\n".join("    step()" for _ in range(lines - 1))
    return f'"""File."""\n\n\ndef long() -> None:\n{body}\n'


# Rule -> a sample that breaks it, and one that stands just inside.
PLANTED: dict[Rule, tuple[Source, Source]] = {
    red_lines.file_lines: (
        Source("sync/a.py", '"""File."""\n' + "x = 1\n" * 400),
        Source("sync/a.py", '"""File."""\n' + "x = 1\n" * 399),
    ),
    red_lines.function_lines: (Source("sync/a.py", _function(61)), Source("sync/a.py", _function(60))),
    red_lines.functions_per_file: (
        Source("sync/a.py", "class A:\n" + "".join(f"    def f{n}(self): ...\n" for n in range(26))),
        Source("sync/a.py", "class A:\n" + "".join(f"    def f{n}(self): ...\n" for n in range(25))),
    ),
    red_lines.opening_docstring: (
        Source("sync/a.py", "# a comment is not a docstring\nx = 1\n"),
        Source("sync/a.py", '"""What it is."""\n'),
    ),
    red_lines.docstring_first_line: (
        Source("sync/a.py", f'def f():\n    """{"Say" * 40}."""\n'),
        Source("sync/a.py", 'def f():\n    """Say it."""\n'),
    ),
    red_lines.broad_except: (
        Source("sync/a.py", "try:\n    f()\nexcept Exception:\n    g()\n"),
        Source("sync/a.py", "try:\n    f()\nexcept BaseException:\n    g()\n    raise\n"),
    ),
    red_lines.silenced_checks: (
        Source("sync/a.py", "x = 1  # noqa" + ": C901\n"),
        Source("sync/a.py", "x = 1  # noqa" + ": E741\n"),
    ),
    red_lines.banned_words: (Source("sync/text_utils.py", ""), Source("sync/text_merge.py", "")),
    red_lines.names_of_tests: (
        Source("tests/test_a.py", "def test_it(): ...\n"),
        Source("tests/test_a.py", "def test_merge_keeps_both(): ...\n"),
    ),
}


def _broken(rules: tuple[Rule, ...], sources: tuple[Source, ...]) -> Iterator[Finding]:
    for source in sources:
        for rule in rules:
            yield from held_back(rule(source), BASELINE_NOW)


def _rule_name(rule: Callable[..., object]) -> str:
    return getattr(rule, "__name__", "rule")


@pytest.mark.parametrize("rule", red_lines.RULES, ids=_rule_name)
def test_every_file_stays_within_the_red_line(rule: Rule) -> None:
    broken = [str(finding) for finding in _broken((rule,), python_sources())]
    assert not broken, "\n".join(broken)


def test_every_test_is_named_for_what_it_shows() -> None:
    sources = tuple(source for source in python_sources("tests") if "/test_" in source.path)
    broken = [str(finding) for finding in _broken((red_lines.names_of_tests,), sources)]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("rule", PLANTED, ids=_rule_name)
def test_red_line_bites_when_a_sample_crosses_it(rule: Rule) -> None:
    crossing, inside = PLANTED[rule]
    assert list(rule(crossing))
    assert not list(rule(inside))


def test_every_rule_has_a_planted_sample() -> None:
    assert set(PLANTED) == {*red_lines.RULES, red_lines.names_of_tests}


@pytest.mark.parametrize("sample", ["except:", "except (ValueError, Exception):", "except BaseException as e:"])
def test_broad_except_is_found_in_each_spelling(sample: str) -> None:
    source = Source("sync/a.py", f"try:\n    f()\n{sample}\n    g()\n")
    assert [finding.line for finding in red_lines.broad_except(source)] == [3]


def test_boundary_allows_one_handler_and_no_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(red_lines.BOUNDARIES, "sync/a.py", 1)
    one = "try:\n    f()\nexcept Exception:\n    g()\n"
    assert not list(red_lines.broad_except(Source("sync/a.py", one)))
    assert [finding.line for finding in red_lines.broad_except(Source("sync/a.py", one * 2))] == [7]


def test_boundary_without_its_handler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(red_lines.BOUNDARIES, "sync/a.py", 1)
    assert list(red_lines.broad_except(Source("sync/a.py", "x = 1\n")))


def test_boundaries_name_files_that_exist() -> None:
    assert set(red_lines.BOUNDARIES) <= {source.path for source in python_sources()}


@pytest.mark.parametrize("comment", ["# noqa", "#noqa:BLE001", "# ruff: noqa", "# noqa" + ": E501, PLR0913"])
def test_silencing_comment_is_found_in_each_spelling(comment: str) -> None:
    assert list(red_lines.silenced_checks(Source("sync/a.py", f"x = 1  {comment}\n")))
