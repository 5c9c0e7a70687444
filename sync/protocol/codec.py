"""Changes and verdicts to JSON and back; `page_codec` has a pull's pages, `exchange_codec` the other bodies.

Reading is strict about what we need and silent about what we do not know, so that a newer peer may say more.
A message that cannot be read raises `ProblemError("not-valid")` with pointers: nothing was stored.
"""

import json
from collections.abc import Mapping
from typing import Any

from sync.core.errors import FieldError, Refusal, RefusalCode
from sync.core.model import EDITS_PER_CHANGE_MAX, Change, Edit, Op, Verdict, VerdictCode
from sync.core.values import altered
from sync.protocol.json_parts import (
    INTEGER_MAX,
    choice_of,
    count_of,
    id_of,
    instant_of,
    is_plain,
    needed,
    not_valid,
    read_json,
    texts_of,
    write_json,
)
from sync.protocol.page_codec import line_of_json, line_to_json, lines_of_page, page_of_lines

__all__ = [
    "change_of_json",
    "change_of_kept",
    "change_text",
    "change_to_json",
    "line_of_json",
    "line_to_json",
    "lines_of_page",
    "needed",
    "not_valid",
    "page_of_lines",
    "read_json",
    "verdict_of_json",
    "verdict_text",
    "verdict_to_json",
    "write_json",
]

_REFUSALS = frozenset(code.value for code in RefusalCode)


def change_to_json(change: Change) -> dict[str, Any]:
    """Write a change; this is also the form that is hashed, stored and mirrored in the device's journal."""
    return {
        "device": change.device,
        "n": change.n,
        "txn": change.txn,
        "kind": change.kind,
        "id": change.id,
        "op": change.op.value,
        "base_rv": change.base_rv,
        "edits": {name: [edit.now, edit.was] for name, edit in change.edits.items()},
        "agent": change.agent,
        "made_at": change.made_at,
        "scope_epoch": change.scope_epoch,
        "offset_ms": change.offset_ms,
        "schema": change.schema,
    }


def change_of_json(document: Mapping[str, Any], *, at: str = "") -> Change:
    """Read a change; raise `not-valid` with a pointer below `at`."""
    offset = document.get("offset_ms")
    if offset is not None and (type(offset) is not int or abs(offset) > INTEGER_MAX):
        raise not_valid(f"{at}/offset_ms")
    return Change(
        device=id_of(document, "device", at),
        n=count_of(document, "n", at),
        txn=id_of(document, "txn", at),
        kind=needed(document, "kind", str, at=at),
        id=id_of(document, "id", at),
        op=choice_of(Op, document.get("op"), f"{at}/op"),
        base_rv=count_of(document, "base_rv", at),
        edits=_edits(needed(document, "edits", dict, at=at), at),
        agent=id_of(document, "agent", at),
        made_at=instant_of(document, "made_at", at),
        scope_epoch=count_of(document, "scope_epoch", at),
        offset_ms=offset,
        schema=count_of(document, "schema", at),
    )


def change_text(change: Change) -> str:
    """Write a change as JSON; one that comes from the outbox is its own text."""
    return change.text if change.text is not None else write_json(change_to_json(change)).decode()


def kept(change: Change) -> Change:
    """Give a change with its text at hand, as a store that keeps texts gives it back."""
    with_text = altered(change)
    object.__setattr__(with_text, "text", change_text(change))
    return with_text


def change_of_kept(text: str) -> Change:
    """Read a change back that this very side wrote with `change_to_json` into its own sealed storage.

    Nothing is checked: what comes from anybody else goes through `change_of_json`, at a fifth of the speed.
    """
    document = json.loads(text)
    change = Change(
        device=document["device"],
        n=document["n"],
        txn=document["txn"],
        kind=document["kind"],
        id=document["id"],
        op=Op(document["op"]),
        base_rv=document["base_rv"],
        edits={name: Edit(now, was) for name, (now, was) in document["edits"].items()},
        agent=document["agent"],
        made_at=document["made_at"],
        scope_epoch=document["scope_epoch"],
        offset_ms=document["offset_ms"],
        schema=document["schema"],
    )
    # Frozen for everybody else: it is the same change with or without its text.
    object.__setattr__(change, "text", text)
    return change


def _edits(document: dict[str, Any], at: str) -> dict[str, Edit]:
    if len(document) > EDITS_PER_CHANGE_MAX:
        raise not_valid(f"{at}/edits", "too-many")
    for name, pair in document.items():
        if type(pair) is not list or len(pair) != 2:
            raise not_valid(f"{at}/edits")
        for value in (name, *pair):
            # Nearly every value is one of these; the call costs more than the look.
            if value is not None and not (value.__class__ is str and value.isascii()) and not is_plain(value):
                raise not_valid(f"{at}/edits")
    return {name: Edit(*pair) for name, pair in document.items()}


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """Write a verdict; members that say nothing are left out."""
    document: dict[str, Any] = {"n": verdict.n, "code": verdict.code.value, "received_at": verdict.received_at}
    if verdict.rv:
        document.update(rv=verdict.rv, hash=verdict.hash)
    if verdict.touched:
        document["touched"] = list(verdict.touched)
    if verdict.conflicts:
        document["conflicts"] = list(verdict.conflicts)
    if verdict.refusal:
        errors = [{"pointer": error.pointer, "code": error.code} for error in verdict.refusal.errors]
        document["refusal"] = {"code": verdict.refusal.code.value, "errors": errors}
    return document


def verdict_text(verdict: Verdict) -> str:
    """Write a verdict as canonical JSON; nearly all only say that a change was taken."""
    if not verdict.rv or verdict.touched or verdict.conflicts or verdict.refusal or not verdict.hash.isalnum():
        return write_json(verdict_to_json(verdict)).decode()
    return (
        f'{{"code":"{verdict.code.value}","hash":"{verdict.hash}","n":{verdict.n},'
        f'"received_at":"{verdict.received_at}","rv":{verdict.rv}}}'
    )


def verdict_of_json(document: Mapping[str, Any], *, at: str = "") -> Verdict:
    """Read a verdict; raise `not-valid` on a member that is missing or wrong."""
    return Verdict(
        n=count_of(document, "n", at),
        code=choice_of(VerdictCode, document.get("code"), f"{at}/code"),
        rv=count_of(document, "rv", at) if "rv" in document else 0,
        hash=needed(document, "hash", str, at=at) if "hash" in document else "",
        received_at=instant_of(document, "received_at", at) if document.get("received_at") else "",
        touched=texts_of(document, "touched", at),
        conflicts=texts_of(document, "conflicts", at),
        refusal=_refusal(document["refusal"], f"{at}/refusal") if "refusal" in document else None,
    )


def _refusal(document: object, at: str) -> Refusal:
    if not isinstance(document, dict):
        raise not_valid(at)
    code = needed(document, "code", str, at=at)
    found = needed(document, "errors", list, at=at) if "errors" in document else []
    errors = tuple(_field_error(error, at) for error in found)
    if code not in _REFUSALS:
        # A newer server's reason: the change is refused all the same, and its code is shown as it is.
        return Refusal(RefusalCode.INVALID, (*errors, FieldError("", code)))
    return Refusal(RefusalCode(code), errors)


def _field_error(document: object, at: str) -> FieldError:
    if not isinstance(document, dict):
        raise not_valid(f"{at}/errors")
    return FieldError(needed(document, "pointer", str, at=at), needed(document, "code", str, at=at))
