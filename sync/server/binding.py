"""To which key a session's tokens are bound, and who may go on with it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from sync.protocol.problems import ProblemError
from sync.protocol.proofs import Proof
from sync.server.rows_access import SessionKeyRow, SessionRow
from sync.server.store import Unit

JKT_BYTES: Final = 32


def bound_to(unit: Unit, session: SessionRow) -> str:
    """Give the thumbprint of the key to which a session is bound; empty where it is not."""
    row = unit.get(SessionKeyRow, [(session.device,)]).get((session.device,))
    return row.jkt if row is not None and row.session == session.session else ""


def last_bound(unit: Unit, device: str) -> str:
    """Give the thumbprint to which a device's last session was bound, one that was ended included."""
    row = unit.get(SessionKeyRow, [(device,)]).get((device,))
    return row.jkt if row is not None else ""


def loosen(unit: Unit, device: str) -> None:
    """Forget to which key a device's last session was bound: another begins."""
    unit.drop(SessionKeyRow, [(device,)])


def bind(unit: Unit, session: SessionRow, proof: Proof | None) -> None:
    """Bind a session to the key that proved it, where one did."""
    if proof is not None:
        unit.put([SessionKeyRow(session.device, session.session, proof.jkt)])


def check_proof(jkt: str, proof: Proof | None) -> None:
    """Refuse whoever cannot prove the key to which a session is bound."""
    if jkt and proof is None:
        raise ProblemError("proof-needed")
    if jkt and proof is not None and proof.jkt != jkt:
        raise ProblemError("not-proven")


def jkt_bytes(jkt: str) -> bytes:
    """Give a thumbprint as a token holds it; nothing for none."""
    return urlsafe_b64decode(f"{jkt}=") if jkt else b""


def jkt_in(claims: bytes, size: int) -> str:
    """Read a thumbprint after a token's other claims; raise ValueError on anything but one or nothing."""
    if len(claims) not in (size, size + JKT_BYTES):
        raise ValueError("not claims of ours")
    return urlsafe_b64encode(claims[size:]).rstrip(b"=").decode()
