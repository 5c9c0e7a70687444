"""PROTOCOL.md is true: its examples are a real run's, its tables are the code's."""

import re

import pytest

from sync.core import model
from sync.core.errors import RefusalCode
from sync.core.model import VerdictCode
from sync.protocol import addresses, messages, parcel, recovery
from sync.protocol.problems import CATALOGUE
from sync.records import attachment
from sync.server import shapes
from tests.server.protocol_run import BLOCK, DOCUMENT, played, rewritten

TEXT = DOCUMENT.read_text()


def rows(heading: str) -> list[list[str]]:
    """Give the cells of the table that begins with this heading."""
    table = TEXT[TEXT.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    return played()


def test_every_example_is_what_a_run_gives(told: dict[str, str]) -> None:
    assert rewritten(TEXT, told) == TEXT, "run: python -m tests.server.protocol_run"


def test_every_example_of_the_run_is_known(told: dict[str, str]) -> None:
    shown = {block["name"] for block in BLOCK.finditer(TEXT)}
    assert shown <= told.keys()
    assert not told.keys() - shown - {"later", "refusal"}


def test_problems_are_those_of_the_catalogue() -> None:
    listed = {cells[0].strip("`"): int(cells[1]) for cells in rows("| Code | Status |")}
    assert listed == {code: kind.status for code, kind in CATALOGUE.items()}


def test_verdicts_and_refusals_are_all_told() -> None:
    assert {cells[0].strip("`") for cells in rows("| Verdict |")} == {code.value for code in VerdictCode}
    told = {code for cells in rows("| Refusal |") for code in re.findall(r"`([\w-]+)`", cells[0])}
    assert told == {code.value for code in RefusalCode}


def test_limits_are_those_of_the_code() -> None:
    known = {
        **vars(messages),
        **vars(model),
        **vars(shapes),
        **vars(attachment),
        **vars(addresses),
        **vars(parcel),
        **vars(recovery),
    }
    for name, value, _ in rows("| Name | Value |"):
        assert known[name.strip("`")] == int(value), name


def test_addresses_are_those_of_the_code() -> None:
    told = set(re.findall(r"/v1/[\w/]+(?<!/)", TEXT))
    names = (
        "SESSIONS",
        "REFRESH",
        "PUSH",
        "PULL",
        "SYNC",
        "LIVE",
        "PHOTOS",
        "MAPS",
        "PARCELS",
        "RECOVERIES",
        "ENROLMENTS",
        "WIPES",
        "OIDC",
        "OIDC_START",
        "OIDC_CALLBACK",
    )
    assert told == {getattr(addresses, name) for name in names}
