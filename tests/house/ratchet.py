"""The ratchet: what the house has not reached yet, recorded, and allowed to improve only.

`baseline.toml` maps rule -> path -> amount. A finding that is not there, or is larger, is red; so is an entry
that is larger than what is found: `python -m tests.house.ratchet` lowers those entries, and never raises one.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.house.share import comment_shares
from tests.house.source import PRODUCT, ROOT, Finding, Source, python_sources

BASELINE = Path(__file__).with_name("baseline.toml")
Baseline = Mapping[str, Mapping[str, int]]
HEADING = "# What the house has not reached yet (tests/house/ratchet.py): entries shrink and go, none comes or grows.\n"


def read_baseline(text: str) -> dict[str, dict[str, int]]:
    """Read a baseline: rule -> path -> amount."""
    return tomllib.loads(text)


def write_baseline(baseline: Baseline) -> str:
    """Write a baseline, sorted, without empty rules."""
    blocks = [HEADING]
    for rule in sorted(rule for rule, entries in baseline.items() if entries):
        rows = (f'"{path}" = {amount}' for path, amount in sorted(baseline[rule].items()))
        blocks.append("\n".join((f"[{rule}]", *rows)) + "\n")
    return "\n".join(blocks)


def amounts(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """Reduce findings to the worst amount per rule and path."""
    worst: dict[str, dict[str, int]] = {}
    for finding in findings:
        paths = worst.setdefault(finding.rule, {})
        paths[finding.path] = max(paths.get(finding.path, 0), finding.amount)
    return worst


def held_back(findings: Iterable[Finding], baseline: Baseline) -> list[Finding]:
    """List the findings that the baseline does not cover."""
    return [item for item in findings if item.amount > baseline.get(item.rule, {}).get(item.path, 0)]


def slack(findings: Iterable[Finding], baseline: Baseline) -> Iterator[str]:
    """Say which entries of the baseline are larger than what is there."""
    found = amounts(findings)
    for rule, entries in baseline.items():
        for path, amount in entries.items():
            now = found.get(rule, {}).get(path, 0)
            if now < amount:
                yield f"[{rule}] {path}: {amount} recorded, {now} found; run `python -m tests.house.ratchet`"


def lowered(findings: Iterable[Finding], baseline: Baseline) -> dict[str, dict[str, int]]:
    """Give the baseline with each entry brought down to what is found, and gone where nothing is."""
    found = amounts(findings)
    return {
        rule: {path: min(amount, found[rule][path]) for path, amount in entries.items() if path in found.get(rule, {})}
        for rule, entries in baseline.items()
    }


def growth(before: Baseline, after: Baseline) -> Iterator[str]:
    """Say which entries came or grew between two baselines."""
    for rule, entries in after.items():
        for path, amount in entries.items():
            if amount > before.get(rule, {}).get(path, 0):
                yield f"[{rule}] {path}: {before.get(rule, {}).get(path, 0)} became {amount}"


def baseline_at(revision: str) -> dict[str, dict[str, int]] | None:
    """Read the baseline as committed at a revision; None without git, or before it was there."""
    command = ["git", "-C", str(ROOT), "show", f"{revision}:{BASELINE.relative_to(ROOT).as_posix()}"]
    try:
        return read_baseline(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        return None


def product_findings(sources: Iterable[Source]) -> Iterator[Finding]:
    """List the findings that are ratcheted by area and not by file."""
    yield from comment_shares(sources)


def _lower_the_file() -> None:
    from tests.house.red_lines import RULES

    findings = [item for source in python_sources() for rule in RULES for item in rule(source)]
    findings += product_findings(python_sources(*PRODUCT))
    BASELINE.write_text(write_baseline(lowered(findings, read_baseline(BASELINE.read_text()))))
    sys.stdout.write(f"lowered {BASELINE.name}\n")


if __name__ == "__main__":
    _lower_the_file()
