"""As much of JSON Schema 2020-12 as our document uses; a keyword that is not here is an error, not a shrug."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "null": (type(None),),
}
_KNOWN = frozenset({"type", "properties", "required", "additionalProperties", "items", "enum", "const"})
_OTHER = frozenset({"anyOf", "format", "$ref"})


def faults(value: Any, schema: Mapping[str, Any], document: Mapping[str, Any], at: str = "") -> list[str]:
    """List where a value does not fit a schema of a document."""
    unknown = schema.keys() - _KNOWN - _OTHER
    assert not unknown, f"{at}: {unknown} is not understood here"
    if "$ref" in schema:
        return faults(value, resolved(schema["$ref"], document), document, at)
    if "anyOf" in schema:
        tries = [faults(value, one, document, at) for one in schema["anyOf"]]
        return [] if any(not found for found in tries) else tries[0]
    found = _plain_faults(value, schema, at)
    if isinstance(value, dict):
        found += _object_faults(value, schema, document, at)
    if isinstance(value, list):
        found += [
            fault
            for n, one in enumerate(value)
            for fault in faults(one, schema.get("items", {}), document, f"{at}/{n}")
        ]
    return found


def resolved(ref: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference within the document."""
    part: Any = document
    for name in ref.removeprefix("#/").split("/"):
        part = part[name]
    found: Mapping[str, Any] = part
    return found


def _plain_faults(value: Any, schema: Mapping[str, Any], at: str) -> list[str]:
    types = schema.get("type", [])
    wanted = tuple(kind for name in ([types] if isinstance(types, str) else types) for kind in _TYPES[name])
    found = []
    if wanted and (not isinstance(value, wanted) or isinstance(value, bool)):
        found.append(f"{at}: {value!r} is no {types}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is not among {schema['enum']}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{at}: {value!r} is not {schema['const']}")
    if schema.get("format") == "date-time" and datetime.fromisoformat(str(value)).tzinfo is None:
        found.append(f"{at}: {value!r} has no zone")
    return found


def _object_faults(value: dict[str, Any], schema: Mapping[str, Any], document: Mapping[str, Any], at: str) -> list[str]:
    properties = schema.get("properties", {})
    found = [f"{at}/{name} is missing" for name in schema.get("required", ()) if name not in value]
    if schema.get("additionalProperties") is False:
        found += [f"{at}/{name} is not told of" for name in value if name not in properties]
    for name, one in value.items():
        found += faults(one, properties.get(name, {}), document, f"{at}/{name}")
    return found
