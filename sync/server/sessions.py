"""Sessions as an administrator sees and ends them: who, on which device, since when, by what, seen last.

Ending one makes both tokens of its device worthless at once: it keeps its unsent work, shows what it holds, and asks
its agent to sign in again. To take a device itself out of service, see `staff.revoke_device`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.core.instants import instant_of_ms
from sync.server import audit
from sync.server.accounts import AccountTrouble, find_account
from sync.server.callers import Caller
from sync.server.rows import DeviceRow
from sync.server.rows_access import AccountRow, RefreshRow, SessionKeyRow, SessionRow
from sync.server.rows_identity import BeginningRow
from sync.server.store import Unit

BY_CODE = "code"
BY_SERVICE = "sign-in-service"


@dataclass(frozen=True, slots=True)
class SeenSession:
    """One open session; `how` and `since` are empty where it began before that was kept."""

    device: str
    device_name: str
    account: str
    how: str
    since: str
    seen: str
    is_bound: bool
    """Whether its tokens serve the device's own key alone."""


def note_beginning(unit: Unit, caller: Caller, account: str, how: str, now_ms: int) -> None:
    """Keep how the session that has just begun did, and write the line of the log."""
    session = unit.get(SessionRow, [(caller.device,)])[(caller.device,)]
    unit.put([BeginningRow(caller.device, session.session, account, how, now_ms)])
    audit.note(unit, instant_of_ms(now_ms), audit.SIGNED_IN, account=account, device=caller.device, how=how)


def open_sessions(unit: Unit, account: str | None = None) -> list[SeenSession]:
    """List the open sessions, of one account or of all, the one seen last first; raise `AccountTrouble`."""
    known = {row.agent: row.account for row in unit.every(AccountRow)}
    agent = _agent_of(unit, account) if account is not None else None
    devices = [row for row in unit.every(DeviceRow) if not row.is_writer and agent in (None, row.agent)]
    keys = [(row.device,) for row in devices]
    sessions, bound = unit.get(SessionRow, keys), unit.get(SessionKeyRow, keys)
    begun = unit.get(BeginningRow, keys)
    found = []
    for row in devices:
        session = sessions.get((row.device,))
        if session is None or not session.is_open:
            continue
        told = begun.get((row.device,))
        beginning = told if told is not None and told.session == session.session else None
        key = bound.get((row.device,))
        found.append(
            SeenSession(
                device=row.device,
                device_name=row.name,
                account=known.get(row.agent, ""),
                how=beginning.how if beginning is not None else "",
                since=instant_of_ms(beginning.since_ms) if beginning is not None else "",
                seen=max(row.seen_at, instant_of_ms(session.renewed_ms)),
                is_bound=key is not None and key.session == session.session,
            )
        )
    return sorted(found, key=lambda one: one.seen, reverse=True)


def revoke_sessions(unit: Unit, sessions: Iterable[SeenSession], at: str) -> int:
    """End these sessions and write a line for each; give how many they were."""
    ended = list(sessions)
    for one in ended:
        end_session(unit, one.device)
    told = [{"account": one.account, "device": one.device} for one in ended]
    audit.note_all(unit, at, "session-revoked", told)
    return len(ended)


def end_session(unit: Unit, device: str) -> None:
    """Make a device's tokens worthless: it signs in again, and keeps what it holds."""
    for session in unit.get(SessionRow, [(device,)]).values():
        unit.drop(RefreshRow, [row.key for row in unit.find(RefreshRow, "session", [session.session])])
        unit.drop(SessionRow, [session.key])
    unit.drop(BeginningRow, [(device,)])


def _agent_of(unit: Unit, account: str) -> str:
    row = find_account(unit, account)
    if row is None:
        raise AccountTrouble("account-unknown")
    return row.agent
