"""`fieldserver` as a newcomer meets it: help, plain words for expected trouble, never a traceback."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sync.core.model import Op
from sync.server.cli import app
from sync.server.data_folder import DataFolder, FolderTrouble
from sync.server.opening import made, opened
from sync.server.rows import RecordRow, ScopeRow
from sync.server.rows_access import AccountRow
from tests.server import process_in_hand
from tests.server.map.pack_in_hand import made_pack
from tests.server.process_in_hand import made_town
from tests.server.server_in_hand import PASSWORD
from tests.server.town_in_hand import Town

LONG = "un-mot-de-passe-long\n"


def said(*words: str, stdin: str = LONG) -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


def refused(result: Result) -> str:
    """Give the one plain sentence of an expected trouble."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return " ".join(result.output.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def town(folder: Path) -> Town:
    return made_town(folder)


@pytest.mark.parametrize(
    "words", [(), ("init",), ("run",), ("demo",), ("check",), ("user", "add"), ("device", "revoke")]
)
def test_help_explains_every_command(words: tuple[str, ...]) -> None:
    result = said(*words, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output
    assert "--data" in result.output or words == ()


def test_init_makes_a_server_with_its_administrator(folder: Path) -> None:
    place = ("--lat", "48.1", "--long", "2.2", "--admin", "Admin@ville.example")
    result = said("init", "--data", str(folder), "--town", "Sainte-Aldegonde", *place)
    assert result.exit_code == 0, result.output
    assert "fieldserver run" in result.output
    with opened(DataFolder(folder)) as parts:
        (tenant,) = parts.store.tenants()
        with parts.store.reading(tenant) as unit:
            (account,) = unit.every(AccountRow)
            agent = unit.get(RecordRow, [("agent", account.agent)])["agent", account.agent].fields()
    assert account.account == "admin@ville.example"
    assert agent["role"] == "admin_si"
    assert DataFolder(folder).key_file.stat().st_mode & 0o077 == 0


def test_init_refuses_a_folder_that_holds_something(folder: Path) -> None:
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"x")
    place = ("--lat", "48", "--long", "2", "--admin", "a@ville.example")
    assert "not empty" in refused(said("init", "--data", str(folder), "--town", "X", *place))


def test_init_with_a_short_password_can_be_tried_again(folder: Path) -> None:
    words = ("init", "--data", str(folder), "--town", "X", "--lat", "48", "--long", "2", "--admin", "a@ville.example")
    assert "at least 10" in refused(said(*words, stdin="court\n"))
    assert list(folder.parent.iterdir()) == []
    assert said(*words).exit_code == 0


@pytest.mark.parametrize("words", [("run",), ("check",), ("user", "list"), ("device", "list")])
def test_folder_without_a_server_is_told(folder: Path, words: tuple[str, ...]) -> None:
    assert "fieldserver init" in refused(said(*words, "--data", str(folder)))


def test_user_is_added_listed_and_given_a_new_password(folder: Path, town: Town) -> None:
    data = ("--data", str(folder))
    added = said("user", "add", "nora@ville.example", *data, "--name", "Nora Petit", "--in", "équipe")
    assert added.exit_code == 0, added.output
    listed = said("user", "list", *data)
    assert re.search(r"nora@ville.example .*Nora Petit.*agent_terrain.*yes", listed.output)
    assert said("user", "password", "nora@ville.example", *data).exit_code == 0
    with opened(DataFolder(folder)) as parts, parts.store.reading(town.tenant) as unit:
        account = unit.get(AccountRow, [("nora@ville.example",)])[("nora@ville.example",)]
        fields = unit.get(RecordRow, [("agent", account.agent)])["agent", account.agent].fields()
    assert (fields["team"], fields["service"]) == (town.ids["equipe"], town.ids["voirie"])


def test_user_trouble_is_told_in_plain_words(folder: Path, town: Town) -> None:
    data = ("--data", str(folder))
    assert "already" in refused(said("user", "add", "chef@ville.example", *data, "--name", "A B"))
    assert "no service" in refused(said("user", "add", "x@ville.example", *data, "--name", "A B", "--in", "lune"))
    assert "family_name" in refused(said("user", "add", "x@ville.example", *data, "--name", "Seul"))
    assert "at least 10" in refused(said("user", "add", "x@ville.example", *data, "--name", "A B", stdin="x\n"))
    assert "no account" in refused(said("user", "password", "personne@ville.example", *data))
    assert said("user", "add", "x@ville.example", *data, "--name", "A B", "--role", "roi").exit_code == 2
    with opened(DataFolder(folder)) as parts, parts.store.reading(town.tenant) as unit:
        assert not unit.get(AccountRow, [("x@ville.example",)])


