"""Opening an office: online the first time, offline ever after, and never twice."""

import asyncio
from pathlib import Path

from fieldapp.account.actions import Entered, Obstacle, Step, TooEarly, WrongPassphrase
from fieldapp.replica.settings import Identity
from fieldapp.replica.unit import Unit
from fieldapp.replica.voices import HeldVoice
from fieldapp.reports.actions import save_draft
from fieldapp.reports.actions_voice import seal_draft_voice
from fieldapp.reports.queries_new import open_draft
from fieldapp.shell.own_desk import OfficeDesk
from fieldapp.vault.engines import best_engine
from sync.core.ids import derived_id
from sync.core.model import Change, Edit, Op
from sync.core.session import Halt, Phase
from sync.protocol.messages import PushRequest
from sync.records.voice import VOICE_RATE_HZ
from sync.server.callers import Caller
from tests.fieldapp.shell.opening import ACCOUNT, entered, filled, house_of, opened, run, until
from tests.fieldapp.shell.town_hall import PASSPHRASE, TownHall


def test_first_opening_enrols_and_fills_the_office(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house, steps = house_of(tmp_path / "p", hall), list[Step]()
        answer, office = await house.enter(ACCOUNT, PASSPHRASE, steps.append)
        assert answer == Entered()
        assert office is not None
        await until(lambda: office.agent is not None)
        assert office.agent is not None
        assert (office.agent.name, office.agent.service_name) == ("Karim Benali", "Voirie")
        assert steps == [Step.ASKING, Step.SEALING]
        assert OfficeDesk(office).storage == best_engine()
        await house.close()

    run(story)


def test_first_opening_says_unreachable_and_leaves_no_vault_without_network(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        hall.is_reachable = False
        house = house_of(tmp_path / "p", hall)
        assert await entered(house) == (Obstacle.UNREACHABLE, None)
        assert not list((tmp_path / "p" / "vaults").glob("*/keyring.json"))

    run(story)


def test_first_opening_says_not_known_for_a_wrong_pair(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        assert await entered(house_of(tmp_path / "p", hall), "pas la bonne phrase") == (Obstacle.NOT_KNOWN, None)

    run(story)


def test_second_opening_needs_no_network_and_shows_who_works_here(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        first = house_of(tmp_path / "p", hall)
        await filled(first)
        await first.close()
        hall.is_reachable = False
        hall.asked.clear()
        second = house_of(tmp_path / "p", hall)
        office = await opened(second)
        assert office.agent is not None
        assert hall.asked == []
        await second.close()

    run(story)


def test_office_that_opens_gives_back_the_voice_note_that_was_cut(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        first = house_of(tmp_path / "p", hall)
        office = await filled(first)
        draft = await office.replica.write(save_draft, None, {"step": 2})
        await office.replica.write(seal_draft_voice, draft, "take", b"\x01\x02" * VOICE_RATE_HZ)
        await first.close()
        second = house_of(tmp_path / "p", hall)
        form = await (await opened(second)).replica.read(open_draft)
        assert form is not None
        assert form.voice is not None
        assert form.voice == HeldVoice(form.voice.id, 1, is_cut=True)
        await second.close()

    run(story)


def test_wrong_passphrase_waits_longer_after_three_tries(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        await (await opened(house)).close()
        answers = [(await entered(house, "jamais de la vie"))[0] for _ in range(3)]
        assert answers[:2] == [WrongPassphrase(0), WrongPassphrase(0)]
        assert isinstance(answers[2], WrongPassphrase)
        assert answers[2].wait_s > 0

    run(story)


def test_second_window_works_in_the_same_office_and_the_last_one_closes_it(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house, told = house_of(tmp_path / "p", hall), list[str]()
        first = await opened(house)
        first.follow_close(lambda: told.append("closed"))
        assert await opened(house) is first
        await first.left()
        assert told == [], "the other window goes on"
        assert house.resumed() is first
        await first.left()
        assert told == ["closed"]
        assert house.resumed() is None

    run(story)


def test_second_window_asks_for_the_right_passphrase_and_counts_the_wrong_ones(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house, told = house_of(tmp_path / "p", hall), list[str]()
        first = await opened(house)
        first.follow_close(lambda: told.append("closed"))
        for _ in range(3):
            answer, office = await entered(house, passphrase="devinette")
            assert isinstance(answer, WrongPassphrase)
            assert office is None
        assert isinstance((await entered(house))[0], TooEarly)
        assert told == [], "who guesses closes nobody's window"
        await house.close()

    run(story)


def test_opening_elsewhere_is_refused_by_another_process_lock(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        mine, theirs = house_of(tmp_path / "p", hall), house_of(tmp_path / "p", hall)
        await opened(mine)
        assert await entered(theirs) == (Obstacle.OPEN_ELSEWHERE, None)
        await mine.close()

    run(story)


def test_nothing_readable_names_the_agent_in_the_profile(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        await filled(house)
        await house.close()
        for path in (tmp_path / "p").rglob("*"):
            assert "karim" not in path.name.lower()
            if path.is_file():
                content = path.read_bytes().lower()
                assert b"karim" not in content, path.name
                assert b"benali" not in content, path.name

    run(story)


def test_office_is_cut_and_let_back_in_by_the_switch(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await filled(house)
        office.cut(is_cut=True)
        assert office.is_cut
        assert not office.standing.online
        await office.replica.write(_report)
        await until(lambda: office.standing.unsent == 1)
        assert office.engine.status.halt is Halt.SWITCHED_OFF
        office.cut(is_cut=False)
        await until(lambda: office.standing.unsent == 0)
        await house.close()

    run(story)


def test_closing_keeps_unsent_work_for_the_next_opening(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await filled(house)
        hall.is_reachable = False
        await office.replica.write(_report)
        await until(lambda: office.standing.unsent == 1)
        await office.close()
        again = await opened(house)
        assert again.standing.unsent == 1
        hall.is_reachable = True
        again.retry()
        await until(lambda: again.standing.unsent == 0 and again.standing.confirmed_at is not None)
        await house.close()

    run(story)


def _report(unit: Unit) -> None:
    fields = {"service_code": "nid_de_poule", "lat": 45.75, "long": 4.85, "requested_datetime": unit.now}
    unit.create("report", {**fields, "author": unit.agent})


def test_engine_rests_once_everything_is_said(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await filled(house)
        await office.replica.write(_report)
        await until(lambda: bool({"/v1/push", "/v1/sync"} & set(hall.asked)))
        await until(lambda: office.standing.unsent == 0 and office.engine.status.doing is Phase.IDLE)
        said = len(hall.asked)
        await asyncio.sleep(0.3)
        assert len(hall.asked) == said
        await house.close()

    run(story)


def test_office_whose_identity_was_copied_says_so_and_signs_in_under_another(tmp_path: Path, hall: TownHall) -> None:
    async def story() -> None:
        house = house_of(tmp_path / "p", hall)
        office = await filled(house)
        before = office.replica.identity
        _written_by_a_twin(hall, before)
        await office.replica.write(_report)
        await until(lambda: office.engine.status.halt is Halt.COPIED)
        assert office.standing.stopped
        assert await OfficeDesk(office).sign_in_again(PASSPHRASE) == Entered()
        await until(lambda: office.standing.unsent == 0 and office.engine.status.halt is None)
        assert office.replica.identity.device != before.device
        await house.close()

    run(story)


def _written_by_a_twin(hall: TownHall, identity: Identity) -> None:
    """Let another device that bears this name have its first change judged."""
    caller = Caller(identity.tenant, identity.agent, identity.device)
    report = derived_id("test", "report of a twin")
    moment = "2026-11-23T10:00:00.000Z"
    fields = {"service_code": "nid_de_poule", "lat": 45.0, "long": 4.0, "requested_datetime": moment}
    edits = {name: Edit(value) for name, value in {**fields, "author": identity.agent}.items()}
    change = Change(identity.device, 1, report, "report", report, Op.CREATE, 0, edits, identity.agent, moment)
    hall.parts.service.push(caller, PushRequest(identity.device, "", (change,)))
