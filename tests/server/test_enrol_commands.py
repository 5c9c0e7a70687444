"""`fieldserver device address` and `device enrol`: the code, the link and the picture; plain words for trouble."""

from pathlib import Path

import pytest
import segno

from sync.protocol.codes import read_code, read_enrolment
from sync.server import cli
from sync.server.data_folder import DataFolder
from sync.server.enrol_commands import QR_ERROR
from sync.server.opening import opened
from sync.server.parts import Parts
from tests.protocol.tls_in_hand import certificate_of
from tests.server.process_in_hand import made_town
from tests.server.test_cli import refused, said

ADDRESS = "https://sync.ville.example"
CERTIFICATE, SPARE = certificate_of(), certificate_of()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made_town(tmp_path / "data")
    return tmp_path / "data"


def line_of(output: str, name: str) -> str:
    return next(line for line in output.splitlines() if line.startswith(f"{name}  ")).removeprefix(f"{name}  ")


def account_in(folder: Path) -> str:
    answer = said("user", "list", "--data", str(folder)).output
    assert answer
    return next(word for line in answer.splitlines() for word in line.split() if "@" in word)


def test_code_link_and_picture_are_told_once(folder: Path, tmp_path: Path) -> None:
    pem = tmp_path / "server.pem"
    pem.write_bytes(CERTIFICATE.pem)
    pins = ("--pin", str(pem), "--pin", SPARE.pin)
    assert said("device", "address", ADDRESS, "--data", str(folder), *pins).exit_code == 0
    account, picture = account_in(folder), tmp_path / "code.svg"
    result = said("device", "enrol", account, "--data", str(folder), "--hours", "2", "--qr", str(picture))
    assert result.exit_code == 0, result.output
    told = read_enrolment(line_of(result.output, "link"))
    assert told is not None
    assert told.code == read_code(line_of(result.output, "code"))
    assert (told.server, told.pins, told.roots) == (ADDRESS, (CERTIFICATE.pin, SPARE.pin), True)
    drawn = tmp_path / "again.svg"
    segno.make(line_of(result.output, "link"), error=QR_ERROR, micro=False).save(str(drawn), scale=6, border=4)
    assert picture.read_bytes() == drawn.read_bytes()
    assert "▀" in result.output, "the picture stands in the terminal too"
    assert said("device", "enrol", account, "--data", str(folder), "--qr", str(tmp_path / "code.png")).exit_code == 0
    assert (tmp_path / "code.png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_told_is_refused_in_plain_words(folder: Path, tmp_path: Path) -> None:
    data = ("--data", str(folder))
    account = account_in(folder)
    assert "fieldserver device address" in refused(said("device", "enrol", account, *data))
    assert "https://host" in refused(said("device", "address", "http://ville.example", *data))
    assert "sha256/" in refused(said("device", "address", ADDRESS, *data, "--pin", "sha1/x"))
    assert "pin is needed" in refused(said("device", "address", ADDRESS, *data, "--own-authority"))
    alone = said("device", "address", ADDRESS, *data, "--pin", SPARE.pin, "--own-authority")
    assert "One pin only" in alone.output
    assert "user list" in refused(said("device", "enrol", "nobody@ville.example", *data))
    assert ".svg or .png" in refused(said("device", "enrol", account, *data, "--qr", str(tmp_path / "code.txt")))


def test_server_can_be_told_to_require_proofs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def serve(parts: Parts, *_: object, **__: object) -> None:
        asked.append(parts.auth.requires_proofs)

    monkeypatch.setattr(cli, "serve", serve)
    for words in ((), ("--require-proofs",)):
        assert said("run", "--data", str(folder), "--port", "0", *words).exit_code == 0
    assert asked == [False, True]
    with opened(DataFolder(folder)) as parts:
        assert not parts.auth.requires_proofs
