"""Run every check of `make test`, show them one after the other, and sum them up.

What only reads the sources runs beside the tests, and is shown whole when they have ended. All of them run even when
one fails, so that one run tells everything; the exit status is 1 if any failed. On a quiet machine of two cores the
whole takes no longer than GATE_S_AIM, and says when it did: how busy the machine is decides no check. What never ends
is stopped, and fails, after GATE_S_MAX.
"""

import argparse
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

GATE_S_AIM = 15 * 60
GATE_S_MAX = 75 * 60
WORKERS = 3
"""One with the browser, which goes first (tests/conftest.py), and two for what it leaves of two cores."""
_BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One check: its name, its command, and the pattern of the line that holds its count."""

    name: str
    command: tuple[str, ...]
    count: str


@dataclass(frozen=True)
class Outcome:
    """How one check ended."""

    name: str
    passed: bool
    count: str
    seconds: float


LINTS = (
    Check("ruff", (str(_BIN / "ruff"), "check", "."), r"(All checks passed|Found \d+ errors?)"),
    Check("mypy", (str(_BIN / "mypy"),), r"((?:no issues found in|Found \d+ errors? in) .*?files?)"),
    Check("import-linter", (str(_BIN / "lint-imports"), "--no-logo"), r"Contracts: (\d+ kept, \d+ broken)"),
)
PYTEST = (str(_BIN / "pytest"), "-m", "not bench")
HOUSE = Check("house rules", (*PYTEST, "-q", "tests/house"), r"(\d+ (?:passed|failed|error).*) in ")
TESTS = Check(
    "pytest",
    (*PYTEST, "-n", str(WORKERS), "--dist", "loadscope", "--durations", "10"),
    r"(\d+ (?:passed|failed|error).*) in ",
)


def _now(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()


def _environment() -> dict[str, str]:
    # The tests start servers and apps by the hundred: without bytecode each compiles four hundred files anew.
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(check: Check, *, deadline: float, show: Callable[[str], object] = _now) -> Outcome:
    """Run one check, its output passed on line by line; at the deadline it is ended and has failed."""
    show(f"\n=== {check.name}: {' '.join((Path(check.command[0]).name, *check.command[1:]))}\n")
    started = time.monotonic()
    count = ""
    process = subprocess.Popen(
        check.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_environment()
    )
    guard = threading.Timer(max(deadline - started, 0), process.terminate)
    guard.start()
    assert process.stdout is not None, "the output was asked for as a pipe"
    for line in process.stdout:
        show(line)
        match = re.search(check.count, line)
        count = match[1] if match else count
    passed = process.wait() == 0
    guard.cancel()
    if time.monotonic() >= deadline:
        passed, count = False, f"stopped: all checks together may take {GATE_S_MAX} s"
    return Outcome(check.name, passed, count, time.monotonic() - started)


def run_beside(readers: Sequence[Check], main: Check, *, deadline: float) -> list[Outcome]:
    """Run checks that only read one after the other, beside `main`; show what they say after its own."""
    said: list[str] = []
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(lambda: [run(check, deadline=deadline, show=said.append) for check in readers])
        outcome = run(main, deadline=deadline)
        outcomes = [*reading.result(), outcome]
    _now("".join(said))
    return outcomes


def summary(outcomes: Sequence[Outcome], total_s: float) -> str:
    """Draw the table that ends a run of so many seconds."""
    rows = [
        f"{'ok  ' if outcome.passed else 'FAIL'} {outcome.name:<14} {outcome.seconds:6.1f} s  {outcome.count}"
        for outcome in outcomes
    ]
    failed = sum(not outcome.passed for outcome in outcomes)
    last = f"{len(outcomes) - failed} of {len(outcomes)} checks passed in {total_s:.0f} s"
    if total_s > GATE_S_AIM:
        last += f"; on a quiet machine it is to take {GATE_S_AIM} s at most"
    return "\n".join(("", "=== summary", *rows, last, ""))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks and give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.house.gate", description=__doc__)
    parser.add_argument("--lint", action="store_true", help="only what reads: linters and house rules")
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    outcomes = run_beside(LINTS, HOUSE if chosen.lint else TESTS, deadline=started + GATE_S_MAX)
    sys.stdout.write(summary(outcomes, time.monotonic() - started))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
