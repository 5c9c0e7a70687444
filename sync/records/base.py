"""What the kinds have in common: field types, validation into pointers and codes, roles, scope names.

Each kind is one file: a plain SQLModel model of its fields (the device's tables inherit from it; a *table* class
does not validate, so the plain one does) and one `KindSpec` that tells the engine how to merge it, who may write it
and which scopes hold it. A newer version's unknown fields pass validation untouched.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationError
from sqlmodel import SQLModel

from sync.core.errors import FieldError
from sync.core.ids import is_id
from sync.core.instants import check_instant
from sync.core.model import Actor, Attempt, Fields, Op

TITLE_CHARACTERS_MAX = 160
LINE_CHARACTERS_MAX = 240
TEXT_CHARACTERS_MAX = 4_000
"""Open311's own limit for a description, and ours for every note."""
BODY_CHARACTERS_MAX = 40_000
ENTRIES_MAX = 2_000
ERRORS_MAX = 20


class Role(StrEnum):
    """Who an agent is; what each may do is told by the kinds. Source: DOMAIN D.4."""

    AGENT_TERRAIN = "agent_terrain"
    CHEF_EQUIPE = "chef_equipe"
    AGENT_BUREAU = "agent_bureau"
    RESPONSABLE_SERVICE = "responsable_service"
    COMMUNICANT = "communicant"
    ELU = "elu"
    DIRECTION = "direction"
    DPO = "dpo"
    ADMIN_SI = "admin_si"


FIELD_ROLES = frozenset({Role.AGENT_TERRAIN, Role.CHEF_EQUIPE})
DESK_ROLES = frozenset({Role.AGENT_BUREAU, Role.CHEF_EQUIPE, Role.RESPONSABLE_SERVICE, Role.DIRECTION})
WORK_ROLES = FIELD_ROLES | DESK_ROLES
ALL_ROLES = frozenset(Role)

TOWN_SCOPE = "town"
SECTOR = "sector"
"""The scope of a zone's own people, as `zone` is that of its reports."""
NOWHERE = "none"
"""The zone of what lies outside every zone, the desk of what no service has yet: a queue, never nobody."""


def scope(name: str, record_id: str | None) -> str:
    """Name a scope: `scope("zone", id)`; a missing id names the default queue `zone:none`."""
    return f"{name}:{record_id or NOWHERE}"


def _checked_id(text: str) -> str:
    if not is_id(text):
        raise ValueError("not-an-id")
    return text


def _checked_instant(text: str) -> str:
    check_instant(text)
    return text


def one_of(choices: type[StrEnum]) -> AfterValidator:
    """Accept only the values of a `StrEnum`; the column stays plain text."""
    allowed = frozenset(choice.value for choice in choices)

    def check(text: str) -> str:
        if text not in allowed:
            raise ValueError("not-a-choice")
        return text

    return AfterValidator(check)


RecordId = Annotated[str, AfterValidator(_checked_id)]
Instant = Annotated[str, AfterValidator(_checked_instant)]


class RecordFields(SQLModel):
    """The base of every kind's fields: plain values, `None` means absent."""


_CODES = {
    "missing": "required",
    "string_too_long": "too-long",
    "string_too_short": "required",
    "too_long": "too-many",
    "value_error": "not-valid",
    "greater_than_equal": "out-of-range",
    "less_than_equal": "out-of-range",
}


def validated_by(model: type[RecordFields]) -> Callable[[Fields], tuple[FieldError, ...]]:
    """Give the kind's validation: fields -> what is wrong, as pointers and codes (empty when all is well)."""
    make: Any = type(model.__pydantic_validator__)
    validator = make(_fields_schema(model))

    def validate(fields: Fields) -> tuple[FieldError, ...]:
        try:
            # Strict: a number that came as text would be kept as text, in every table and digest of the town.
            validator.validate_python(dict(fields), strict=True)
        except ValidationError as trouble:
            return tuple(_field_error(error) for error in trouble.errors()[:ERRORS_MAX])
        return ()

    return validate


def _fields_schema(model: type[RecordFields]) -> Any:
    """Give what the model asks of its fields, without the making of an instance, which costs more."""
    schema: Any = model.__pydantic_core_schema__
    while schema["type"] == "model":
        schema = schema["schema"]
    assert schema["type"] == "model-fields", "a kind's model is plain"
    return schema


def _field_error(error: Mapping[str, Any]) -> FieldError:
    pointer = "/fields/" + "/".join(str(part) for part in error["loc"])
    return FieldError(pointer, _CODES.get(str(error["type"]), "not-valid"))


def only_admin(attempt: Attempt) -> bool:
    """Let the town's administrator alone write the records that others rely on."""
    return attempt.actor.role == Role.ADMIN_SI


def everybody_who_sees(actor: Actor, fields: Fields) -> bool:
    """Let whoever sees a record hang a photo on it."""
    return True


def edits_only(attempt: Attempt, names: frozenset[str]) -> bool:
    """Say whether a patch stays within these fields; a remove never does."""
    return attempt.op in (Op.PATCH, Op.APPEND) and set(attempt.edits) <= names
