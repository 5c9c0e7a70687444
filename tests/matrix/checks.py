"""The oracle: what the devices said was written against what the town hall holds. It trusts no digest of ours."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.core.model import VerdictCode

KEPT = frozenset({VerdictCode.ACCEPTED, VerdictCode.MERGED, VerdictCode.CONFLICTED})


@dataclass(frozen=True, slots=True)
class Done:
    """A gesture whose write had returned: which record, and the words (or the hash) by which it is known."""

    device: str
    kind: str
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A change in the town hall's history."""

    device: str
    n: int
    change: Mapping[str, Any]
    verdict: str

    def says(self) -> Iterator[str]:
        """Give all texts that it wrote."""
        for now, _ in self.change["edits"].values():
            yield from _texts(now)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def troubles_of(done: Sequence[Done], judged: Sequence[Judged], photos: frozenset[str]) -> Iterator[str]:
    """Tell what is lost, what is there twice, what was refused, and which photo has not come."""
    times: Counter[Done] = Counter()
    for change in judged:
        kind, record_id = change.change["kind"], change.change["id"]
        if change.verdict not in KEPT:
            yield f"refused: {change.device} {change.n} {kind} is {change.verdict}"
        times.update({Done(change.device, kind, record_id, words) for words in change.says()})
    for one in done:
        if times[one] != 1:
            yield f"{'lost' if not times[one] else 'twice'}: {one.kind} {one.id} {one.words} of {one.device}"
        if one.kind == "attachment" and one.words not in photos:
            yield f"lost: the bytes of photo {one.id} of {one.device}"
    yield from _gaps(judged)


def _gaps(judged: Sequence[Judged]) -> Iterator[str]:
    numbers: dict[str, list[int]] = {}
    for change in judged:
        numbers.setdefault(change.device, []).append(change.n)
    for device, found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"gap: the changes of {device} are not numbered 1 to {len(found)}"


def content_hash(reports: Iterable[tuple[str, str | None, Sequence[Mapping[str, Any]] | None]]) -> str:
    """Hash what can be read of reports: id, description, and the texts of the comments in any order."""
    whole = sorted((key, said or "", sorted(one["text"] for one in comments or ())) for key, said, comments in reports)
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()
