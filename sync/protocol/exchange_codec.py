"""The exchanges' bodies to JSON and back: sign-in, tokens, push, what a pull asks. Limits as in `messages`."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sync.core.model import SCHEMA
from sync.protocol.codec import change_of_json, change_text, change_to_json, verdict_of_json, verdict_to_json
from sync.protocol.json_parts import count_of, id_of, instant_of, is_plain, needed, not_valid
from sync.protocol.messages import (
    OTP_CHARACTERS_MAX,
    PULL_ROWS_MAX,
    PUSH_CHANGES_MAX,
    PUSH_CHANGES_UNTOLD,
    SCOPES_MAX,
    ParcelReport,
    PullRequest,
    PushAnswer,
    PushRequest,
    SignIn,
    Tokens,
)
from sync.protocol.parcel_keys import is_public
from sync.protocol.signed_words import STATEMENT_CHARACTERS_MAX

WORD_CHARACTERS_MAX = 1_024
"""Accounts, passwords, tokens, epochs and names of scopes."""
_TOKENS = ("tenant", "access_token", "access_expires_at", "refresh_token", "epoch")
_KEYS = ("device_key", "parcel_key", "recovery_key", "order_key")
_COUNTS = ("changes", "changes_new", "photos", "photos_new", "photos_refused")


def sign_in_to_json(message: SignIn) -> dict[str, Any]:
    """Write a sign-in; the tenant and the device's key only where there is one."""
    names = ("account", "password", "device", "device_name", "tenant", "device_key", "otp")
    told = {name: value for name in names if (value := getattr(message, name)) not in (None, "")}
    return told | ({"keeps_leases": True} if message.keeps_leases else {})


def sign_in_of_json(document: Mapping[str, Any]) -> SignIn:
    """Read a sign-in; raise `not-valid`."""
    return SignIn(
        account=word_of(document, "account"),
        password=word_of(document, "password"),
        device=id_of(document, "device"),
        device_name=word_of(document, "device_name"),
        tenant=word_of(document, "tenant") if document.get("tenant") is not None else None,
        device_key=public_key_of(document, "device_key"),
        keeps_leases=document.get("keeps_leases") is True,
        otp=word_of(document, "otp", characters_max=OTP_CHARACTERS_MAX) if document.get("otp") else "",
    )


def tokens_to_json(tokens: Tokens) -> dict[str, Any]:
    """Write the answer to a sign-in or a refresh."""
    told = {name: getattr(tokens, name) for name in (*_TOKENS, *_KEYS, "agent", "device")}
    return told | {name: value for name in ("lease", "jkt") if (value := getattr(tokens, name))}


def tokens_of_json(document: Mapping[str, Any]) -> Tokens:
    """Read tokens; raise `not-valid`."""
    words = {name: word_of(document, name, characters_max=8 * WORD_CHARACTERS_MAX) for name in _TOKENS}
    keys = {name: public_key_of(document, name) for name in _KEYS}
    lease = word_of(document, "lease", characters_max=STATEMENT_CHARACTERS_MAX) if document.get("lease") else ""
    bound = {"lease": lease, "jkt": word_of(document, "jkt") if document.get("jkt") else ""}
    return Tokens(agent=id_of(document, "agent"), device=id_of(document, "device"), **words, **keys, **bound)


def refresh_to_json(tokens: Tokens, device_key: str) -> dict[str, Any]:
    """Write what a refresh asks; a device that has a key has a vault, and keeps leases."""
    asked = {"refresh_token": tokens.refresh_token, "device": tokens.device}
    return asked | ({"device_key": device_key, "keeps_leases": True} if device_key else {})


def public_key_of(document: Mapping[str, Any], name: str) -> str:
    """Take a public key, empty where it is left out; raise `not-valid` on anything else."""
    value = document.get(name) or ""
    if value and not is_public(value):
        raise not_valid(f"/{name}")
    return str(value)


def parcel_report_to_json(report: ParcelReport) -> dict[str, Any]:
    """Write what became of a parcel."""
    return asdict(report)


def parcel_report_of_json(document: Mapping[str, Any]) -> ParcelReport:
    """Read what became of a parcel; raise `not-valid`."""
    counts = {name: count_of(document, name) for name in _COUNTS}
    return ParcelReport(id_of(document, "parcel"), instant_of(document, "made_at"), **counts)


def push_to_json(request: PushRequest) -> dict[str, Any]:
    """Write a push."""
    changes = [change_to_json(change) for change in request.changes]
    return {"device": request.device, "epoch": request.epoch, "changes": changes}


