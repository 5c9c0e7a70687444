"""`fieldserver parcel import`: what the person at the console reads, and how much memory a large file takes."""

import re
import tracemalloc
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sync.protocol.messages import CHUNK_BYTES, SignIn, Tokens
from sync.protocol.parcel import Address, ParcelWriter
from sync.protocol.parcel_keys import signer_public
from sync.server.cli import app
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.rows import DeviceRow, DeviceState
from sync.server.staff import revoke_device
from tests.server.device_in_hand import Device
from tests.server.parcel_in_hand import MADE_AT, SIGNER, packed, work_of
from tests.server.process_in_hand import made_town
from tests.server.server_in_hand import ADDRESS, PASSWORD, ServerInHand, sha256_of
from tests.server.town_in_hand import Town

PICTURE = b"\xff\xd8" + bytes(998)
MIB = 1024 * 1024
PHOTOS, PHOTO_BYTES = 4, 8 * MIB


def imported(folder: Path, file: Path) -> tuple[int, str]:
    """Run the command; give its exit code and what it said, on one line."""
    result = CliRunner().invoke(app, ["parcel", "import", str(file), "--data", str(folder)])
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join(result.output.split())


def signed_in(parts: Parts, town: Town) -> tuple[Device, Tokens]:
    """Sign a tablet in at the town of a folder."""
    message = SignIn("terrain@ville.example", PASSWORD, town.world.new_id(), "Tablette 3", None, signer_public(SIGNER))
    tokens = parts.auth.sign_in(message, ADDRESS)
    return Device(parts.service, town.world, parts.auth.check(parts.auth.read(tokens.access_token))), tokens


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "town"


@pytest.fixture
def town(folder: Path) -> Town:
    return made_town(folder)


@pytest.fixture
def file(folder: Path, town: Town, tmp_path: Path) -> Path:
    """Give the file that a tablet of this folder's town exported."""
    path = tmp_path / "stick.parcel"
    with opened(DataFolder(folder)) as parts:
        device, tokens = signed_in(parts, town)
        path.write_bytes(packed(town, tokens, work_of(town, device, PICTURE), PICTURE))
    return path


def test_import_tells_what_came_and_the_second_time_that_it_was_here(folder: Path, file: Path) -> None:
    code, told = imported(folder, file)
    assert code == 0, told
    for words in ("Tablette 3", "changes │ 2", "accepted │ 2", "photos and thumbnails │ 1"):
        assert words in told.replace("┃", "│"), told
    code, told = imported(folder, file)
    assert (code, told.endswith("All of it was here already.")) == (0, True)
    assert CliRunner().invoke(app, ["check", "--data", str(folder)]).exit_code == 0


def test_file_that_is_not_what_it_should_be_is_refused_in_plain_words(folder: Path, file: Path) -> None:
    content = file.read_bytes()
    harmed = {
        "This is no parcel": b"%PDF-1.7",
        "cut short or altered": content[:-9],
        "sealed to another server": re.sub(rb'"seal":"\w{4}', b'"seal":"beef', content),
    }
    for words, harm in harmed.items():
        file.write_bytes(harm)
        code, told = imported(folder, file)
        assert (code, words in told) == (1, True), told
    assert "cannot be read" in imported(folder, file.with_name("other"))[1]


def test_file_of_a_lost_tablet_is_refused_in_plain_words(folder: Path, file: Path, town: Town) -> None:
    with opened(DataFolder(folder)) as parts, parts.store.writing(town.tenant) as unit:
        (device,) = [row for row in unit.every(DeviceRow) if row.name == "Tablette 3"]
        revoke_device(unit, device.device, DeviceState.REVOKED)
    code, told = imported(folder, file)
    assert (code, "revoked as lost" in told, "Nothing of it was stored" in told) == (1, True, True)


def test_large_parcel_is_never_held_in_memory(server: ServerInHand, tmp_path: Path) -> None:
    pictures = [bytes([number]) * PHOTO_BYTES for number in range(PHOTOS)]
    device, tokens = signed_in(server.parts, server.town)
    device.push(*work_of(server.town, device, *pictures))
    names = [sha256_of(picture) for picture in pictures]
    del pictures
    path = tmp_path / "large.parcel"
    tracemalloc.start()
    with path.open("wb") as file:
        address = Address(server.new_id(), tokens.tenant, tokens.device, MADE_AT, tokens.parcel_key)
        writer = ParcelWriter(file, address, SIGNER, bytes([2]) * 32)
        for number, name in enumerate(names):
            writer.photo(name, PHOTO_BYTES)
            for _ in range(PHOTO_BYTES // CHUNK_BYTES):
                writer.part(bytes([number]) * CHUNK_BYTES)
        writer.end()
    with path.open("rb") as file:
        report = server.parts.parcels.take(server.town.tenant, file).report
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.photos_new == PHOTOS
    assert path.stat().st_size > PHOTOS * PHOTO_BYTES
    assert peak < PHOTO_BYTES, "a few chunks at a time, whatever the size of the file"
