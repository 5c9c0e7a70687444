"""An agent at a tablet: what he sees, what he may do, how he writes; `gestures` says what he does."""

from collections.abc import Callable

from sync.client.writing import Wish
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.model import Fields
from sync.core.values import altered
from sync.records.base import DESK_ROLES
from tests.simulation.device_node import DeviceNode
from tests.simulation.kernel import Kernel
from tests.simulation.old_kinds import knows
from tests.simulation.town import FIRST_WORK, Person

WORDS = "ancien bitume cassé devant école feu grand haie place pluie pont route rue sale trottoir vert".split()
TEXT_WORDS_MIN, TEXT_WORDS_MAX = 4, 14
SHARED = frozenset(FIRST_WORK)
"""The town's first tasks and reports: half of all gestures meet there, so that they collide."""


class Hands:
    """One agent at his tablet."""

    def __init__(self, kernel: Kernel, node: DeviceNode, person: Person) -> None:
        self.kernel = kernel
        self.node = node
        self.person = person

    def known(self, wish: Wish) -> Wish:
        """Leave out what this version of the app does not know."""
        kinds = self.node.kinds
        values = {name: value for name, value in wish.values.items() if knows(kinds, wish.kind, name)}
        return altered(wish, values=values)

    @property
    def may_act(self) -> bool:
        """Say whether the app runs and lets its agent in: one who has left the town sees nothing to write on."""
        return self.node.is_up and bool(self.node.tables.follows) and not self.node.is_withdrawn

    @property
    def at_desk(self) -> bool:
        """Say whether the agent steers a service."""
        return self.person.role in DESK_ROLES

    def one_of(self, kind: str, wanted: Callable[[Fields], bool] = lambda fields: True) -> tuple[str, Fields] | None:
        """Pick one of the records that the screens show."""
        shown = self.node.tables.shown
        found = sorted(key[1] for key, fields in shown.items() if key[0] == kind and wanted(fields))
        if not found:
            return None
        shared = [record_id for record_id in found if record_id in SHARED]
        record_id = self.kernel.chance.choice(shared if shared and self.kernel.happens(0.5) else found)
        return record_id, shown[kind, record_id]

    def open_photo(self) -> None:
        """Ask for a whole photo, because the agent looks at it."""
        found = self.one_of("attachment", lambda fields: bool(fields.get("received_at")))
        if found is not None:
            self.node.photos.wanted.add(found[0])

    def new_id(self) -> str:
        """Make an id, by the tablet's own clock."""
        return uuid7(self.node.now_ms(), self.kernel.random_bytes(RANDOM_BYTES))

    def text(self, before: str | None = None) -> str:
        """Write a few words, or change one of those that are there, or put one in, or take one out."""
        words, chance = (before or "un deux trois quatre cinq six sept").split(), self.kernel.chance
        place, word = chance.randrange(len(words)), chance.choice(WORDS)
        edit = chance.randrange(4)
        if edit == 0 and len(words) < TEXT_WORDS_MAX:
            words.insert(place, word)
        elif edit == 1 and len(words) > TEXT_WORDS_MIN:
            del words[place]
        else:
            words[place] = word
        return " ".join(words)
