"""A tablet's folder is copied: two devices bear one name. It is noticed and said, and no work is lost on either."""

import shutil
from pathlib import Path

from fieldapp.reports.actions import add_comment
from fieldapp.ui.widgets.pill import Stopped, UpToDate
from sync.core.session import Halt
from sync.protocol.messages import SignIn
from tests.stories.device import Device
from tests.stories.people import PASSPHRASE
from tests.stories.story import Stage, story
from tests.stories.test_report_from_the_street import pictures, report_hole


async def copy_of(tablet: Device, stage: Stage) -> Device:
    """Copy the folder of a tablet that is stopped, and start both."""
    await tablet.stop()
    profile = _profile_of(tablet)
    other = profile.with_name("copie")
    shutil.copytree(profile, other, ignore=shutil.ignore_patterns("*.lock"))
    twin = Device(other, stage.hall, "karim")
    await tablet.start()
    await twin.start()
    stage.devices.append(twin)
    return twin


def _profile_of(tablet: Device) -> Path:
    return tablet.folder.parent.parent


@story
async def test_second_device_of_one_name_stops_says_so_and_goes_on_under_another(stage: Stage) -> None:
    tablet = await stage.device("karim", online=True)
    report = await report_hole(tablet, pictures())
    await tablet.sync()
    twin = await copy_of(tablet, stage)
    await tablet.write(add_comment, report, "De la première.")
    await twin.write(add_comment, report, "De la copie.")
    await tablet.online()
    await twin.online()
    assert twin.engine.status.halt is Halt.COPIED
    assert await twin.pill() == Stopped(1)
    await twin.line.account.sign_in(SignIn("karim", PASSPHRASE, stage.hall.parts.service.new_id(), "copie"))
    assert twin.id != tablet.id
    await twin.sync()
    await tablet.sync()
    (fields,) = stage.hall.records("report")
    assert sorted(comment["text"] for comment in fields["comments"]) == ["De la copie.", "De la première."]
    assert isinstance(await twin.pill(), UpToDate)
    assert isinstance(await tablet.pill(), UpToDate)


@story
async def test_tablet_brought_back_from_a_copy_notices_before_it_writes(stage: Stage) -> None:
    tablet = await stage.device("karim", online=True)
    report = await report_hole(tablet, pictures())
    await tablet.sync()
    twin = await copy_of(tablet, stage)
    await tablet.write(add_comment, report, "Écrit depuis.")
    await tablet.online()
    await twin.online()
    assert twin.engine.status.halt is Halt.COPIED
    await twin.line.account.sign_in(SignIn("karim", PASSPHRASE, stage.hall.parts.service.new_id(), "copie"))
    await twin.sync()
    assert isinstance(await twin.pill(), UpToDate)
    shown = await twin.shown("report", report)
    assert shown is not None
    assert [comment["text"] for comment in shown["comments"]] == ["Écrit depuis."]
