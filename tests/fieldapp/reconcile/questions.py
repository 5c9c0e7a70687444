"""Questions for the tests: conflicts as the server opens them, and refusals as it gives them."""

from collections.abc import Callable, Mapping
from typing import Any

from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.unit import Unit
from sync.client.applying import settle_answer
from sync.core.errors import FieldError, Refusal, RefusalCode
from sync.core.model import Verdict, VerdictCode
from sync.protocol.messages import PushAnswer
from sync.records import KINDS
from tests.fieldapp.town import KARIM, SYLVIE, Town, uid

RECEIVED = "2026-11-23T13:20:00.000Z"
MADE = "2026-11-23T09:42:00.000Z"


def side(values: Mapping[str, Any], *, agent: str = KARIM, reason: str = "both", n: int = 1) -> dict[str, Any]:
    """Give one side of a conflict."""
    told = {"agent": agent, "device": uid("tablet"), "n": n, "values": dict(values), "reason": reason}
    return {**told, "made_at": MADE, "received_at": RECEIVED}


def conflict(town: Town, kind: str, record: str, names: list[str], *sides: dict[str, Any], **fields: Any) -> str:
    """Open a conflict on a record; `base` and `theirs` may be given."""
    whole: dict[str, Any] = {
        "record_kind": kind,
        "record_id": record,
        "names": names or None,
        "status": "ouvert",
        "base": {},
        "theirs": {},
        "theirs_agent": SYLVIE,
        "theirs_at": RECEIVED,
        "sides": list(sides),
    }
    return town.put("conflict", f"conflict {record} {names}", **{**whole, **fields})


def refuse(town: Town, *codes: RefusalCode, errors: tuple[FieldError, ...] = (), first_n: int = 1) -> None:
    """Refuse the changes from `first_n` on, one code each."""
    verdicts = tuple(
        Verdict(n, VerdictCode.REJECTED, received_at=RECEIVED, refusal=Refusal(code, errors if n == first_n else ()))
        for n, code in enumerate(codes, start=first_n)
    )
    answer = PushAnswer("epoch", verdicts, first_n + len(codes), 0, RECEIVED)
    now_ms = town.steps.now_ms
    town.replica.transact_now(
        lambda session: (settle_answer(SqlShelf(session), answer, KINDS, now_ms), ("outbox", "report"))
    )


def new_report(**fields: Any) -> Callable[[Unit], str]:
    """Give the action that writes a report."""

    def write(unit: Unit) -> str:
        place = {"lat": 45.75, "long": 4.85, "requested_datetime": unit.now, "author": unit.agent}
        return unit.create("report", {"service_code": "nid_de_poule", **place, **fields})

    return write
