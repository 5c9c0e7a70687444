"""`fieldserver account totp`, `session` and `audit` as an administrator meets them, on a real data folder."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
import pytest

from sync.core.ids import uuid7
from sync.protocol.messages import SignIn
from sync.protocol.problems import ProblemError
from sync.server import audit
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.rows_recovery import AuditEndRow, AuditRow
from tests.server.process_in_hand import made_town
from tests.server.server_in_hand import ADDRESS, PASSWORD
from tests.server.test_cli import refused, said

DESK = "bureau@ville.example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made_town(tmp_path / "data")
    return tmp_path / "data"


def command(folder: Path, *words: str) -> str:
    result = said(*words, "--data", str(folder))
    assert result.exit_code == 0, result.output
    return result.output


@contextmanager
def running(folder: Path) -> Iterator[Parts]:
    with opened(DataFolder(folder)) as parts:
        yield parts


def signed_in(folder: Path, account: str = DESK, otp: str = "") -> str:
    with running(folder) as parts:
        device = uuid7(parts.now_ms(), bytes(range(10)) if account == DESK else bytes(10))
        return parts.auth.sign_in(SignIn(account, PASSWORD, device, "Bureau", otp=otp), ADDRESS).device


def told(output: str, name: str) -> list[str]:
    return [line.split()[-1] for line in output.splitlines() if line.startswith(f"{name}  ")]


def test_codes_are_turned_on_shown_once_renewed_and_turned_off(folder: Path) -> None:
    output = command(folder, "account", "totp", "on", DESK)
    assert "▀" in output, "the QR code stands in the terminal"
    (secret,), spare = told(output, "secret"), told(output, "spare")
    assert len(spare) == 8
    with pytest.raises(ProblemError, match="second-factor-needed"):
        signed_in(folder)
    signed_in(folder, otp=pyotp.TOTP(secret).now())
    assert "--renew" in refused(said("account", "totp", "on", DESK, "--data", str(folder)))
    renewed = told(command(folder, "account", "totp", "codes", DESK), "spare")
    assert not set(renewed) & set(spare)
    signed_in(folder, otp=renewed[0])
    command(folder, "account", "totp", "off", DESK)
    signed_in(folder)
    assert "no account" in refused(said("account", "totp", "on", "nobody", "--data", str(folder)))


def test_town_says_of_whom_it_wants_them_and_is_told_who_lacks_one(folder: Path) -> None:
    output = command(folder, "account", "totp", "require", "--desk")
    assert DESK in output
    assert "terrain@ville.example" not in output
    with pytest.raises(ProblemError, match="second-factor-needed"):
        signed_in(folder)
    assert "nobody" in command(folder, "account", "totp", "require", "--nobody")
    signed_in(folder)
    data = ("--data", str(folder))
    assert "--nobody" in refused(said("account", "totp", "require", "--desk", "--nobody", *data))


def test_sessions_are_listed_and_ended_one_by_one_or_all_of_an_account(folder: Path) -> None:
    desk, field = signed_in(folder), signed_in(folder, "terrain@ville.example")
    output = command(folder, "session", "list")
    assert desk in output
    assert "password" in output
    assert "2 open sessions" in output
    assert "1 session ended" in command(folder, "session", "revoke", field)
    assert field not in command(folder, "session", "list")
    assert "1 session ended" in command(folder, "session", "revoke", "--account", DESK)
    assert "0 open sessions" in command(folder, "session", "list")
    assert "one of the two" in refused(said("session", "revoke", "--data", str(folder)))
    lines = [json.loads(line) for line in command(folder, "audit", "export").splitlines() if line.startswith("{")]
    ended = [line["told"]["device"] for line in lines if line["what"] == "session-revoked"]
    assert ended == [field, desk]


def test_log_is_written_out_and_what_was_done_to_it_shows(folder: Path, tmp_path: Path) -> None:
    signed_in(folder)
    output = command(folder, "audit", "verify")
    noted = output.split()[-1]
    command(folder, "audit", "export", "--to", str(tmp_path / "log.jsonl"))
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert (lines[-1]["what"], lines[-1]["hash"]) == ("signed-in", noted)
    signed_in(folder)
    command(folder, "audit", "verify", "--holds", noted)
    with running(folder) as parts, parts.store.writing(parts.store.tenants()[0]) as unit:
        count = len(audit.read(unit))
        unit.drop(AuditRow, [(count,)])
    assert f"breaks at line {count}" in refused(said("audit", "verify", "--data", str(folder)))
    with running(folder) as parts, parts.store.writing(parts.store.tenants()[0]) as unit:
        unit.drop(AuditRow, [row.key for row in audit.read(unit)])
        unit.drop(AuditEndRow, [("end",)])
        audit.note(unit, parts.service.now(), "signed-in", account="somebody")
    command(folder, "audit", "verify")
    assert "written anew" in refused(said("audit", "verify", "--holds", noted, "--data", str(folder)))
