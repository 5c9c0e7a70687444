"""The recorded baseline covers what is there, no more, and may only shrink."""

from functools import cache

import pytest

from tests.house import ratchet
from tests.house.red_lines import RULES
from tests.house.share import comment_shares, explained_lines
from tests.house.source import PRODUCT, Finding, Source, python_sources

BASELINE_NOW = ratchet.read_baseline(ratchet.BASELINE.read_text())


@cache
def shares_now() -> tuple[Finding, ...]:
    """Find the areas outside their bands, once."""
    return tuple(comment_shares(python_sources(*PRODUCT)))


def test_share_of_comments_stays_where_the_ratchet_holds_it() -> None:
    broken = [str(finding) for finding in ratchet.held_back(shares_now(), BASELINE_NOW)]
    assert not broken, "\n".join(broken)


def test_baseline_records_no_more_than_is_there() -> None:
    findings = [finding for source in python_sources() for rule in RULES for finding in rule(source)]
    findings += shares_now()
    assert not list(ratchet.slack(findings, BASELINE_NOW))


def test_baseline_grew_neither_since_the_last_commit_nor_in_it() -> None:
    last = ratchet.baseline_at("HEAD")
    before = ratchet.baseline_at("HEAD~1")
    if last is None:
        pytest.skip("no git history here to compare with")
    assert not list(ratchet.growth(last, BASELINE_NOW))
    assert before is None or not list(ratchet.growth(before, last))


def test_baseline_is_written_as_it_is_read() -> None:
    baseline = {"file_lines": {"sync/a.py": 410, "fieldapp/b.py": 500}, "comment_share": {"fieldapp": 2}, "empty": {}}
    text = ratchet.write_baseline(baseline)
    assert ratchet.read_baseline(text) == {rule: entries for rule, entries in baseline.items() if entries}
    assert ratchet.write_baseline(ratchet.read_baseline(text)) == text


def test_ratchet_refuses_more_and_covers_less() -> None:
    baseline = {"file_lines": {"sync/a.py": 410}}
    larger, smaller = (Finding("file_lines", "sync/a.py", 1, "", amount) for amount in (411, 409))
    assert ratchet.held_back([larger], baseline) == [larger]
    assert ratchet.held_back([smaller], baseline) == []
    assert list(ratchet.slack([smaller], baseline))


def test_ratchet_lowers_and_drops_but_never_raises() -> None:
    baseline = {"file_lines": {"sync/a.py": 410, "sync/b.py": 450, "sync/c.py": 420}}
    findings = [Finding("file_lines", "sync/a.py", 1, "", 405), Finding("file_lines", "sync/b.py", 1, "", 460)]
    assert ratchet.lowered(findings, baseline) == {"file_lines": {"sync/a.py": 405, "sync/b.py": 450}}


@pytest.mark.parametrize("after", [{"r": {"a": 2}}, {"r": {"a": 1, "b": 1}}, {"q": {"a": 1}}])
def test_growth_is_seen_when_an_entry_comes_or_rises(after: dict[str, dict[str, int]]) -> None:
    assert list(ratchet.growth({"r": {"a": 1}}, after))


def test_share_counts_docstrings_and_whole_comment_lines() -> None:
    text = '"""File.\n\nTheory.\n"""\n\n# Why.\nx = 1  # beside code\n\n\ndef f() -> None:\n    """Say."""\n'
    assert explained_lines(Source("sync/core/a.py", text)) == (5, 7)


def test_share_leaves_out_protocols_and_nothing_beside_them() -> None:
    promise = 'class Door(Protocol):\n    """A door."""\n\n    def shut(self) -> None:\n        """Shut."""\n'
    assert explained_lines(Source("sync/client/a.py", f'"""File."""\n{promise}x = 1\n')) == (1, 2)
    assert explained_lines(Source("sync/client/a.py", promise.replace("Protocol", "House"))) == (2, 4)


@pytest.mark.parametrize(
    ("path", "comments", "distance"),
    [("sync/core/a.py", 10, 10), ("sync/core/a.py", 30, 0), ("sync/client/a.py", 30, 15), ("fieldapp/a.py", 2, 3)],
)
def test_share_outside_its_band_is_found(path: str, comments: int, distance: int) -> None:
    source = Source(path, "# why\n" * comments * 3 + "x = 1\n" * (100 - comments) * 3)
    assert [finding.amount for finding in comment_shares([source])] == ([distance] if distance else [])
