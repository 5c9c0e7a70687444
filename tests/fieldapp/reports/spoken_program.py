"""The other process of the kill test: a form in which somebody speaks until the battery is empty.

python -m tests.fieldapp.reports.spoken_program <folder> <device secret, hex>

It tells each second that it has said, once the tablet has sealed what can be sealed of it.
"""

import asyncio
import sys
from functools import partial
from operator import le
from pathlib import Path
from typing import Final

from sqlmodel import Session

from fieldapp.account.queries import agent_card
from fieldapp.replica.drafts import draft_of
from fieldapp.replica.takes import open_takes
from fieldapp.reports import actions
from fieldapp.ui import routes
from fieldapp.ui.recording import PIECE_S
from fieldapp.vault.device_secret import HeldSecret
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.reports.spoken import FORM, HERE, spoken_second
from tests.fieldapp.stand import main_of
from tests.fieldapp.town import KARIM, settle, town_replica_in
from tests.fieldapp.ui.headless import headless
from tests.fieldapp.watched import Watched

SECONDS_MAX: Final = 100


async def speak(page: Watched, device: FixedDevice) -> None:
    """Say one second after the other; each is told when what it completes is on the disk."""
    await page.tap("voice-record")
    await page.until("voice-stop")
    for second in range(SECONDS_MAX):
        device.hears.say(spoken_second(second))
        await page.until_kept(sealed_pieces, is_so=partial(le, (second + 1) // PIECE_S))
        print(second + 1, flush=True)


def sealed_pieces(session: Session) -> int:
    """Count the pieces of what is being said."""
    takes = [draft_of(session, take_id) for take_id in open_takes(session)]
    return sum(len(take.photos) for take in takes if take is not None)


def main() -> None:
    """Open the form at its last step, and speak."""
    folder, secret = sys.argv[1:3]
    device = FixedDevice(position=FixedPosition(HERE))
    with town_replica_in(Path(folder), KARIM, HeldSecret(bytes.fromhex(secret))) as town:
        settle(town)
        town.replica.write_now(actions.save_draft, None, FORM)
        agent = town.replica.read_now(agent_card, KARIM)
        assert agent is not None, "the town knows its people"

        async def whole() -> None:
            async with headless(main_of(town.replica, agent, device=device), route=routes.NEW_REPORT) as shown:
                await speak(Watched(shown, town), device)

        asyncio.run(whole())


if __name__ == "__main__":
    main()
