"""What never changes by itself, and a battery whose charge a test says."""

from collections.abc import Callable
from dataclasses import dataclass

from fieldapp.device.ports import Charge


class Still:
    """What never changes by itself."""

    def watch(self, told: Callable[..., None]) -> Callable[[], None]:
        """Tell nothing."""
        return lambda: None


@dataclass(eq=False)
class FixedPower(Still):
    """A battery that says what a test wants."""

    found: Charge | None = None

    async def charge(self) -> Charge | None:
        """Give the charge."""
        return self.found
