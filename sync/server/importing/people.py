"""People from a file: account, given_name, family_name, role; and if told, place and job_title.

A place is the code of a service or the name of a team. Known by their account: a second time changes only what
differs. A new account has a password that nobody knows; the tablet is enrolled with a code, or an administrator sets
a password.
"""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from sync.core.model import Op
from sync.server.accounts import ACCOUNT_CHARACTERS_MAX, add_account, find_account, normal
from sync.server.importing.judged import Planned, What, refused
from sync.server.importing.lines import Line
from sync.server.parts import Parts
from sync.server.rows import RecordRow
from sync.server.store import Unit
from sync.server.writers import SystemWrite

COLUMNS = ("account", "given_name", "family_name", "role")
_AGENT = "agent"
_Places = dict[str, tuple[str, str | None]]


def people_plan(new_id: Callable[[], str]) -> Callable[[Unit, Sequence[Line]], list[Planned]]:
    """Give what plans the lines of people."""

    def plan(unit: Unit, lines: Sequence[Line]) -> list[Planned]:
        places, seen = _places(unit), set[str]()
        planned = []
        for line in lines:
            account = normal(line.cell("account"))
            planned.append(_planned(unit, line, places, new_id) if account not in seen else _twice(line, account))
            seen.add(account)
        return planned

    return plan


def open_accounts(parts: Parts) -> Callable[[Unit, Sequence[Planned]], None]:
    """Give what opens an account for each agent that was added."""
    password_hash = parts.auth.passwords.hash(secrets.token_urlsafe(32))

    def after(unit: Unit, outcomes: Sequence[Planned]) -> None:
        for one in outcomes:
            if one.what is What.ADD and one.wish is not None:
                add_account(unit, one.subject, one.wish.id, password_hash, parts.service.now())

    return after


def _planned(unit: Unit, line: Line, places: _Places, new_id: Callable[[], str]) -> Planned:
    account, place = normal(line.cell("account")), line.cell("place").casefold()
    if not 0 < len(account) <= ACCOUNT_CHARACTERS_MAX or any(sign.isspace() for sign in account):
        return refused(line, account, "account not-valid")
    if place and place not in places:
        return refused(line, account, "place unknown")
    fields: dict[str, Any] = {name: line.cell(name) for name in COLUMNS[1:]}
    if "place" in line.cells:
        fields["service"], fields["team"] = places[place] if place else (None, None)
    if "job_title" in line.cells:
        fields["job_title"] = line.cell("job_title") or None
    row = find_account(unit, account)
    if row is None:
        told = {name: value for name, value in fields.items() if value is not None}
        return Planned(line.number, account, What.ADD, line.cell("role"), _wish(new_id(), Op.CREATE, told))
    known = unit.get(RecordRow, [(_AGENT, row.agent)])[_AGENT, row.agent].fields()
    changed = {name: value for name, value in fields.items() if known.get(name) != value}
    if not changed:
        return Planned(line.number, account, What.SAME)
    return Planned(line.number, account, What.CHANGE, ", ".join(changed), _wish(row.agent, Op.PATCH, changed))


def _wish(agent: str, op: Op, fields: dict[str, Any]) -> SystemWrite:
    return SystemWrite(_AGENT, agent, op, fields)


def _twice(line: Line, account: str) -> Planned:
    return refused(line, account, "account twice in this file")


def _places(unit: Unit) -> _Places:
    found: _Places = {}
    for row in unit.find(RecordRow, "kind", ["service", "team"]):
        fields = row.fields()
        if not row.removed and row.kind == "service":
            found[str(fields.get("code")).casefold()] = (row.id, None)
        elif not row.removed:
            found[str(fields.get("name")).casefold()] = (str(fields["service"]), row.id)
    return found
