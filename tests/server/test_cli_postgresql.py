"""`fieldserver` on PostgreSQL: what a newcomer types, and what he is told when something is not as it should be."""

from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from sync.server.cli import app
from sync.server.data_folder import ADDRESS_VARIABLE, DataFolder
from sync.server.opening import PostgresqlAt, opened
from sync.server.postgresql_owner import is_empty
from tests.server.postgresql_in_hand import Postgresql

pytestmark = pytest.mark.postgresql
WORD = "un-mot-de-passe-long\n"


def said(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), input=WORD)


def told(result: Result, exit_code: int) -> str:
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def init(at: PostgresqlAt, folder: Path, admin: str = "admin@ville.example") -> Result:
    words = ("--town", "Sainte-Aldegonde", "--lat", "48", "--long", "2", "--admin", admin)
    return said("--database", at.works, "--owner", at.owner, "init", "--data", str(folder), *words)


@pytest.fixture
def at(postgresql_server: Postgresql) -> PostgresqlAt:
    return postgresql_server.new_database()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_server_is_made_and_all_commands_find_its_database(at: PostgresqlAt, folder: Path) -> None:
    assert "fieldserver run" in told(init(at, folder), 0)
    assert DataFolder(folder).address() == at.works
    assert not DataFolder(folder).database.exists()
    assert "admin@ville.example" in told(said("user", "list", "--data", str(folder)), 0)
    assert "All fits" in told(said("check", "--data", str(folder)), 0)


def test_environment_tells_where_the_database_is_now(
    at: PostgresqlAt, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(init(at, folder), 0)
    DataFolder(folder).address_file.write_text("postgresql://app@127.0.0.1:1/elsewhere\n")
    assert "does not answer" in told(said("user", "list", "--data", str(folder)), 1)
    monkeypatch.setenv(ADDRESS_VARIABLE, at.works)
    assert "admin@ville.example" in told(said("user", "list", "--data", str(folder)), 0)


@pytest.mark.parametrize("secret", ["app:geheim@", "app:geheim%40@"])
def test_password_in_an_address_is_refused_and_not_repeated(at: PostgresqlAt, folder: Path, secret: str) -> None:
    says = told(init(PostgresqlAt(at.works.replace("app@", secret), at.owner), folder), 1)
    assert "PGPASSFILE" in says
    assert "geheim" not in says
    assert not folder.exists()


def test_address_that_is_none_is_told_without_repeating_it(at: PostgresqlAt, folder: Path) -> None:
    says = told(init(PostgresqlAt("ge heim", at.owner), folder), 1)
    assert "no address" in says
    assert "heim" not in says


def test_both_roles_are_asked_for(at: PostgresqlAt, folder: Path) -> None:
    words = ("--town", "X", "--lat", "48", "--long", "2", "--admin", "a@ville.example")
    assert "two addresses" in told(said("--database", at.works, "init", "--data", str(folder), *words), 1)


def test_server_that_did_not_come_about_leaves_an_empty_database(at: PostgresqlAt, folder: Path) -> None:
    told(init(at, folder, admin="not an account"), 1)
    assert is_empty(at.owner)
    assert not folder.exists()
    told(init(at, folder), 0)


def test_database_that_holds_a_server_is_not_taken_for_another(at: PostgresqlAt, folder: Path) -> None:
    told(init(at, folder), 0)
    assert "holds a server already" in told(init(at, folder.with_name("second")), 1)
    with opened(DataFolder(folder)) as parts:
        assert len(parts.store.tenants()) == 1


def test_owner_renews_the_tables_and_the_town_is_still_there(at: PostgresqlAt, folder: Path) -> None:
    told(init(at, folder), 0)
    with psycopg.connect(at.owner) as connection:
        connection.execute("DROP TABLE alembic_version")
    assert "renew" in told(said("user", "list", "--data", str(folder)), 1)
    assert "who owns" in told(said("renew", "--data", str(folder)), 1)
    told(said("--owner", at.owner, "renew", "--data", str(folder)), 0)
    assert "admin@ville.example" in told(said("user", "list", "--data", str(folder)), 0)
