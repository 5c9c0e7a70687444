"""« Retirer » a voice note: gone at once, and back within ten seconds as it was."""

from pathlib import Path

import pytest

from fieldapp.replica.asides import (
    SealedVoice,
    asides,
    forget_aside,
    put_aside,
    remove_voice,
    restore_voice,
    take_back,
)
from fieldapp.replica.errors import RecordAbsent
from fieldapp.replica.takes import seal_piece
from fieldapp.replica.voices import HeldVoice, Spot, hold_voice, keep_voice, voices_of
from fieldapp.reports import actions, actions_voice, queries_new
from fieldapp.shell.voices_cut import mend_voices
from fieldapp.ui import routes
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.reports.spoken import FORM, HERE
from tests.fieldapp.reports.test_voice import bytes_of, voice
from tests.fieldapp.town import Town, uid
from tests.fieldapp.watched import Watched, watch


@pytest.fixture
def spoken(town: Town) -> tuple[Spot, str]:
    """Leave a form with a voice note; give its spot, and the note's id."""
    draft = town.replica.write_now(actions.save_draft, None, FORM)
    town.replica.write_now(actions_voice.add_draft_voice, draft, voice(2))
    held = held_in_form(town)
    assert held is not None
    return Spot(actions.REPORT, draft, actions.FORM), held.id


def held_in_form(town: Town) -> HeldVoice | None:
    form = town.replica.read_now(queries_new.open_draft)
    assert form is not None
    return form.voice


def test_removed_note_is_not_sent(town: Town, spoken: tuple[Spot, str]) -> None:
    spot, voice_id = spoken
    assert town.replica.write_now(put_aside, spot) == voice_id
    assert held_in_form(town) is None
    report = town.replica.write_now(actions.send_report, spot.record_id)
    assert town.replica.read_now(voices_of, "report", report).stored == ()


def test_removed_note_comes_back_whole(town: Town, spoken: tuple[Spot, str]) -> None:
    spot, voice_id = spoken
    town.replica.write_now(put_aside, spot)
    town.replica.write_now(take_back, voice_id)
    assert held_in_form(town) == HeldVoice(voice_id, 2)
    assert bytes_of(town, voice_id) == voice(2).content
    town.replica.write_now(forget_aside, voice_id)
    assert held_in_form(town) == HeldVoice(voice_id, 2), "what was taken back is not forgotten"


def test_removed_note_comes_back_beside_the_report_that_was_sent_meanwhile(
    town: Town, spoken: tuple[Spot, str]
) -> None:
    spot, voice_id = spoken
    town.replica.write_now(put_aside, spot)
    town.replica.write_now(actions.send_report, spot.record_id)
    town.replica.write_now(take_back, voice_id)
    assert town.replica.read_now(voices_of, "report", spot.record_id).held == HeldVoice(voice_id, 2)


def test_removed_note_takes_no_newer_ones_place(town: Town, spoken: tuple[Spot, str]) -> None:
    spot, voice_id = spoken
    town.replica.write_now(put_aside, spot)
    town.replica.write_now(actions_voice.add_draft_voice, spot.record_id, voice(3))
    with pytest.raises(RecordAbsent):
        town.replica.write_now(take_back, voice_id)
    newer = held_in_form(town)
    assert newer is not None
    assert newer.seconds == 3


def test_removed_note_is_deleted_in_the_end(town: Town, spoken: tuple[Spot, str]) -> None:
    spot, voice_id = spoken
    town.replica.write_now(put_aside, spot)
    assert town.replica.read_now(asides) == (voice_id,)
    town.replica.write_now(forget_aside, voice_id)
    assert town.replica.read_now(asides) == ()
    assert bytes_of(town, voice_id) is None


