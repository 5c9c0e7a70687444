"""`fieldserver recovery` as two keepers meet it: codes shown once, plain words, an audit that tells."""

import re
from pathlib import Path

import pytest

from sync.protocol.parcel_keys import seal_public
from sync.protocol.recovery import RecoveryAsk, RecoveryState, Secret, escrow_of, number_of, opened_answer
from sync.server.data_folder import DataFolder
from sync.server.keepers import recovery_public
from sync.server.opening import opened
from sync.server.rows_recovery import AuditRow
from tests.server.process_in_hand import made_town
from tests.server.server_in_hand import ADDRESS, PASSWORD
from tests.server.test_cli import refused, said

CODE = re.compile(r"(\w+): ((?:[0-9A-Z]{1,5}-?)+)$", re.MULTILINE)
SEED, KEY = bytes([9]) * 32, bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made_town(tmp_path / "data")
    return tmp_path / "data"


def command(folder: Path, *words: str, stdin: str = "") -> str:
    result = said("recovery", *words, "--data", str(folder), stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.output


def keepers(folder: Path) -> dict[str, str]:
    told = command(folder, "keepers", "--name", "Aicha", "--name", "Bruno")
    return dict(CODE.findall(told))


def asked(folder: Path, request: str = "01a207a2-9fe0-7053-97fe-ed6740b925dc") -> RecoveryAsk:
    with opened(DataFolder(folder)) as parts:
        (tenant,) = parts.store.tenants()
        with parts.store.reading(tenant) as unit:
            public = recovery_public(unit)
        escrow = escrow_of(public, Secret(tenant, "terrain@ville.example", KEY))
        ask = RecoveryAsk("terrain@ville.example", PASSWORD, request, seal_public(SEED), "Tablette", (escrow,))
        parts.recovery.ask(ask, ADDRESS)
    return ask


def test_two_keepers_answer_a_request_and_the_log_tells_it(folder: Path) -> None:
    codes = keepers(folder)
    assert set(codes) == {"Aicha", "Bruno"}
    assert "No request waits" in command(folder, "list")
    ask = asked(folder)
    listed = command(folder, "list")
    assert ask.request in listed
    assert number_of(ask.answer_key) in listed
    assert "One more keeper" in command(folder, "approve", ask.request[:9], "--keeper", "Aicha", stdin=codes["Aicha"])
    assert "Aicha" in command(folder, "list")
    assert "Given" in command(folder, "approve", ask.request, "--keeper", "Bruno", stdin=codes["Bruno"])
    with opened(DataFolder(folder)) as parts:
        answer = parts.recovery.ask(ask, ADDRESS)
    assert answer.state is RecoveryState.GIVEN
    assert opened_answer(SEED, answer.keys[0]) == KEY
    log = command(folder, "log")
    assert "5 lines, the chain is whole" in log
    assert not any(code in log for code in codes.values())


def test_altered_log_is_noticed(folder: Path) -> None:
    keepers(folder)
    asked(folder)
    with opened(DataFolder(folder)) as parts:
        (tenant,) = parts.store.tenants()
        with parts.store.writing(tenant) as unit:
            unit.drop(AuditRow, [(1,)])
    result = said("recovery", "log", "--data", str(folder))
    assert result.exit_code == 1
    assert "breaks at line 1" in result.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("approve", "01a2", "--keeper", "Aicha"), "not this keeper's code"),
        (("approve", "01a2", "--keeper", "Zoe"), "no keeper of this name"),
        (("approve", "ffff", "--keeper", "Aicha"), "No request begins so"),
        (("refuse", "01a2", "--keeper", "Aicha"), "not this keeper's code"),
        (("keepers", "--name", "A", "--name", "B"), "keepers already"),
    ],
)
def test_trouble_is_one_plain_sentence(folder: Path, words: tuple[str, ...], says: str) -> None:
    keepers(folder)
    asked(folder)
    assert says in refused(said("recovery", *words, "--data", str(folder), stdin="WRONG\n"))


def test_one_keeper_is_not_enough_to_begin_with(folder: Path) -> None:
    assert "two to ten" in refused(said("recovery", "keepers", "--name", "A", "--data", str(folder)))


def test_refusal_by_a_keeper(folder: Path) -> None:
    codes = keepers(folder)
    ask = asked(folder)
    assert "Refused" in command(folder, "refuse", ask.request, "--keeper", "Bruno", stdin=codes["Bruno"])
    with opened(DataFolder(folder)) as parts:
        assert parts.recovery.ask(ask, ADDRESS).state is RecoveryState.REFUSED
