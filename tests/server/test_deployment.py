"""The files to run a server by parse as what they are, with the town's own paths; and the bill of materials."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from uuid import UUID

import pytest
import yaml  # type: ignore[import-untyped]
from typer.testing import CliRunner, Result

from sync.server.cli import app
from tests.server.process_in_hand import ROOT

UNITS = ("fieldserver.service", "fieldserver-backup.service", "fieldserver-backup.timer")


def said(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def printed(*words: str) -> str:
    result = said("deployment", *words)
    assert result.exit_code == 0, result.output
    assert "$" not in re.sub(r"\$(?:host|request_uri|proxy_add_x_forwarded_for)\b", "", result.stdout)
    return result.stdout


def units(tmp_path: Path) -> dict[str, Path]:
    """Write what `systemd` prints, each file under the name that its first line says."""
    (tmp_path / "fieldserver").write_text("#!/bin/sh\n")
    text = printed("systemd", "--town", "L’Haÿ-les-Roses", "--data", "/srv/ville/data", "--backups", "/srv/secours")
    found = {}
    for part in re.split(r"(?m)^(?=# (?:systemd|/etc/fieldserver))", text)[1:]:
        (name,) = re.findall(r"/etc/[\w/]+?/([\w.-]+)[:,\n]", part.partition("\n")[0] + "\n")
        found[name] = tmp_path / name
        found[name].write_text(part)
    return found


def test_systemd_units_are_valid_and_hold_the_paths(tmp_path: Path) -> None:
    found = units(tmp_path)
    assert sorted(found) == [
        "environment",
        "fieldserver-backup.service",
        "fieldserver-backup.timer",
        "fieldserver.service",
    ]
    service = found["fieldserver.service"].read_text()
    assert "Description=Fieldapp, the central server of L’Haÿ-les-Roses" in service
    assert "run --data /srv/ville/data --host 127.0.0.1" in service
    assert "backup /srv/secours --data /srv/ville/data --keep 14" in found["fieldserver-backup.service"].read_text()
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        pytest.skip("systemd-analyze is not on this machine")
    for name in UNITS:
        words = [verifier, "verify", "--man=no", str(found[name])]
        result = subprocess.run(words, capture_output=True, text=True, check=False)
        complaints = [line for line in result.stderr.splitlines() if name in line and "is not executable" not in line]
        assert complaints == []


def test_compose_file_is_yaml_with_three_services() -> None:
    told = yaml.safe_load(printed("compose", "--data", "/srv/ville/data"))
    assert set(told["services"]) == {"database", "server", "proxy"}
    assert told["services"]["server"]["volumes"] == ["/srv/ville/data:/var/lib/fieldserver/data"]
    assert "ports" not in told["services"]["server"]
    assert set(told["secrets"]) == {"postgres-password", "pgpass"}


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_proxy_hides_what_is_counted_and_its_braces_close(name: str, tmp_path: Path) -> None:
    text = printed(name, "--domain", "terrain.ville.example", "--upstream", "127.0.0.1:8701")
    assert text.count("{") == text.count("}") > 2
    assert "terrain.ville.example" in text
    assert "127.0.0.1:8701" in text
    assert "/metrics" in text
    if name == "nginx" and (nginx := shutil.which("nginx")) is not None:
        shell = "events {}\nhttp {\n" + re.sub(r"(?m)^\s*(?:ssl_certificate|listen.*ssl).*$", "", text) + "}\n"
        (tmp_path / "nginx.conf").write_text(shell)
        subprocess.run([nginx, "-t", "-c", str(tmp_path / "nginx.conf")], check=True)


@pytest.mark.parametrize("bad", ["a b", "x;y", "a{b", 'q"', "a$b", "a\nb", "%i"])
def test_value_that_a_file_would_read_as_its_own_sign_is_refused(bad: str) -> None:
    assert said("deployment", "caddy", "--domain", bad).exit_code == 1
    assert said("deployment", "systemd", "--town", "X", "--data", f"/srv/{bad}").exit_code == 1


def test_bill_of_materials_is_cyclonedx_and_agrees_with_the_lock() -> None:
    result = said("sbom", "--lock", str(ROOT / "requirements.lock"))
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    assert UUID(told["serialNumber"].removeprefix("urn:uuid:")).version == 4
    names = {one["name"] for one in told["components"]}
    assert {"fastapi", "sqlalchemy", "psycopg", "cryptography", "starlette"} <= names
    assert not names & {"pytest", "mypy", "playwright"}
    refs = [one["bom-ref"] for one in told["components"]]
    assert len(refs) == len(set(refs))
    for one in told["components"]:
        assert one["type"] == "library"
        assert one["version"]
        assert one["purl"].startswith(f"pkg:pypi/{one['name']}@")
        assert all(re.fullmatch(r"[0-9a-f]{64}", line["value"]) for line in one["properties"])
    known = {*refs, "fieldapp"}
    assert {one["ref"] for one in told["dependencies"]} == known
    assert {ref for one in told["dependencies"] for ref in one["dependsOn"]} <= known


def test_bill_tells_what_is_not_as_the_lock_says(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text((ROOT / "requirements.lock").read_text().replace("\nstarlette==", "\nstarlette==0."))
    result = said("sbom", "--lock", str(lock))
    assert result.exit_code == 1
    assert "starlette" in result.stderr
    assert said("sbom", "--lock", str(tmp_path / "none")).exit_code == 1
