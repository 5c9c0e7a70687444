"""The document that tells other programs of these routes (OpenAPI 3.1), at `/api/openapi.json`.

Written by hand, next to the words that people read (`sync/server/API.md`); a test holds every route to it and every
answer to its schema, so that it cannot say what is not so.
"""

from collections.abc import Mapping
from typing import Any

from sync.protocol.problems import PROBLEM_MEDIA_TYPE
from sync.server.feeds.feed import ATOM_MEDIA_TYPE, JSON_FEED_MEDIA_TYPE
from sync.server.feeds.links import SECRET_CHARACTERS
from sync.server.feeds.routes import CALENDARS, FEEDS
from sync.server.open_data.asked import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, PAGES_MAX
from sync.server.open_data.bulk import FIELDS
from sync.server.open_data.routes import REPORTS
from sync.server.open_data.writing import WORKBOOK_MEDIA_TYPE
from sync.server.webhooks.noting import Event

OPENAPI = "/api/openapi.json"
_TEXT = {"type": "string"}
_TEXT_OR_NOTHING = {"type": ["string", "null"]}
_NUMBER_OR_NOTHING = {"type": ["number", "null"]}
_MOMENT = {"type": "string", "format": "date-time"}
_ALWAYS = {
    "service_request_id": _TEXT,
    "requested_datetime": _MOMENT,
    "updated_datetime": _MOMENT,
    "status_description": {"enum": ["open", "closed"]},
    "source": _TEXT,
    "service_name": _TEXT,
    "service_subtype": _TEXT,
    "lat": _NUMBER_OR_NOTHING,
    "long": _NUMBER_OR_NOTHING,
}


def openapi_document() -> dict[str, Any]:
    """Give the whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fieldapp: what other programs read of a town",
            "version": "1",
            "description": "Reports are those that the public may know of, without words unless the town opened them.",
        },
        "paths": _paths(),
        "webhooks": {"report": {"post": _webhook()}},
        "components": {"schemas": _schemas(), "parameters": _parameters()},
    }


def _paths() -> dict[str, Any]:
    days = ["jurisdiction_id", "start_date", "end_date", "page", "page_size", "lang"]
    public, secret = ["jurisdiction_id", "lang"], ["secret"]
    binary: Mapping[str, Any] = {"type": "string"}
    return {
        f"{REPORTS}.geojson": _get("Reports as GeoJSON", days, "application/geo+json", _ref("Features")),
        f"{REPORTS}.csv": _get("Reports as CSV: UTF-8 with its mark, semicolons, CRLF", days, "text/csv", binary),
        f"{REPORTS}.xlsx": _get("Reports as a workbook", days, WORKBOOK_MEDIA_TYPE, binary),
        f"{FEEDS}/reports.atom": _get("Newest reports, Atom", public, _bare(ATOM_MEDIA_TYPE), binary),
        f"{FEEDS}/reports.json": _get("Newest reports, JSON Feed", public, JSON_FEED_MEDIA_TYPE, _ref("Feed")),
        f"{FEEDS}/news/{{secret}}.atom": _get("Notes of a link, Atom", secret, _bare(ATOM_MEDIA_TYPE), binary),
        f"{FEEDS}/news/{{secret}}.json": _get("Notes of a link", secret, JSON_FEED_MEDIA_TYPE, _ref("Feed")),
        f"{CALENDARS}/{{secret}}.ics": _get("An agent's calendar", secret, "text/calendar", binary),
        OPENAPI: _get("This document", [], "application/json", {"type": "object"}),
    }


def _get(summary: str, parameters: list[str], media_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    problem = {"description": "A problem (RFC 9457)", "content": {PROBLEM_MEDIA_TYPE: {"schema": _ref("Problem")}}}
    answers = {
        "200": {"description": "What was asked for", "content": {media_type: {"schema": schema}}},
        "304": {"description": "Nothing new since the ETag or the moment that the asker names"},
        "404": problem,
    }
    if "start_date" in parameters or "jurisdiction_id" in parameters:
        answers["422"] = problem
    named = [{"$ref": f"#/components/parameters/{name}"} for name in parameters]
    return {"get": {"summary": summary, "parameters": named, "responses": answers}}


def _webhook() -> dict[str, Any]:
    headers = [
        {"name": name, "in": "header", "required": True, "schema": _TEXT, "description": says}
        for name, says in (
            ("webhook-id", "The same each time that a message comes: take it once."),
            ("webhook-timestamp", "Unix seconds of this try."),
            ("webhook-signature", "v1,base64(HMAC-SHA256(secret, id.timestamp.body)), see Standard Webhooks."),
        )
    ]
    body = {"required": True, "content": {"application/json": {"schema": _ref("Message")}}}
    answers = {"2XX": {"description": "Taken"}, "410": {"description": "Tell nothing any more"}}
    return {"summary": "A public report changed", "parameters": headers, "requestBody": body, "responses": answers}


def _parameters() -> dict[str, Any]:
    day = {"type": "string", "description": "A day, 2026-11-28, or a moment of one."}
    size = {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE_MAX, "default": PAGE_SIZE_DEFAULT}
    secret = {"type": "string", "minLength": SECRET_CHARACTERS, "maxLength": SECRET_CHARACTERS}
    schemas: dict[str, Any] = {
        "jurisdiction_id": {"type": "string", "description": "Needed where the server hosts several towns."},
        "start_date": day,
        "end_date": day,
        "page": {"type": "integer", "minimum": 1, "maximum": PAGES_MAX},
        "page_size": size,
        "lang": {"enum": ["fr", "en"]},
    }
    query = {name: {"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()}
    return query | {"secret": {"name": "secret", "in": "path", "required": True, "schema": secret}}


def _schemas() -> dict[str, Any]:
    row = {name: _ALWAYS.get(name, _TEXT_OR_NOTHING) for name in FIELDS}
    point = _object({"type": {"const": "Point"}, "coordinates": {"type": "array", "items": {"type": "number"}}})
    feature = {"type": {"const": "Feature"}, "id": _TEXT, "geometry": {"anyOf": [point, {"type": "null"}]}}
    features = {"type": {"const": "FeatureCollection"}, "features": {"type": "array", "items": _ref("Feature")}}
    item = {"id": _TEXT, "title": _TEXT, "content_text": _TEXT, "date_published": _MOMENT, "date_modified": _MOMENT}
    feed = {"version": _TEXT, "title": _TEXT, "language": _TEXT, "items": {"type": "array", "items": _ref("Item")}}
    withdrawn = {"jurisdiction_id": _TEXT, "service_request_id": _TEXT}
    told = {"anyOf": [_object({"jurisdiction_id": _TEXT} | row), _object(withdrawn)]}
    errors = {"type": "array", "items": _object({"pointer": _TEXT, "code": _TEXT})}
    kinds = {"enum": [event.value for event in Event]}
    return {
        "Report": _object(row),
        "Feature": _object(feature | {"properties": _ref("Report")}),
        "Features": _object(features),
        "Item": _object(item, tags={"type": "array", "items": _TEXT}, summary=_TEXT),
        "Feed": _object(feed, authors={"type": "array", "items": _object({"name": _TEXT})}),
        "Message": _object({"type": kinds, "timestamp": _MOMENT, "data": told}),
        "Problem": _object({"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}}, detail=_TEXT, errors=errors),
    }


def _object(required: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    """Give an object that has all of these, may have the others, and nothing else."""
    properties = {**required, **others}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0]
