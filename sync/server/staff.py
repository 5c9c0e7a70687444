"""Agents and their accounts, as an administrator makes them; the entry in the directory goes through the judge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sync.core.model import Op
from sync.server.accounts import AccountTrouble, add_account, check_password, find_account, normal
from sync.server.parts import Parts
from sync.server.rows import DeviceRow, DeviceState, RecordRow
from sync.server.rows_access import AccountRow
from sync.server.sessions import end_session
from sync.server.store import Unit
from sync.server.writers import SystemWrite

WRITER = "administration"


@dataclass(frozen=True, slots=True)
class NewAgent:
    """What is asked for a new agent; `place` is the code of a service or the name of a team, or missing."""

    given_name: str
    family_name: str
    role: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An account with its entry in the directory."""

    account: str
    name: str
    role: str
    is_active: bool
    devices: int


def add_agent(parts: Parts, tenant: str, account: str, password: str, agent: NewAgent) -> str:
    """Write an agent into the directory and open his account; give his id. Raise `AccountTrouble`."""
    check_password(password)
    password_hash = parts.auth.passwords.hash(password)
    agent_id = parts.service.new_id()
    with parts.store.writing(tenant) as unit:
        wish = SystemWrite("agent", agent_id, Op.CREATE, _fields(unit, agent))
        (verdict,), committed = parts.service.write_within(unit, WRITER, [wish])
        if verdict.refusal is not None:
            pointers = ", ".join(error.pointer.removeprefix("/fields/") for error in verdict.refusal.errors)
            raise AccountTrouble(f"agent-not-valid: {pointers}")
        add_account(unit, account, agent_id, password_hash, parts.service.now())
    parts.service.tell(committed)
    return agent_id


def _fields(unit: Unit, agent: NewAgent) -> dict[str, str | None]:
    service, team = _place(unit, agent.place) if agent.place is not None else (None, None)
    names = {"given_name": agent.given_name, "family_name": agent.family_name, "role": agent.role}
    return {**names, "service": service, "team": team}


def _place(unit: Unit, name: str) -> tuple[str, str | None]:
    """Find a service by its code or a team by its name; give the ids of the service and of the team."""
    rows = [row for row in unit.find(RecordRow, "kind", ["service", "team"]) if not row.removed]
    for row in rows:
        fields = row.fields()
        told = fields.get("code") if row.kind == "service" else fields.get("name")
        if str(told).casefold() == name.casefold():
            return (row.id, None) if row.kind == "service" else (str(fields["service"]), row.id)
    raise AccountTrouble("place-unknown")


def set_password(parts: Parts, tenant: str, account: str, password: str) -> None:
    """Give an account a new password and sign its agent's devices out; raise `AccountTrouble`."""
    check_password(password)
    password_hash = parts.auth.passwords.hash(password)
    with parts.store.writing(tenant) as unit:
        row = find_account(unit, account)
        if row is None:
            raise AccountTrouble("account-unknown")
        unit.put([AccountRow(row.account, row.agent, password_hash, parts.service.now(), is_open=row.is_open)])
        for device in unit.find(DeviceRow, "agent", [row.agent]):
            end_session(unit, device.device)


def close_account(parts: Parts, tenant: str, account: str) -> None:
    """Let an agent leave: nobody signs in as him, every scope is taken from him. Raise `AccountTrouble`.

    His entry in the directory stays, not active: what he wrote keeps its author. His devices are not revoked: at their
    next contact they hand in what waits, hear that nothing is theirs to see any more, and purge it.
    """
    with parts.store.writing(tenant) as unit:
        row = find_account(unit, account)
        if row is None:
            raise AccountTrouble("account-unknown")
        unit.put([replace(row, is_open=False, changed_at=parts.service.now())])
        wish = SystemWrite("agent", row.agent, Op.PATCH, {"active": False})
        _, committed = parts.service.write_within(unit, WRITER, [wish])
    parts.service.tell(committed)


def people(unit: Unit) -> list[Person]:
    """List the accounts with their agents, by name of the account."""
    accounts = list(unit.every(AccountRow))
    agents = unit.get(RecordRow, [("agent", row.agent) for row in accounts])
    devices = unit.find(DeviceRow, "agent", [row.agent for row in accounts])
    return [_person(row, agents.get(("agent", row.agent)), devices) for row in accounts]


def _person(row: AccountRow, agent: RecordRow | None, devices: Sequence[DeviceRow]) -> Person:
    fields = agent.fields() if agent is not None else {}
    return Person(
        account=row.account,
        name=f"{fields.get('given_name', '')} {fields.get('family_name', '')}".strip(),
        role=str(fields.get("role", "")),
        is_active=row.is_open and agent is not None and not agent.removed and fields.get("active") is not False,
        devices=sum(device.agent == row.agent and device.state == DeviceState.ACTIVE for device in devices),
    )


def devices_of(unit: Unit, account: str | None) -> list[DeviceRow]:
    """List the enrolled devices, of one account or of all; raise `AccountTrouble` for an unknown account."""
    rows = [row for row in unit.every(DeviceRow) if not row.is_writer]
    if account is None:
        return rows
    known = find_account(unit, account)
    if known is None:
        raise AccountTrouble("account-unknown")
    return [row for row in rows if row.agent == known.agent]


def named_device(unit: Unit, device: str) -> DeviceRow:
    """Give the device of an id, or of the beginning of one if only one begins so; raise `AccountTrouble`."""
    found = [row for row in unit.every(DeviceRow) if not row.is_writer and row.device.startswith(normal(device))]
    if len(found) != 1:
        raise AccountTrouble("device-unknown" if not found else "device-ambiguous")
    return found[0]


def revoke_device(unit: Unit, device: str, state: DeviceState) -> DeviceRow:
    """Let a device send what waits and no more, or nothing; give it as it was. Raise `AccountTrouble`."""
    row = named_device(unit, device)
    unit.put([replace(row, state=state.value)])
    if state is DeviceState.REVOKED:
        end_session(unit, row.device)
    return row
