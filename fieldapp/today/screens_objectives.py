"""The objectives of the town on everybody's home, read apart: nothing else waits for them."""

from fieldapp.replica.objectives import Aim, followed
from fieldapp.ui.app import App
from fieldapp.ui.live import Filled, use_live
from sync.core.instants import instant

KINDS_COUNTED = ("objective", "report", "task", "news", "acknowledgement", "agent")


def use_objectives(app: App) -> tuple[Aim, ...]:
    """Give the objectives that the town follows, with today's figures; none while they are being counted."""
    # To the hour: a moment that is another one at each drawing would count at each drawing.
    now = instant(app.now().replace(minute=0, second=0, microsecond=0))
    live = use_live(followed, app.agent.id, now, kinds=KINDS_COUNTED)
    return live.value if isinstance(live, Filled) else ()
