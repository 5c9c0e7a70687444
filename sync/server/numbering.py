"""The numbers that the server gives to new records, such as A2026K0412: said on the telephone, never used again.

A letter for how it came in (agent, telephone, guichet, mail, courrier, web, Open311), the year, a letter for the
month (A to L) in the town's own calendar, and a count per tenant, channel and month of at least four digits.
"""

from functools import lru_cache

from sync.core.instants import parse_instant
from sync.core.model import Fields
from sync.records.delays import PARIS
from sync.server.worktable import Worktable

CHANNEL_LETTERS = {
    "agent": "A",
    "telephone": "T",
    "guichet": "G",
    "mail": "M",
    "courrier": "C",
    "web": "W",
    "open311": "O",
}
OTHER_LETTER = "X"
MONTH_LETTERS = "ABCDEFGHIJKL"


def series_of(fields: Fields, received_at: str) -> str:
    """Name the series in which a record that came in at this instant is counted."""
    letter = CHANNEL_LETTERS.get(str(fields.get("channel") or "agent"), OTHER_LETTER)
    return letter + _month(received_at)


@lru_cache(maxsize=64)
def _month(received_at: str) -> str:
    day = parse_instant(received_at).astimezone(PARIS)
    return f"{day.year}{MONTH_LETTERS[day.month - 1]}"


def next_number(work: Worktable, fields: Fields, received_at: str) -> str:
    """Take the next number for a new record; if its gesture fails, the number was never given."""
    series = series_of(fields, received_at)
    return f"{series}{work.next_in(series):04d}"
