"""The other process of the kill test: « Impossible » is being filled in until the battery is empty.

python -m tests.fieldapp.tasks.leaving_program <folder> <device secret, hex>

It tells when what was written last is on the disk, and goes on with words that are not yet.
"""

import asyncio
import sys
from pathlib import Path
from typing import Final

from fieldapp.account.queries import agent_card
from fieldapp.replica.leavings import IMPOSSIBLE, Leaving, leaving_of
from fieldapp.ui import routes
from fieldapp.vault.device_secret import HeldSecret
from tests.fieldapp.stand import main_of
from tests.fieldapp.town import KARIM, settle, town_replica_in, uid
from tests.fieldapp.ui.headless import headless
from tests.fieldapp.watched import Watched

DRAIN: Final = uid("drain")
NOTE: Final = "Portail fermé à clé, gardien absent jusqu’à lundi"
LEAVING: Final = Leaving(IMPOSSIBLE, "task", DRAIN)
_FOREVER_S: Final = 600


async def fill_in(page: Watched) -> None:
    """Choose a reason and a day, write the note; the form stays open."""
    await page.tap("impossible")
    await page.tap("why-acces")
    await page.tap("again-tomorrow")
    await page.type("impossible-note", NOTE)
    await page.until_kept(leaving_of, LEAVING, is_so=lambda fields: fields.get("note") == NOTE)
    print("kept", flush=True)
    await page.type("impossible-note", f"{NOTE}, rappeler")
    await asyncio.sleep(_FOREVER_S)


def main() -> None:
    """Open the task of a town, and fill the form in."""
    folder, secret = sys.argv[1:3]
    with town_replica_in(Path(folder), KARIM, HeldSecret(bytes.fromhex(secret))) as town:
        settle(town)
        town.task("drain")
        agent = town.replica.read_now(agent_card, KARIM)
        assert agent is not None, "the town knows its people"

        async def whole() -> None:
            async with headless(main_of(town.replica, agent), route=routes.task(DRAIN)) as shown:
                await fill_in(Watched(shown, town))

        asyncio.run(whole())


if __name__ == "__main__":
    main()
