"""The gate fails when any check fails, says so, and stops a check that never ends."""

import sys
import time

import pytest

from tests.house.gate import GATE_S_AIM, Check, Outcome, run, run_beside, summary


def _python(code: str, count: str = r"(\d+ done)") -> Check:
    return Check("sample", (sys.executable, "-c", code), count)


def test_check_passes_with_its_count() -> None:
    outcome = run(_python("print('7 done')"), deadline=time.monotonic() + 60)
    assert (outcome.passed, outcome.count) == (True, "7 done")


def test_check_fails_with_its_command() -> None:
    outcome = run(_python("print('7 done'); raise SystemExit(3)"), deadline=time.monotonic() + 60)
    assert not outcome.passed


def test_check_is_stopped_and_fails_at_the_deadline() -> None:
    outcome = run(_python("import time; time.sleep(60)"), deadline=time.monotonic())
    assert not outcome.passed
    assert "stopped" in outcome.count


@pytest.mark.parametrize(("passed", "says"), [(True, "1 of 1 checks passed"), (False, "0 of 1 checks passed")])
def test_summary_says_how_many_passed(passed: bool, says: str) -> None:
    text = summary([Outcome("sample", passed, "7 done", 1.0)], 1.0)
    assert says in text
    assert ("FAIL" in text) is not passed


def test_summary_says_when_it_took_longer_than_it_may() -> None:
    outcomes = [Outcome("sample", True, "7 done", 1.0)]
    assert "quiet machine" in summary(outcomes, GATE_S_AIM + 1.0)
    assert "quiet machine" not in summary(outcomes, float(GATE_S_AIM))


def test_checks_beside_another_are_shown_whole_after_it(capfd: pytest.CaptureFixture[str]) -> None:
    slow = _python("import time\nfor n in range(9): print(n, 'done', flush=True); time.sleep(0.05)")
    quick = [_python("print('7 done')\nprint('8 done')"), _python("print('7 done')\nraise SystemExit(3)")]
    outcomes = run_beside(quick, slow, deadline=time.monotonic() + 60)
    assert [(one.passed, one.count) for one in outcomes] == [(True, "8 done"), (False, "7 done"), (True, "8 done")]
    shown = [line for line in capfd.readouterr().out.splitlines() if line.endswith("done")]
    assert shown == [*(f"{n} done" for n in range(9)), "7 done", "8 done", "7 done"]
