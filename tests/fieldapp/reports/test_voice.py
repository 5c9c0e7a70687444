"""The voice note of a report: in the form through a kill, sent with it, and spoken on a report that is there."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from fieldapp.device.ports import MICROPHONE_RATE_HZ, Fix, MicrophoneTrouble
from fieldapp.device.voices import PreparedVoice, prepare_voice
from fieldapp.replica.errors import NotValid
from fieldapp.replica.photo_files import photo_bytes
from fieldapp.replica.pill import Circumstances, waiting_items
from fieldapp.replica.tables import Attachment
from fieldapp.replica.voices import Voices, drop_voice, hold_voice, keep_voice, voices_of
from fieldapp.reports import actions, actions_voice, queries, queries_new
from fieldapp.shell.pill_items import item_glyph, item_title
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.attachment import PHOTOS_PER_RECORD_MAX, VOICES_PER_RECORD_MAX, PhotoRole
from sync.records.voice import VOICE_MEDIA_TYPE
from tests.fieldapp.fixed_device import FixedDevice, FixedMicrophone, FixedPosition
from tests.fieldapp.photos import photo
from tests.fieldapp.town import CENTRE, Town, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
SECOND = b"\x10\x27" * MICROPHONE_RATE_HZ
FORM: dict[str, Any] = {"step": 2, "category": "encombrants", "lat": CENTRE[0], "long": CENTRE[1], "source": "gps"}


def voice(seconds: int = 2) -> PreparedVoice:
    made = prepare_voice(SECOND * seconds)
    assert made is not None
    return made


def device(microphone: FixedMicrophone | None = None) -> FixedDevice:
    return FixedDevice(position=FixedPosition(Fix(*CENTRE, 4.0)), hears=microphone or FixedMicrophone())


def attached(session: Session, report_id: str) -> list[tuple[str, str]]:
    found = session.exec(select(Attachment).where(Attachment.parent_id == report_id)).all()
    return sorted((one.role, one.media_type) for one in found)


def bytes_of(town: Town, voice_id: str) -> bytes | None:
    """Give what the vault holds of a voice note, once the thread has deleted what nobody owns."""
    town.replica.read_now(lambda session: None)
    return photo_bytes(town.replica.files, voice_id)


def test_voice_note_of_a_form_goes_with_the_report_beside_its_photos(town: Town) -> None:
    write, read = town.replica.write_now, town.replica.read_now
    draft = write(actions.save_draft, None, FORM)
    write(actions_voice.add_draft_voice, draft, voice(3))
    for number in range(PHOTOS_PER_RECORD_MAX):
        write(actions.add_draft_photo, draft, photo(str(number)))
    form = read(queries_new.open_draft)
    assert form is not None
    assert form.voice is not None
    assert (form.voice.seconds, len(form.photos)) == (3, PHOTOS_PER_RECORD_MAX)
    assert [one.role for one in form.photos][:2] == ["ensemble", "detail"], "the voice is no picture"
    write(actions.send_report, draft)
    assert ("voix", VOICE_MEDIA_TYPE) in read(attached, draft)
    (said,) = read(voices_of, "report", draft).stored
    assert (said.seconds, said.is_mine, said.is_here, said.received_at) == (3, True, True, None)
    assert bytes_of(town, said.id) == voice(3).content


def test_voice_note_that_waits_is_listed_as_one(town: Town) -> None:
    draft = town.replica.write_now(actions.save_draft, None, FORM)
    town.replica.write_now(actions_voice.add_draft_voice, draft, voice(3))
    town.replica.write_now(actions.add_draft_photo, draft, photo("0"))
    town.replica.write_now(actions.send_report, draft)
    waiting = town.replica.read_now(waiting_items, Circumstances(online=False))
    told = {(item_glyph(item), item_title(FR, item)) for item in waiting if item.kind == "attachment"}
    assert told == {("microphone", "Note vocale · Encombrants abandonnés"), ("image", "Photo · Encombrants abandonnés")}


def test_second_voice_note_takes_the_place_of_the_first(town: Town) -> None:
    draft = town.replica.write_now(actions_voice.add_draft_voice, None, voice(1))
    first = town.replica.read_now(queries_new.open_draft)
    town.replica.write_now(actions_voice.add_draft_voice, draft, voice(2))
    second = town.replica.read_now(queries_new.open_draft)
    assert first is not None
    assert second is not None
    assert first.voice is not None
    assert second.voice is not None
    assert second.voice.seconds == 2
    assert bytes_of(town, first.voice.id) is None, "what was said before is deleted"


def test_deleted_voice_note_leaves_no_bytes(town: Town) -> None:
    draft = town.replica.write_now(actions_voice.add_draft_voice, None, voice())
    form = town.replica.read_now(queries_new.open_draft)
    assert form is not None
    assert form.voice is not None
    town.replica.write_now(actions.drop_draft_photo, draft, form.voice.id)
    assert bytes_of(town, form.voice.id) is None


def test_voice_note_that_ends_after_the_form_was_sent_goes_to_its_report(town: Town) -> None:
    draft = town.replica.write_now(actions.save_draft, None, FORM)
    town.replica.write_now(actions.send_report, draft)
    town.replica.write_now(actions_voice.add_draft_voice, draft, voice())
    assert town.replica.read_now(queries_new.open_draft) is None
    assert len(town.replica.read_now(voices_of, "report", draft).stored) == 1


def test_voice_note_follows_to_the_report_that_is_followed(town: Town) -> None:
    twin = town.report("twin")
    for number in range(PHOTOS_PER_RECORD_MAX):
        town.replica.write_now(actions.add_photo, twin, photo(str(number)), PhotoRole.DETAIL)
    draft = town.replica.write_now(actions.save_draft, None, FORM)
    town.replica.write_now(actions_voice.add_draft_voice, draft, voice())
    town.replica.write_now(actions.follow_instead, draft, twin)
    assert len(town.replica.read_now(voices_of, "report", twin).stored) == 1


def test_voice_note_of_a_report_waits_until_it_is_kept(town: Town) -> None:
    hole = town.report("hole")
    town.replica.write_now(hold_voice, "report", hole, voice(1))
    town.replica.write_now(hold_voice, "report", hole, voice(2))
    waiting = town.replica.read_now(voices_of, "report", hole)
    assert waiting.held is not None
    assert (waiting.held.seconds, waiting.stored) == (2, ())
    town.replica.write_now(keep_voice, "report", hole)
    kept = town.replica.read_now(voices_of, "report", hole)
    assert (kept.held, [one.id for one in kept.stored]) == (None, [waiting.held.id])


def test_voice_note_that_is_not_kept_is_deleted(town: Town) -> None:
    hole = town.report("hole")
    town.replica.write_now(hold_voice, "report", hole, voice())
    held = town.replica.read_now(voices_of, "report", hole).held
    assert held is not None
    town.replica.write_now(drop_voice, "report", hole)
    assert town.replica.read_now(voices_of, "report", hole) == Voices((), None)
    assert bytes_of(town, held.id) is None


def test_report_takes_so_many_voice_notes_and_no_more(town: Town) -> None:
    hole = town.report("hole")
    for _ in range(VOICES_PER_RECORD_MAX):
        town.replica.write_now(hold_voice, "report", hole, voice(1))
        town.replica.write_now(keep_voice, "report", hole)
    town.replica.write_now(hold_voice, "report", hole, voice(1))
    with pytest.raises(NotValid):
        town.replica.write_now(keep_voice, "report", hole)


def test_agent_speaks_hears_and_sends(tmp_path: Path) -> None:
    given = device()

    async def story(page: Watched) -> None:
        await page.tap("voice-record")
        await page.until("voice-stop")
        given.hears.say(SECOND * 3)
        await page.until_text("0:03 sur 2:00")
        await page.tap("voice-stop")
        form = await page.until_kept(queries_new.open_draft, is_so=lambda found: found.voice is not None)
        await page.tap(f"voice-play-{form.voice.id}")
        await page.until_text("Arrêter l’écoute")
        assert given.sounds.played == [voice(3).content]
        given.sounds.end()
        await page.until_gone_text("Arrêter l’écoute")
        await page.tap("primary")
        report = await page.until_kept(queries.report_page, form.id, is_so=lambda found: found is not None)
        assert [one.seconds for one in report.voices.stored] == [3]

    watch(tmp_path, story, routes.NEW_REPORT, fill=begun, page={"device": given})


def test_what_is_still_being_said_is_sent_with_the_report(tmp_path: Path) -> None:
    given = device()

    async def story(page: Watched) -> None:
        draft = await page.until_kept(queries_new.open_draft, is_so=lambda found: found is not None)
        await page.tap("voice-record")
        await page.until("voice-stop")
        given.hears.say(SECOND * 2)
        await page.tap("primary")
        report = await page.until_kept(queries.report_page, draft.id, is_so=lambda found: found is not None)
        assert [one.seconds for one in report.voices.stored] == [2]
        assert given.hears.told is None, "the microphone is off"

    watch(tmp_path, story, routes.NEW_REPORT, fill=begun, page={"device": given})


def test_agent_who_leaves_while_speaking_finds_the_note_again(tmp_path: Path) -> None:
    given = device()

    async def story(page: Watched) -> None:
        await page.tap("voice-record")
        await page.until("voice-stop")
        given.hears.say(SECOND * 2)
        await page.tap("return")
        await page.until_kept(queries_new.open_draft, is_so=lambda found: found.voice is not None)
        assert given.hears.told is None, "the microphone is off"

    watch(tmp_path, story, routes.NEW_REPORT, fill=begun, page={"device": given})


@dataclass(eq=False)
class AskingMicrophone(FixedMicrophone):
    """A microphone whose question is answered when the test says so."""

    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, heard: Callable[[bytes], None]) -> MicrophoneTrouble | None:
        """Begin to listen once it is allowed."""
        await self.answered.wait()
        trouble = await super().listen(heard)
        self.say(SECOND)
        return trouble


def test_microphone_that_is_allowed_after_the_agent_has_left_is_switched_off(tmp_path: Path) -> None:
    asking = AskingMicrophone()

    async def story(page: Watched) -> None:
        asked = asyncio.create_task(page.tap("voice-record"))
        await page.until_text("Autorisez le micro")
        left = asyncio.create_task(page.tap("return"))
        await page.until_gone("voice-record")
        asking.answered.set()
        await asyncio.gather(asked, left)
        await page.until_kept(queries_new.open_draft, is_so=lambda found: found.voice is not None)
        assert asking.told is None, "the microphone is off"

    watch(tmp_path, story, routes.NEW_REPORT, fill=begun, page={"device": device(asking)})


def test_microphone_that_is_refused_is_told_and_the_keyboard_stays(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("voice-record")
        await page.until_text("écrivez au clavier")
        assert page.has("report-note")
        assert page.has("voice-record")

    refused = device(FixedMicrophone(MicrophoneTrouble.DENIED))
    watch(tmp_path, story, routes.NEW_REPORT, fill=begun, page={"device": refused})


def test_voice_note_is_spoken_on_the_page_of_a_report(tmp_path: Path) -> None:
    given = device()

    async def story(page: Watched) -> None:
        await page.tap("voice-record")
        await page.until("voice-stop")
        given.hears.say(SECOND * 2)
        await page.tap("voice-stop")
        await page.tap("voice-keep")
        kept = await page.until_kept(voices_of, "report", uid("hole"), is_so=lambda found: bool(found.stored))
        await page.tap(f"voice-play-{kept.stored[0].id}")
        await page.until_gone("voice-keep")
        assert given.sounds.played == [voice(2).content]

    watch(tmp_path, story, routes.report(uid("hole")), fill=lambda town: town.report("hole"), page={"device": given})


def begun(town: Town) -> None:
    """Leave a form at its last step, ready to be sent."""
    town.replica.write_now(actions.save_draft, None, {**FORM, "accuracy_m": 4.0})
