"""The faults that a storm draws from: kills, cuts, clocks, disks, rights; the seldom ones: `rare_faults`.

Each is a function of the storm, named for what happens; one that is listed twice in `FAULTS` comes twice as often.
"""

from typing import TYPE_CHECKING

from sync.client.memory_store import WritePoint
from sync.core.model import Op
from sync.core.session import Wake
from sync.records.agent import AGENT
from sync.server.writers import SystemWrite
from tests.simulation.town import PEOPLE, SERVICES, TEAMS

if TYPE_CHECKING:
    from tests.simulation.storm import Storm

YEAR_MS = 365 * 86_400_000
JUMP_YEARS_MAX = 10
DRIFT_MAX = 0.05
"""A clock that is wrong by three minutes an hour; the worst quartz is a thousand times better."""


def kill_at_write(storm: "Storm") -> None:
    """Let a tablet die at its next write, before or after the commit."""
    storm.some_node().kill_at = storm.kernel.chance.choice(list(WritePoint))


def kill_anywhere(storm: "Storm") -> None:
    """Let a tablet die where it stands."""
    storm.some_node().kill("killed anywhere")


def kill_server_at_commit(storm: "Storm") -> None:
    """Let the server die at its next commit, just before or just after."""
    if storm.server.is_up:
        storm.server.kill_at_next_commit(before=storm.kernel.happens(0.5))
        storm.kernel.call_at(storm.kernel.now_ms + 30_000, storm.server.restart)


def kill_server_in_chunk(storm: "Storm") -> None:
    """Let the server die in the middle of the next chunk of a photo."""
    if storm.server.is_up:
        storm.server.kill_in_next_chunk()
        storm.kernel.call_at(storm.kernel.now_ms + 30_000, storm.server.restart)


def kill_server(storm: "Storm") -> None:
    """Let the server die where it stands."""
    storm.counts["server killed anywhere"] += 1
    storm.server.kill()
    storm.later(20_000, storm.server.restart)


def part(storm: "Storm") -> None:
    """Cut a tablet off."""
    name = storm.some_node().name
    storm.network.cut_off.add(name)
    storm.later(60_000, lambda: storm.network.cut_off.discard(name))


def half_open(storm: "Storm") -> None:
    """Leave a tablet a connection on which its requests arrive, and no answer comes back."""
    name = storm.some_node().name
    storm.network.half_open.add(name)
    storm.later(30_000, lambda: storm.network.half_open.discard(name))


def jump_clock(storm: "Storm") -> None:
    """Set a clock up to ten years forward or back, or let it drift."""
    chance = storm.kernel.chance
    jump_ms = chance.randint(-JUMP_YEARS_MAX * YEAR_MS, JUMP_YEARS_MAX * YEAR_MS)
    if storm.kernel.happens(0.2):
        storm.counts["server's clock jumps"] += 1
        storm.server.clock_offset_ms = jump_ms
    elif storm.kernel.happens(0.3):
        storm.counts["clock drifts"] += 1
        storm.some_node().clock_drift = chance.uniform(-DRIFT_MAX, DRIFT_MAX)
    else:
        storm.counts["clock jumps"] += 1
        storm.some_node().clock_offset_ms = jump_ms


def move_agent(storm: "Storm") -> None:
    """Give an agent another team, service or zones, or put him out and in again: scopes come and go."""
    person = storm.kernel.chance.choice(PEOPLE[1:])
    chance = storm.kernel.chance
    fields = chance.choice(
        (
            {"team": chance.choice((*TEAMS, None))},
            {"service": chance.choice(SERVICES), "team": chance.choice(TEAMS)},
            {"active": False},
            {"active": True},
            {"active": True},
        )
    )
    storm.server.write("administration", [SystemWrite(AGENT.name, person.id, Op.PATCH, fields)])
    storm.counts["grants moved"] += 1
    if any(node.caller.agent == person.id and node.has_unsent for node in storm.nodes):
        storm.counts["grants moved while changes wait"] += 1


def refuse_tokens(storm: "Storm") -> None:
    """Take no token of a tablet any more, until its agent signs in again."""
    storm.counts["token revoked"] += 1
    storm.server.refuses_tokens_of.add(storm.some_node().caller.device)


def fill_disk(storm: "Storm") -> None:
    """Leave a tablet without room for a while."""
    node = storm.some_node()
    node.disk_is_full = True
    storm.counts["disk full"] += 1

    def freed() -> None:
        node.disk_is_full = False

    storm.later(20_000, freed)


def back_up(storm: "Storm") -> None:
    """Back the server up."""
    storm.server.back_up()


def restore(storm: "Storm") -> None:
    """Let the server come back from its last backup."""
    if storm.kernel.happens(0.5):
        storm.server.restore()
        storm.network.send_again_what_was_held_back()


def wake(storm: "Storm") -> None:
    """Wake a tablet for whatever reason."""
    storm.some_node().wake(storm.kernel.chance.choice(list(Wake)))


def switch_off(storm: "Storm") -> None:
    """Let an agent cut the network in the app for a while."""
    node = storm.some_node()
    node.switch_off()
    storm.counts["network switched off"] += 1
    storm.later(30_000, lambda: node.wake(Wake.PERSON))


OFTEN = (
    *(kill_at_write, kill_at_write, kill_at_write, kill_anywhere, kill_server_at_commit, kill_server_at_commit),
    *(kill_server, kill_server_in_chunk, part, part, half_open, jump_clock, move_agent, move_agent, move_agent),
    *(refuse_tokens, fill_disk, back_up, restore, wake, wake, switch_off),
)
