"""A voice note that was being said at a kill: what was sealed comes back, to be kept or removed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldapp.replica.drafts import drafts_of
from fieldapp.replica.photo_files import photo_bytes
from fieldapp.replica.takes import TAKE_FORM, hold_take, mend_take, open_takes, seal_piece
from fieldapp.replica.voices import HeldVoice, Spot, hold_voice, voices_of
from fieldapp.reports import actions, actions_voice, queries_new
from fieldapp.reports.queries_new import ReportDraft
from fieldapp.shell.voices_cut import mend_voices
from fieldapp.ui import routes
from fieldapp.ui.recording import PIECE_S
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.errors import VaultError
from sync.records.voice import VOICE_BYTES_PER_S, VOICE_RATE_HZ, wav_of
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.reports.spoken import FORM, HERE, heard_seconds, spoken_second
from tests.fieldapp.reports.test_voice import voice
from tests.fieldapp.town import KARIM, Town, town_replica_in
from tests.fieldapp.watched import Watched, watch

ROOT = Path(__file__).parents[3]
SAID_S = 7
TAKE = "take"
PIECE = b"\x01\x02" * VOICE_RATE_HZ
SPOT = Spot("report", "draft", actions.FORM)


@contextmanager
def speaking(folder: Path, secret: bytes) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.fieldapp.reports.spoken_program", str(folder), secret.hex()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def said_before_the_kill(folder: Path, secret: bytes) -> int:
    """Let somebody speak in another process, kill it, and give how many seconds were said."""
    with speaking(folder, secret) as process:
        assert process.stdout is not None
        for _ in range(SAID_S):
            assert process.stdout.readline(), "the process has ended"
        process.kill()
        # It may have said more before the kill reached it.
        return SAID_S + len(process.stdout.readlines())


def test_kill_while_speaking_takes_the_last_seconds_only(tmp_path: Path) -> None:
    secret = os.urandom(32)
    said_s = said_before_the_kill(tmp_path, secret)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        sealed = path.read_bytes()
        assert not [number for number in range(said_s) if spoken_second(number)[:64] in sealed], "speech in clear"
    with town_replica_in(tmp_path, KARIM, HeldSecret(secret)) as town:
        mended(town)
        form = form_of(town)
        assert form.voice is not None
        assert form.voice.is_cut
        content = photo_bytes(town.replica.files, form.voice.id)
        assert content is not None
        assert said_s - PIECE_S <= heard_seconds(content) <= said_s + 1
        report = town.replica.write_now(actions.send_report, form.id)
        assert [one.id for one in town.replica.read_now(voices_of, "report", report).stored] == [form.voice.id]


def mended(town: Town) -> None:
    """Do what the office does when it opens, and see that nothing is left to do."""
    for take_id in town.replica.read_now(open_takes):
        town.replica.write_now(mend_take, take_id, VaultError)
    assert town.replica.read_now(open_takes) == ()


def form_of(town: Town) -> ReportDraft:
    form = town.replica.read_now(queries_new.open_draft)
    assert form is not None
    return form


def test_note_that_ended_leaves_no_piece(town: Town) -> None:
    draft = town.replica.write_now(actions.save_draft, None, FORM)
    town.replica.write_now(actions_voice.seal_draft_voice, draft, TAKE, PIECE)
    assert town.replica.read_now(open_takes) == (TAKE,)
    town.replica.write_now(actions_voice.add_draft_voice, draft, voice(2), TAKE)
    assert town.replica.read_now(open_takes) == ()
    held = form_of(town).voice
    assert held is not None
    assert (held.seconds, held.is_cut) == (2, False)


def test_note_of_a_record_that_was_cut_waits_beside_it(town: Town) -> None:
    hole = town.report("hole")
    for _ in range(3):
        town.replica.write_now(seal_piece, Spot("report", hole), TAKE, PIECE)
    mended(town)
    held = town.replica.read_now(voices_of, "report", hole).held
    assert held is not None
    assert (held.seconds, held.is_cut) == (3, True)
    assert photo_bytes(town.replica.files, held.id) == wav_of(PIECE * 3)
    town.replica.write_now(hold_take, Spot("report", hole), "another", voice(1))
    assert town.replica.read_now(voices_of, "report", hole).held != held


def test_note_that_was_cut_after_the_form_was_sent_waits_beside_its_report(town: Town) -> None:
    draft = town.replica.write_now(actions.save_draft, None, FORM)
    town.replica.write_now(actions_voice.seal_draft_voice, draft, TAKE, PIECE)
    town.replica.write_now(actions.send_report, draft)
    town.replica.write_now(actions_voice.seal_draft_voice, draft, TAKE, PIECE)
    mended(town)
    assert town.replica.read_now(queries_new.open_draft) is None
    voices = town.replica.read_now(voices_of, "report", draft)
    assert voices.held is not None
    assert (voices.stored, voices.held.seconds, voices.held.is_cut) == ((), 2, True)


def test_cut_note_takes_no_other_ones_place(town: Town) -> None:
    hole = town.report("hole")
    town.replica.write_now(seal_piece, Spot("report", hole), TAKE, PIECE)
    town.replica.write_now(hold_voice, "report", hole, voice(2))
    town.replica.write_now(mend_take, TAKE, VaultError)
    held = town.replica.read_now(voices_of, "report", hole).held
    assert held is not None
    assert held.seconds == 2
    assert town.replica.read_now(open_takes) == (TAKE,), "it waits for a place"


def test_damaged_piece_leaves_what_was_said_before_it(town: Town, tmp_path: Path) -> None:
    hole = town.report("hole")
    for _ in range(3):
        town.replica.write_now(seal_piece, Spot("report", hole), TAKE, PIECE)
    take = town.replica.read_now(drafts_of, TAKE_FORM)[0]
    town.replica.files.delete(take.photos[1].id)
    mended(town)
    held = town.replica.read_now(voices_of, "report", hole).held
    assert held is not None
    assert held.seconds == 1


def cut_form(town: Town) -> None:
    draft = town.replica.write_now(actions.save_draft, None, FORM)
    town.replica.write_now(actions_voice.seal_draft_voice, draft, TAKE, PIECE * 4)
    mended(town)


def is_whole(form: ReportDraft) -> bool:
    return form.voice is not None and form.voice == HeldVoice(form.voice.id, 4)


def test_agent_hears_and_keeps_what_was_cut(tmp_path: Path) -> None:
    given = FixedDevice(position=FixedPosition(HERE))

    async def story(page: Watched) -> None:
        await page.until_text("Enregistrement interrompu")
        form = await page.until_kept(queries_new.open_draft, is_so=lambda found: found.voice is not None)
        await page.tap(f"voice-play-{form.voice.id}")
        await page.until_text("Arrêter l’écoute")
        assert given.sounds.played == [wav_of(PIECE * 4)]
        await page.tap("voice-keep")
        await page.until_gone_text("Enregistrement interrompu")
        await page.until_kept(queries_new.open_draft, is_so=is_whole)

    watch(tmp_path, story, routes.NEW_REPORT, fill=cut_form, page={"device": given})


def test_office_gives_back_what_was_cut_when_it_opens(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await mend_voices(page.town.replica)
        await page.until_text("Enregistrement interrompu")

    def fill(town: Town) -> None:
        draft = town.replica.write_now(actions.save_draft, None, FORM)
        town.replica.write_now(actions_voice.seal_draft_voice, draft, TAKE, PIECE * 4)

    watch(tmp_path, story, routes.NEW_REPORT, fill=fill)


def test_piece_is_as_long_as_is_said() -> None:
    assert len(PIECE) == VOICE_BYTES_PER_S
