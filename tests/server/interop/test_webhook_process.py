"""A server that is killed while it tells a receiver that comes and goes: all that was committed arrives.

`HOOK_KILLS=20 pytest tests/server/interop/test_webhook_process.py` kills it more often.
"""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sync.core.model import Change, Edit, Op
from sync.server.outside.settings import set_value
from tests.server.interop.receiver_in_hand import Receiver
from tests.server.process_in_hand import Tablet, made_town, running
from tests.server.test_cli import refused, said
from tests.server.town_in_hand import Town

KILLS = int(os.environ.get("HOOK_KILLS", "1"))
ARRIVES_S_MAX = 60.0


def report_of(town: Town, tablet: Tablet) -> Change:
    """Make the next report of a tablet."""
    tablet.last_n += 1
    fields = {name: Edit(value) for name, value in town.report_fields().items()}
    told: dict[str, Any] = {"base_rv": 0, "agent": town.ids["terrain"], "made_at": town.service.now()}
    told |= {"n": tablet.last_n, "txn": town.world.new_id(), "kind": "report", "id": town.world.new_id()}
    return Change(device=tablet.tokens.device, op=Op.CREATE, edits=fields, **told)


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    ends = time.monotonic() + ARRIVES_S_MAX
    while not is_so():
        assert time.monotonic() < ends, "it did not arrive"
        time.sleep(0.05)


def test_what_was_committed_arrives_through_kills_of_both_sides(tmp_path: Path) -> None:
    town, receiver = made_town(tmp_path / "data"), Receiver().start()
    with town.store.writing(town.tenant) as unit:
        set_value(unit, "agents_reports", True, who="test", at=town.service.now())
    folder, numbers = str(tmp_path / "data"), list[str]()
    assert "--allow-private" in refused(said("webhook", "add", receiver.url, "--data", folder))
    added = said("webhook", "add", receiver.url, "--allow-private", "--name", "essai", "--data", folder)
    assert re.search(r"whsec_[A-Za-z0-9+/]{43}=", added.output), added.output
    for _ in range(KILLS):
        with running(tmp_path / "data") as server:
            tablet = Tablet.signed_in(town, server.url, "terrain")
            changes = [report_of(town, tablet) for _ in range(3)]
            assert tablet.push(*changes).verdicts
            numbers += [town.fields("report", change.id)["number"] for change in changes]
            until(lambda: bool(receiver.heard))
            server.kill()
        receiver.stop()
        receiver.start()
    with running(tmp_path / "data"):
        until(lambda: set(numbers) <= set(receiver.numbers()))
    receiver.stop()
    assert list(dict.fromkeys(receiver.numbers())) == numbers
    bodies = {one.id: one.body for one in receiver.heard}
    assert len(bodies) == len(numbers)
    assert all(bodies[one.id] == one.body for one in receiver.heard), "a message that comes again is the same"
    listed = said("webhook", "list", "--data", folder).output
    assert "well" in listed
