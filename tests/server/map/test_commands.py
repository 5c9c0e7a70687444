"""`fieldserver map` as a person at the town hall meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sync.server.cli import app
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from tests.server.map.extract_in_hand import MONTE_CARLO
from tests.server.process_in_hand import made_town


def said(*words: str) -> Result:
    return CliRunner().invoke(app, ["map", *words], env={"COLUMNS": "160"})


def refused(*words: str) -> str:
    result = said(*words)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "town.mbtiles"
    result = said("build", str(MONTE_CARLO), "--out", str(path), "--zooms", "13-15")
    assert result.exit_code == 0, result.output
    assert "Monte-Carlo" in result.output
    assert "MB" in result.output
    return path


def test_show_says_what_a_pack_holds(pack: Path) -> None:
    output = said("show", str(pack)).output
    assert "zooms 13 to 15" in output
    assert "© les contributeurs d’OpenStreetMap" in output


def test_find_answers_what_is_typed(pack: Path) -> None:
    assert "Boulevard des Moulins" in said("find", str(pack), "bd", "moulins").output


def test_box_is_cut_out(tmp_path: Path) -> None:
    path = tmp_path / "box.mbtiles"
    only = "7.4262,43.7390,7.4290,43.7410"
    assert said("build", str(MONTE_CARLO), "--out", str(path), "--only", only, "--zooms", "14").exit_code == 0
    assert "4 tiles" in said("show", str(path)).output
    assert "OpenStreetMap" in said("show", str(path)).output


def test_demo_town_goes_through_the_same_builder(tmp_path: Path) -> None:
    path = tmp_path / "demo.mbtiles"
    result = said("demo", "--out", str(path), "--zooms", "12-13")
    assert result.exit_code == 0, result.output
    shown = said("show", str(path)).output
    assert "Saint-Aubin-sur-Lisse" in shown
    assert "Plan imaginaire" in shown
    assert "OpenStreetMap" not in shown, "nothing of an invented town comes from it"
    assert "mairie" in said("find", str(path), "mairie").output
    assert "12 Rue des Lices" in said("find", str(path), "12 r des lice").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("build", "none.osm", "--out", "x.mbtiles"), "cannot be read"),
        (("build", str(MONTE_CARLO), "--out", "x.mbtiles", "--zooms", "many"), "no zooms"),
        (("build", str(MONTE_CARLO), "--out", "x.mbtiles", "--only", "1,2,3"), "no box"),
        (("build", str(MONTE_CARLO), "--out", "x.mbtiles", "--only", "9,2,3,4"), "west is less"),
        (("build", str(MONTE_CARLO), "--out", "x.mbtiles", "--only", "Nulle-Part"), "no commune"),
        (("show", "none.mbtiles"), "no file"),
        (("show", str(MONTE_CARLO)), "no map pack"),
        (("find", str(MONTE_CARLO), "x"), "no map pack"),
    ],
)
def test_trouble_is_one_plain_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in refused(*words)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [(), ("build",), ("demo",), ("show",), ("find",)])
def test_help_explains_every_command(words: tuple[str, ...]) -> None:
    result = said(*words, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_publish_tells_devices_of_a_pack_and_withdraw_ends_it(pack: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    town = made_town(data)
    assert "version 1" in said("publish", str(pack), "--data", str(data)).output
    with opened(DataFolder(data)) as parts:
        (offer,) = parts.maps.offers(town.tenant)
        assert parts.maps.readable(town.tenant, offer.sha256).read_bytes() == pack.read_bytes()
    assert said("withdraw", "--data", str(data)).exit_code == 0
    with opened(DataFolder(data)) as parts:
        assert parts.maps.offers(town.tenant) == ()


def test_publish_says_plainly_what_is_wrong(pack: Path, tmp_path: Path) -> None:
    assert "No server is in" in refused("publish", str(pack), "--data", str(tmp_path / "none"))
    made_town(tmp_path / "data")
    assert "There is no file" in refused("publish", str(tmp_path / "no.mbtiles"), "--data", str(tmp_path / "data"))
