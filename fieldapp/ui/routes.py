"""Every place of the app as a path: constants for patterns, functions for the path of one record.

Screens go to `routes.task(task_id)` and never spell a path themselves; the shell's table
(`fieldapp/shell/places.py`) says which component each pattern shows. A pattern is literal segments and
`:names`; the longer literal wins, so `/reports/new` is not a report called « new ».
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

TODAY: Final = "/"
TASKS: Final = "/tasks"
TASK: Final = "/tasks/:id"
NEW_REPORT: Final = "/reports/new"
NEAR_ME: Final = "/reports/near"
REPORT: Final = "/reports/:id"
ROUNDS: Final = "/rounds"
ROUND: Final = "/rounds/:id"
NEW_ROUND: Final = "/rounds/new"
NEWS: Final = "/news"
NEWS_ITEM: Final = "/news/:id"
COMPOSE: Final = "/news/new"
COMPOSE_ITEM: Final = "/news/:id/edit"
TRIAGE: Final = "/triage"
TRIAGE_REPORT: Final = "/triage/:id"
BOARD: Final = "/board"
DASHBOARD: Final = "/dashboard"
INTAKE: Final = "/intake"
SEARCH: Final = "/search"
RECONCILE: Final = "/reconcile"
CONFLICT: Final = "/reconcile/:id"
REFUSED: Final = "/reconcile/change/:n"
ACCOUNT: Final = "/account"
ACCESSIBILITY: Final = "/account/accessibility"
MORE: Final = "/more"

PATH_CHARACTERS_MAX: Final = 400
"""A longer path was not made by us (a pasted address, a fuzzed deep link): it leads to Today."""


def task(task_id: str) -> str:
    """Give the path of a task."""
    return _filled(TASK, task_id)


def report(report_id: str) -> str:
    """Give the path of a report."""
    return _filled(REPORT, report_id)


def round_page(round_id: str) -> str:
    """Give the path of a round."""
    return _filled(ROUND, round_id)


def plan_round(draft_id: str = "") -> str:
    """Give the path where a round is planned, with the draft that it goes on from."""
    return f"{NEW_ROUND}?{urlencode({'draft': draft_id})}" if draft_id else NEW_ROUND


def news_item(news_id: str) -> str:
    """Give the path of a news item."""
    return _filled(NEWS_ITEM, news_id)


def compose_item(news_id: str) -> str:
    """Give the path where a news item is written."""
    return _filled(COMPOSE_ITEM, news_id)


def triage_report(report_id: str) -> str:
    """Give the path of the triage with this report opened."""
    return _filled(TRIAGE_REPORT, report_id)


def triage_part(**parts: str) -> str:
    """Give the path of the triage narrowed as a saved filter is: `pile="open", zone=…`."""
    return f"{TRIAGE}?{urlencode(parts)}"


def conflict(conflict_id: str) -> str:
    """Give the path of one open conflict."""
    return _filled(CONFLICT, conflict_id)


def refused(n: int) -> str:
    """Give the path of one refused change, by its number in the outbox."""
    return _filled(REFUSED, str(n))


def search(text: str = "") -> str:
    """Give the path of the search, with a text to begin with."""
    return f"{SEARCH}?{urlencode({'q': text})}" if text else SEARCH


@dataclass(frozen=True, slots=True)
class Location:
    """Hold where the app is: the pattern, what its names hold, and the query of the path."""

    pattern: str
    path: str
    params: tuple[str, ...] = ()
    """The values of the `:names`, in their order."""
    query: Mapping[str, str] = field(default_factory=dict)


def locate(path: str, patterns: Iterable[str]) -> Location:
    """Find the pattern of a path; an unknown one is Today, so that no address is a dead end."""
    parts = urlsplit(path[:PATH_CHARACTERS_MAX])
    segments = _segments(parts.path)
    query = dict(parse_qsl(parts.query))
    for pattern in sorted(patterns, key=_literals_first):
        params = _matched(_segments(pattern), segments)
        if params is not None:
            return Location(pattern, parts.path or "/", params, query)
    return Location(TODAY, TODAY)


def parent(path: str) -> str:
    """Give the place above: where « back » leads when there is nothing to go back to."""
    segments = _segments(urlsplit(path).path)
    if segments[:2] == ["reconcile", "change"]:
        return RECONCILE
    if segments[:1] in (["reports"], []) or len(segments) < 2:
        return TODAY
    return "/" + "/".join(segments[:-1])


def _filled(pattern: str, value: str) -> str:
    head, _, tail = pattern.partition(":")
    _, slash, rest = tail.partition("/")
    return f"{head}{quote(value, safe='')}{slash}{rest}"


def _segments(path: str) -> list[str]:
    return [unquote(part) for part in path.split("/") if part]


def _literals_first(pattern: str) -> tuple[int, ...]:
    return tuple(int(part.startswith(":")) for part in _segments(pattern))


def _matched(pattern: list[str], segments: list[str]) -> tuple[str, ...] | None:
    if len(pattern) != len(segments):
        return None
    if any(not wanted.startswith(":") and wanted != given for wanted, given in zip(pattern, segments, strict=True)):
        return None
    return tuple(given for wanted, given in zip(pattern, segments, strict=True) if wanted.startswith(":"))