def test_note_that_was_kept_on_a_report_is_removed_and_put_there_again(town: Town) -> None:
    hole = town.report("hole")
    town.replica.write_now(hold_voice, "report", hole, voice(2))
    town.replica.write_now(keep_voice, "report", hole)
    (kept,) = town.replica.read_now(voices_of, "report", hole).stored
    town.replica.write_now(remove_voice, kept.id)
    assert town.replica.read_now(voices_of, "report", hole).stored == ()
    again = town.replica.write_now(
        restore_voice, Spot("report", hole), SealedVoice(voice(2).content), "2026-11-23T08:00:00.000Z"
    )
    (restored,) = town.replica.read_now(voices_of, "report", hole).stored
    assert (restored.id, restored.seconds, restored.said_at) == (again, 2, "2026-11-23T08:00:00.000Z")
    assert bytes_of(town, again) == voice(2).content


def test_agent_removes_the_note_of_the_form_and_takes_it_back(tmp_path: Path) -> None:
    given = FixedDevice(position=FixedPosition(HERE))

    async def story(page: Watched) -> None:
        form = await page.until_kept(queries_new.open_draft, is_so=lambda found: found.voice is not None)
        await page.tap(f"voice-play-{form.voice.id}")
        await page.until_text("Arrêter l’écoute")
        await page.tap("voice-remove")
        await page.until("voice-record")
        assert given.sounds.ended is None, "what is removed is not heard any longer"
        await page.tap("undo")
        await page.until("voice-remove")
        await page.until_kept(queries_new.open_draft, is_so=lambda found: found.voice == form.voice)

    def fill(town: Town) -> None:
        draft = town.replica.write_now(actions.save_draft, None, FORM)
        town.replica.write_now(actions_voice.add_draft_voice, draft, voice())

    watch(tmp_path, story, routes.NEW_REPORT, fill=fill, page={"device": given})


def test_agent_removes_the_note_of_a_report_and_takes_it_back(tmp_path: Path) -> None:
    hole = uid("hole")

    async def story(page: Watched) -> None:
        kept = await page.until_kept(voices_of, "report", hole, is_so=lambda found: bool(found.stored))
        await page.tap(f"voice-remove-{kept.stored[0].id}")
        await page.until_kept(voices_of, "report", hole, is_so=lambda found: not found.stored)
        await page.tap("undo")
        again = await page.until_kept(voices_of, "report", hole, is_so=lambda found: bool(found.stored))
        assert again.stored[0].said_at == kept.stored[0].said_at

    def fill(town: Town) -> None:
        town.report("hole")
        town.replica.write_now(hold_voice, "report", hole, voice(2))
        town.replica.write_now(keep_voice, "report", hole)

    watch(tmp_path, story, routes.report(hole), fill=fill)


def test_colleagues_note_cannot_be_removed(tmp_path: Path) -> None:
    hole = uid("hole")

    async def story(page: Watched) -> None:
        kept = await page.until_kept(voices_of, "report", hole, is_so=lambda found: bool(found.stored))
        await page.until(f"voice-play-{kept.stored[0].id}")
        assert not page.has(f"voice-remove-{kept.stored[0].id}")

    def fill(town: Town) -> None:
        town.report("hole")
        fields = {"parent_kind": "report", "parent_id": hole, "role": "voix", "media_type": "audio/wav"}
        town.put("attachment", "said", **fields, sha256=voice().sha256, size_bytes=64_044, author=uid("lea"))

    watch(tmp_path, story, routes.report(hole), fill=fill)


def test_office_forgets_what_was_removed_when_it_opens(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        hole = uid("hole")
        await page.town.replica.write(put_aside, Spot("report", hole))
        await page.town.replica.write(seal_piece, Spot("report", hole), "take", b"\x01\x02" * 16_000)
        await mend_voices(page.town.replica)
        assert await page.town.replica.read(asides) == ()
        await page.until_text("Enregistrement interrompu")

    def fill(town: Town) -> None:
        town.report("hole")
        town.replica.write_now(hold_voice, "report", uid("hole"), voice(2))

    watch(tmp_path, story, routes.report(uid("hole")), fill=fill)
