"""One town of `flat_server`, in a process of its own so that its memory is its own.

    python -m tests.bench.flat_town FOLDER        then a line a command on stdin: `change`, `nothing`, `end`

A tablet without a replica speaks to the server of that folder as far as the routes do: JSON in, packed JSON out. It
stands at the head of the log, in the very scopes that hold all the reports of the town.
"""

import gzip
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from sync.client.http_transport import GZIP_LEVEL
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.instants import instant_of_ms
from sync.core.model import Change, Edit, Op
from sync.protocol.codec import page_of_lines
from sync.protocol.exchange_codec import (
    pull_of_json,
    pull_to_json,
    push_answer_of_json,
    push_answer_to_json,
    push_of_json,
    push_text,
)
from sync.protocol.json_parts import read_json, write_json
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest, SignIn
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.parts import Parts
from sync.server.rows import GrantRow
from sync.server.serving import spare_collector
from tests.bench.processes import peak_kb
from tests.bench.reports import report_fields
from tests.fieldapp.town import uid
from tests.stories.people import KARIM, PASSPHRASE


@dataclass(frozen=True, slots=True)
class Spent:
    """What one exchange cost the server, and how much went over the line."""

    milliseconds: float
    bytes: int


class RawTablet:
    """A tablet that remembers its cursors and nothing else."""

    def __init__(self, parts: Parts) -> None:
        """Sign in, and stand where the log ends."""
        self._parts, self._device, self._n = parts, uid("tablet"), 0
        self._tokens = parts.auth.sign_in(SignIn("karim", PASSPHRASE, self._device, "tablette"), "127.0.0.1")
        with parts.store.reading(self._tokens.tenant) as unit:
            (grants,) = unit.get(GrantRow, [(KARIM,)]).values()
            self._cursors = dict.fromkeys(grants.scopes(), unit.head())
        self._spent_s = 0.0
        self._bytes = 0

    def change(self) -> Spent:
        """Send one report and read it back."""
        self._n += 1
        now_ms = self._parts.now_ms()
        edits = {name: Edit(value) for name, value in report_fields(self._n).items()}
        made = instant_of_ms(now_ms)
        new = (uuid7(now_ms, os.urandom(RANDOM_BYTES)) for _ in range(2))
        change = Change(self._device, self._n, next(new), "report", next(new), Op.CREATE, 0, edits, KARIM, made)
        self._push(PushRequest(self._device, self._tokens.epoch, (change,)))
        assert len(self._pull().rows) == 1, "my own report comes back, and nothing else"
        return self._taken()

    def nothing(self) -> Spent:
        """Ask for what is new, when nothing is."""
        assert not self._pull().rows, "nothing is new"
        return self._taken()

    def _push(self, request: PushRequest) -> PushAnswer:
        body = push_text(request)
        begun = time.process_time()
        caller = self._parts.auth.check(self._parts.auth.read(self._tokens.access_token))
        answer = write_json(push_answer_to_json(self._parts.service.push(caller, push_of_json(read_json(body)))))
        self._spent_s += time.process_time() - begun
        self._bytes += _packed_bytes(body) + _packed_bytes(answer)
        return push_answer_of_json(read_json(answer))

    def _pull(self) -> PullPage:
        body = write_json(pull_to_json(PullRequest(self._device, self._tokens.epoch, self._cursors)))
        begun = time.process_time()
        caller = self._parts.auth.check(self._parts.auth.read(self._tokens.access_token))
        lines = b"".join(self._parts.service.read(caller, pull_of_json(read_json(body))).lines())
        self._spent_s += time.process_time() - begun
        self._bytes += _packed_bytes(body) + _packed_bytes(lines)
        page = page_of_lines(lines.split(b"\n"))
        self._cursors = dict(page.checkpoint.cursors)
        return page

    def _taken(self) -> Spent:
        spent = Spent(self._spent_s * 1_000, self._bytes)
        self._spent_s, self._bytes = 0.0, 0
        return spent


def _packed_bytes(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=GZIP_LEVEL, mtime=0))


def main() -> None:
    """Do what stdin says until `end`, then tell the most memory that was taken."""
    spare_collector()
    with opened(DataFolder(Path(sys.argv[1]))) as parts:
        tablet = RawTablet(parts)
        does = {"change": tablet.change, "nothing": tablet.nothing}
        print("ready", flush=True)
        for line in sys.stdin:
            if line.strip() not in does:
                break
            print(json.dumps(asdict(does[line.strip()]())), flush=True)
        print(peak_kb(), flush=True)


if __name__ == "__main__":
    main()