def test_user_who_leaves_hands_in_what_waits_and_keeps_nothing(folder: Path, town: Town) -> None:
    data = ("--data", str(folder))
    device = town.device("terrain")
    device.pull()
    change = device.make("report", town.world.new_id(), Op.CREATE, town.report_fields())
    assert "purge" in said("user", "close", "terrain@ville.example", *data).output
    assert re.search(r"terrain@ville.example .* no ", said("user", "list", *data).output)
    assert town.granted("terrain") == frozenset()
    assert device.judged(change).refusal is None
    device.pull()
    assert device.held == {}
    assert "no account" in refused(said("user", "close", "personne@ville.example", *data))


def test_devices_are_listed_and_revoked(folder: Path, town: Town) -> None:
    data = ("--data", str(folder))
    device, other = town.device("terrain").caller.device, town.device("chef").caller.device
    listed = said("device", "list", *data, "--account", "terrain@ville.example").output
    assert device in listed
    assert other not in listed
    assert "may still send" in said("device", "revoke", device, *data).output
    assert "nothing is taken" in said("device", "revoke", device, *data, "--lost").output
    assert "revoked" in said("device", "list", *data).output
    assert "It wipes at its next contact" in said("device", "revoke", device, *data, "--wipe").output
    assert "ordered" in said("device", "list", *data).output
    shown = said("device", "show", device, *data).output
    assert "work is taken first: yes" in shown
    assert "order heard: not yet" in shown
    assert "device-revoked" in said("recovery", "log", *data).output
    assert "no such device" in refused(said("device", "revoke", "zzz", *data))
    assert "Several" in refused(said("device", "revoke", "01", *data))
    assert "no account" in refused(said("device", "list", *data, "--account", "personne"))


def test_check_tells_what_does_not_fit(folder: Path, town: Town) -> None:
    assert said("check", "--data", str(folder)).exit_code == 0
    with opened(DataFolder(folder)) as parts, parts.store.writing(town.tenant) as unit:
        row = unit.get(ScopeRow, [("town",)])[("town",)]
        unit.put([ScopeRow("town", row.count + 1, row.sum, row.head)])
    assert "digest: town" in refused(said("check", "--data", str(folder)))


def test_check_says_which_map_pack_is_broken(folder: Path, town: Town, tmp_path: Path) -> None:
    with opened(DataFolder(folder)) as parts:
        offer = parts.maps.publish(town.tenant, made_pack(tmp_path), parts.service.now())
        place = parts.maps.readable(town.tenant, offer.sha256)
    assert said("check", "--data", str(folder)).exit_code == 0
    content = place.read_bytes()
    for broken, word in ((content[:-1] + b"?", "damaged"), (content[:-100], "another size")):
        place.write_bytes(broken)
        told = refused(said("check", "--data", str(folder)))
        assert "map pack: Monte-Carlo, version 1" in told
        assert word in told
    place.unlink()
    assert "its file is gone" in refused(said("check", "--data", str(folder)))


def test_check_tells_of_a_damaged_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_in_hand, "new_database", lambda: None)  # SQLite, wherever the tests run
    town = made_town(folder)
    town.service.write_as_system(town.tenant, "test", [])
    with opened(DataFolder(folder)):
        pass
    path = DataFolder(folder).database
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 20_000] = bytes(20_000)
    path.write_bytes(content)
    assert "damaged" in refused(said("check", "--data", str(folder)))


def test_several_towns_ask_for_a_tenant(folder: Path, town: Town) -> None:
    with opened(DataFolder(folder)) as parts:
        parts.service.found_town("Autre", {"name": "Autre", "centre_lat": 1.0, "centre_long": 1.0})
    assert "--tenant" in refused(said("user", "list", "--data", str(folder)))
    assert "chef@ville" in said("--tenant", town.tenant, "user", "list", "--data", str(folder)).output


def test_key_that_others_can_read_is_refused(folder: Path, town: Town) -> None:
    DataFolder(folder).key_file.chmod(0o644)
    assert "chmod 600" in refused(said("check", "--data", str(folder)))
    DataFolder(folder).key_file.unlink()
    assert "nobody can sign in" in refused(said("check", "--data", str(folder)))


def test_folder_of_another_format_is_refused(folder: Path, town: Town) -> None:
    DataFolder(folder).format_file.write_text("99\n")
    assert "another version" in refused(said("check", "--data", str(folder)))


def test_folder_is_there_only_when_all_is_in_place(folder: Path) -> None:
    with pytest.raises(RuntimeError), made(DataFolder(folder)):
        raise RuntimeError
    assert list(folder.parent.iterdir()) == []
    with pytest.raises(FolderTrouble), opened(DataFolder(folder)):
        raise AssertionError("a folder that was not finished opens nothing")


def test_password_is_never_an_argument(folder: Path, town: Town) -> None:
    assert said("user", "add", "x@ville.example", "--data", str(folder), "--password", PASSWORD).exit_code == 2
