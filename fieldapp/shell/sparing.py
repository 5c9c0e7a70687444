"""Whether whole photos wait, and for what: Wi-Fi by the agent's choice, a plug while the battery must last.

Small pictures go with the text all the same, and so does what somebody asked for (`PhotoPolicy.SPARING`). The level of
a battery is asked when it matters: once a photo is about to move, when a plug comes or goes, on return to the app.
"""

import time
from collections.abc import Callable
from typing import Any, Final

from fieldapp.device.ports import Carrier, Charge
from fieldapp.replica.pill import WaitReason

LOW_PERCENT: Final = 20
FRESH_S: Final = 60.0
"""How long a level is taken as known while photos move."""


def is_low(charge: Charge | None) -> bool:
    """Tell whether a battery must last: below a fifth or with the saver on, and on no plug."""
    return charge is not None and (charge.percent < LOW_PERCENT or charge.saves) and not charge.is_fed


class Sparing:
    """What makes the photos of one office wait."""

    def __init__(self, changed: Callable[[], Any], clock: Callable[[], float] = time.monotonic) -> None:
        """Take what is to be told when photos begin to wait, or wait no more."""
        self.charge: Charge | None = None
        self._changed, self._clock = changed, clock
        self._asked_s = float("-inf")
        self._sends_anyway = False
        self._ask: Callable[[], Any] | None = None

    def follow(self, ask: Callable[[], Any]) -> None:
        """Ask the device of a page from now on, and once at once; its answer comes by `told`."""
        self._ask = ask
        self.look_again()

    def look_again(self) -> None:
        """Ask for the charge: a plug has come or gone, or the app is back."""
        self._asked_s = self._clock()
        if self._ask is not None:
            self._ask()

    def told(self, charge: Charge | None) -> None:
        """Take the charge; a battery that is no longer low is spared again the next time."""
        before, self.charge = self.spares_charge, charge
        if not is_low(charge):
            self._sends_anyway = False
        if self.spares_charge is not before:
            self._changed()

    def send_anyway(self) -> None:
        """Let photos go on this charge: the agent asked."""
        self._sends_anyway = True
        self._changed()

    @property
    def spares_charge(self) -> bool:
        """Tell whether photos wait for a plug."""
        return is_low(self.charge) and not self._sends_anyway

    def holds(self, carrier: Carrier, *, on_wifi_only: bool) -> WaitReason | None:
        """Say what whole photos wait for; asked anew beside it once the level is old."""
        if self._clock() - self._asked_s > FRESH_S:
            self.look_again()
        if on_wifi_only and carrier is Carrier.MOBILE:
            return WaitReason.NO_WIFI
        return WaitReason.LOW_BATTERY if self.spares_charge else None
