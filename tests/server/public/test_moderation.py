"""Acts of moderation: through the judge, with a reason in the audit log; a covered photo is covered everywhere."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from sync.records.report import Channel
from sync.server import audit
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.outside.given import GivenReport
from sync.server.public.moderation import Act, ModerationTrouble, Rectangle, covered
from sync.server.public.moderation_commands import moderation
from sync.server.rows import RecordRow
from sync.server.rows_public import RedactedRow
from tests.server.outside.door_in_hand import picture
from tests.server.process_in_hand import made_town
from tests.server.public.citizen_in_hand import ACT, Citizen, Desk
from tests.server.server_in_hand import ServerInHand

BOX = Rectangle(5, 5, 20, 10)
DAY_MS = 24 * 3_600_000


def with_photo(citizen: Citizen, desk: Desk) -> tuple[str, str]:
    """Report something with a photo; give its number and the photo's id."""
    citizen.see(citizen.reports((picture(),)))
    (waiting,) = desk.moderation.waiting(desk.town.tenant)
    return citizen.number(), waiting.photos[0]


def red(picture: Image.Image, x: int, y: int) -> int:
    """Say how red a pixel is; the photo is orange, its cover dark."""
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[0]


def lines(server: ServerInHand) -> list[tuple[str, dict[str, str]]]:
    """Read what the audit log says of moderation."""
    with server.parts.store.reading(server.town.tenant) as unit:
        return [(one.what, json.loads(one.told_json)) for one in audit.read(unit) if one.what.startswith("moderation")]


def test_every_act_is_noted_with_who_and_why(citizen: Citizen, desk: Desk, server: ServerInHand) -> None:
    number, photo = with_photo(citizen, desk)
    desk.publish(number)
    desk.moderation.hide(desk.town.tenant, number, ACT, photo=photo)
    desk.hide(number)
    noted = lines(server)
    assert [what for what, _ in noted] == ["moderation-publish", "moderation-hide", "moderation-hide"]
    assert {(told["who"], told["reason"]) for _, told in noted} == {(ACT.who, ACT.reason)}


def test_act_without_a_reason_changes_nothing(citizen: Citizen, desk: Desk, server: ServerInHand) -> None:
    number, _ = with_photo(citizen, desk)
    with pytest.raises(ModerationTrouble, match="reason-needed"):
        desk.moderation.publish(desk.town.tenant, number, Act("moi", " "), with_photos=True)
    assert [one.row.publication for one in desk.moderation.waiting(desk.town.tenant)] == ["pending"]
    assert lines(server) == []


def test_covered_photo_takes_the_place_of_the_first_on_pages_and_devices(
    citizen: Citizen, desk: Desk, server: ServerInHand
) -> None:
    number, photo = with_photo(citizen, desk)
    device = desk.town.device("bureau")
    device.pull()
    assert ("attachment", photo) in device.held
    stands_in = desk.moderation.redact(desk.town.tenant, photo, [BOX], ACT)
    desk.publish(number)
    page = citizen.see(f"/signalements/{number}")
    assert stands_in in page
    assert photo not in page
    device.pull()
    assert ("attachment", photo) not in device.held
    assert ("attachment", stands_in) in device.held
    shown = Image.open(BytesIO(citizen.look(f"/signalements/{number}/photos/{stands_in}").content))
    assert (red(shown, 15, 10) < 60, red(shown, 50, 30) > 200) == (True, True)
    assert citizen.look(f"/signalements/{number}/photos/{photo}").status_code == 404


def test_original_is_for_who_moderates_until_it_is_purged(citizen: Citizen, desk: Desk, server: ServerInHand) -> None:
    _, photo = with_photo(citizen, desk)
    tenant = desk.town.tenant
    desk.moderation.redact(tenant, photo, [BOX], ACT)
    before = Image.open(BytesIO(desk.moderation.original(tenant, photo, ACT)))
    assert red(before, 15, 10) > 200
    with server.parts.store.reading(tenant) as unit:
        (row,) = unit.every(RedactedRow)
    assert desk.moderation.purge_originals(tenant, ACT) == 0
    server.clock.advance(31 * DAY_MS)
    assert desk.moderation.purge_originals(tenant, ACT) == 1
    for sha256 in (row.sha256, row.thumbnail_sha256):
        assert not server.parts.uploads.files.whole(tenant, sha256).exists()
    with pytest.raises(ModerationTrouble, match="photo-unknown"):
        desk.moderation.original(tenant, photo, ACT)
    assert [what for what, _ in lines(server)] == ["moderation-redact", "moderation-look", "moderation-purge"]


def test_bytes_that_another_photo_shows_outlive_the_purge(citizen: Citizen, desk: Desk, server: ServerInHand) -> None:
    _, photo = with_photo(citizen, desk)
    other = Citizen(server)
    other.see(other.reports((picture(),)))
    desk.moderation.redact(desk.town.tenant, photo, [BOX], ACT)
    desk.moderation.purge_originals(desk.town.tenant, ACT, days=0)
    with server.parts.store.reading(desk.town.tenant) as unit:
        rows = [row for row in unit.find(RecordRow, "kind", ["attachment"]) if not row.removed]
    files = server.parts.uploads.files
    assert all(files.whole(desk.town.tenant, str(row.fields()["sha256"])).exists() for row in rows)


@pytest.mark.parametrize("box", [Rectangle(60, 0, 5, 5), Rectangle(0, 0, 0, 5), Rectangle(0, 40, 5, 5)])
def test_rectangle_outside_the_photo_is_refused(box: Rectangle) -> None:
    with pytest.raises(ModerationTrouble, match="box-outside"):
        covered(picture((60, 40)), [box])


def test_commands_do_what_the_acts_do(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    made_town(folder).store.close()  # type: ignore[attr-defined]  # a store on a database
    with opened(DataFolder(folder)) as parts:
        (tenant,) = parts.store.tenants()
        given = GivenReport("nid_de_poule", Channel.WEB, 48.05, 2.06, description="Un trou", photos=(picture(),))
        number = parts.outside.report(tenant, given).number
    data = ["--data", str(folder), "--reason", "relu"]
    runner = CliRunner()
    listed = runner.invoke(moderation, ["list", "--data", str(folder)]).output
    assert number in listed
    photo = next(word for word in listed.split() if len(word) == 36)
    for command in (["redact", photo, "--box", "5,5,20,10"], ["publish", number], ["hide", number]):
        done = runner.invoke(moderation, [*command, *data])
        assert done.exit_code == 0, done.output
    assert "Nothing waits." in runner.invoke(moderation, ["list", "--data", str(folder)]).output
    assert runner.invoke(moderation, ["redact", photo, "--box", "5,5,20", *data]).exit_code == 1
    assert runner.invoke(moderation, ["hide", "W2026K9999", *data]).exit_code == 1
