"""The faults that a storm draws from: kills, cuts, clocks that jump, rights that move, disks that fill, backups.

Each is a function of the storm; one that is listed twice in `FAULTS` comes twice as often.
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


def _kill_at_write(storm: "Storm") -> None:
    storm.some_node().kill_at = storm.kernel.chance.choice(list(WritePoint))


def _kill_anywhere(storm: "Storm") -> None:
    storm.some_node().kill("killed anywhere")


def _kill_server_at_commit(storm: "Storm") -> None:
    if storm.server.is_up:
        storm.server.kill_at_next_commit(before=storm.kernel.happens(0.5))
        storm.kernel.call_at(storm.kernel.now_ms + 120_000, storm.server.restart)


def _kill_server(storm: "Storm") -> None:
    storm.counts["server killed anywhere"] += 1
    storm.server.kill()
    storm.later(60_000, storm.server.restart)


def _part(storm: "Storm") -> None:
    name = storm.some_node().name
    storm.network.cut_off.add(name)
    storm.later(300_000, lambda: storm.network.cut_off.discard(name))


def _jump_clock(storm: "Storm") -> None:
    jump_ms = storm.kernel.chance.randint(-YEAR_MS, YEAR_MS)
    storm.counts["clock jump"] += 1
    if storm.kernel.happens(0.2):
        storm.server.clock_offset_ms = jump_ms
    else:
        storm.some_node().clock_offset_ms = jump_ms


def _move_agent(storm: "Storm") -> None:
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


def _refuse_tokens(storm: "Storm") -> None:
    storm.counts["token refused"] += 1
    storm.server.refuses_tokens_of.add(storm.some_node().caller.device)


def _fill_disk(storm: "Storm") -> None:
    node = storm.some_node()
    node.disk_is_full = True
    storm.counts["disk full"] += 1

    def freed() -> None:
        node.disk_is_full = False

    storm.later(60_000, freed)


def _back_up(storm: "Storm") -> None:
    storm.server.back_up()


def _restore(storm: "Storm") -> None:
    if storm.kernel.happens(0.3):
        storm.server.restore()
        storm.network.send_again_what_was_held_back()


def _wake(storm: "Storm") -> None:
    storm.some_node().wake(storm.kernel.chance.choice(list(Wake)))


def _switch_off(storm: "Storm") -> None:
    node = storm.some_node()
    node.switch_off()
    storm.counts["network switched off"] += 1
    storm.later(120_000, lambda: node.wake(Wake.PERSON))


FAULTS = (
    *(_kill_at_write, _kill_at_write, _kill_at_write, _kill_anywhere, _kill_server_at_commit, _kill_server_at_commit),
    *(_kill_server, _part, _part, _jump_clock, _move_agent, _move_agent, _move_agent, _refuse_tokens, _fill_disk),
    *(_back_up, _restore, _wake, _wake, _switch_off),
)