def push_text(request: PushRequest) -> bytes:
    """Write a push as it is sent: `push_to_json`, with each change as the text that the outbox keeps."""
    changes = ",".join(map(change_text, request.changes))
    device, epoch = json.dumps(request.device), json.dumps(request.epoch)
    return f'{{"changes":[{changes}],"device":{device},"epoch":{epoch}}}'.encode()


def push_of_json(document: Mapping[str, Any]) -> PushRequest:
    """Read a push: changes of one device, numbered without gaps; raise `not-valid`."""
    device = id_of(document, "device")
    found = needed(document, "changes", list)
    if len(found) > PUSH_CHANGES_MAX:
        raise not_valid("/changes", "too-many")
    changes = tuple(change_of_json(_object(item, f"/changes/{i}"), at=f"/changes/{i}") for i, item in enumerate(found))
    for index, change in enumerate(changes):
        if change.device != device:
            raise not_valid(f"/changes/{index}/device", "not-this-device")
        if change.n != changes[0].n + index or change.n < 1:
            raise not_valid(f"/changes/{index}/n", "not-in-order")
    return PushRequest(device, word_of(document, "epoch", characters_min=0), changes)


def push_answer_to_json(answer: PushAnswer) -> dict[str, Any]:
    """Write the answer to a push; how much one may hold only where it is not what any server takes."""
    told = {"changes_max": answer.changes_max} if answer.changes_max != PUSH_CHANGES_UNTOLD else {}
    return {
        **told,
        "epoch": answer.epoch,
        "verdicts": [verdict_to_json(verdict) for verdict in answer.verdicts],
        "next_n": answer.next_n,
        "durable_n": answer.durable_n,
        "server_time": answer.server_time,
    }


def push_answer_of_json(document: Mapping[str, Any]) -> PushAnswer:
    """Read the answer to a push; raise `not-valid`."""
    found = needed(document, "verdicts", list)
    verdicts = (verdict_of_json(_object(item, f"/verdicts/{i}"), at=f"/verdicts/{i}") for i, item in enumerate(found))
    return PushAnswer(
        epoch=word_of(document, "epoch"),
        verdicts=tuple(verdicts),
        next_n=count_of(document, "next_n"),
        durable_n=count_of(document, "durable_n"),
        server_time=instant_of(document, "server_time"),
        changes_max=count_of(document, "changes_max") if "changes_max" in document else PUSH_CHANGES_UNTOLD,
    )


def pull_to_json(request: PullRequest) -> dict[str, Any]:
    """Write what a pull asks."""
    return {
        "device": request.device,
        "epoch": request.epoch,
        "cursors": dict(request.cursors),
        "rows_max": request.rows_max,
        "purged": dict(request.purged),
        "schema": request.schema,
        **({"wants_handle": True} if request.wants_handle else {}),
        **({"handle_key": request.handle_key} if request.handle_key else {}),
        **({"takes_tables": True} if request.takes_tables else {}),
    }


def pull_of_json(document: Mapping[str, Any]) -> PullRequest:
    """Read what a pull asks; more rows than `PULL_ROWS_MAX` are cut to it, all else raises `not-valid`."""
    rows_max = count_of(document, "rows_max") if "rows_max" in document else PULL_ROWS_MAX
    if rows_max < 1:
        raise not_valid("/rows_max", "out-of-range")
    return PullRequest(
        device=id_of(document, "device"),
        epoch=word_of(document, "epoch", characters_min=0),
        cursors=_counts(document, "cursors"),
        rows_max=min(rows_max, PULL_ROWS_MAX),
        purged=_counts(document, "purged") if "purged" in document else {},
        schema=count_of(document, "schema") if "schema" in document else SCHEMA,
        wants_handle=document.get("wants_handle") is True,
        handle_key=public_key_of(document, "handle_key"),
        takes_tables=document.get("takes_tables") is True,
    )


def word_of(
    document: Mapping[str, Any], name: str, *, characters_min: int = 1, characters_max: int = WORD_CHARACTERS_MAX
) -> str:
    """Take a short text; raise `not-valid` on another type or length."""
    text = needed(document, name, str)
    if not characters_min <= len(text) <= characters_max:
        raise not_valid(f"/{name}", "out-of-range")
    return text


def _counts(document: Mapping[str, Any], name: str) -> dict[str, int]:
    found = needed(document, name, dict)
    if len(found) > SCOPES_MAX:
        raise not_valid(f"/{name}", "too-many")
    if not all(len(scope) <= WORD_CHARACTERS_MAX and is_plain(scope) for scope in found):
        raise not_valid(f"/{name}", "not-a-scope")
    return {scope: count_of(found, scope, at=f"/{name}") for scope in found}


def _object(item: object, pointer: str) -> Mapping[str, Any]:
    if not isinstance(item, dict):
        raise not_valid(pointer)
    return item
