"""Every `fieldserver …` line of the administrator's guide is understood by the real command line."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from sync.server.cli import app
from tests.server.process_in_hand import ROOT

GUIDE = (ROOT / "sync/server/GUIDE.md").read_text(encoding="utf-8")
COMMAND = typer.main.get_command(app)


def lines_of(text: str) -> list[str]:
    """Give the commands: whole lines of blocks, and what stands between backticks in a sentence."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    said = [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`]+)`", prose)
    return [line for line in said if line.startswith("fieldserver ") and "…" not in line]


def understood(line: str) -> str:
    """Let the parser read a line without doing anything; give the command that it names."""
    _, *words = shlex.split(line)
    command = COMMAND
    context = command.make_context("fieldserver", list(words))
    while hasattr(command, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        if not rest:
            return command.name or ""
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)
    return context.command_path


@pytest.mark.parametrize("line", [line for line in lines_of(GUIDE) if line != "fieldserver --help"])
def test_command_of_the_guide_is_understood(line: str) -> None:
    assert understood(line)


def test_guide_names_many_commands_and_no_one_that_is_not_there() -> None:
    paths = {understood(line) for line in lines_of(GUIDE) if line != "fieldserver --help"}
    assert len(paths) > 18
    assert "fieldserver citus" not in GUIDE


@pytest.mark.parametrize("line", ["fieldserver backup x", "fieldserver run --data x --pony", "fieldserver citus"])
def test_line_that_is_not_true_is_found(line: str) -> None:
    with pytest.raises(Exception, match=r"(?i)missing|no such"):
        understood(line)


def test_metrics_that_the_guide_names_are_told() -> None:
    told = Path(ROOT / "sync/server/watching/metrics.py").read_text(encoding="utf-8")
    names = set(re.findall(r"`(fieldserver_\w+)", GUIDE))
    assert names
    assert [name for name in names if name.removesuffix("_total") not in told] == []
