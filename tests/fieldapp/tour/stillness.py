"""An office and an agent's own desk in which nothing moves: the tour looks at their screens."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fieldapp.account.actions import Answer, Entered
from fieldapp.replica.replica import Replica
from fieldapp.ui.widgets import Standing
from sync.client.engine import Status


@dataclass
class _StillEngine:
    status: Status = field(default_factory=Status)


@dataclass(frozen=True)
class _StillTraffic:
    sent_bytes: int = 310_000
    received_bytes: int = 4_200_000


@dataclass(frozen=True)
class _StillConnection:
    traffic: _StillTraffic = field(default_factory=_StillTraffic)


@dataclass(frozen=True)
class _StillLine:
    connection: _StillConnection = field(default_factory=_StillConnection)


class _StillVault:
    def room(self) -> tuple[int, int]:
        """Give the same room on every machine: 12 GB of 32."""
        return 12_000_000_000, 32_000_000_000


@dataclass
class StillOffice:
    """An office without a line to the town hall, as `pill_sheet` and `filling` see one."""

    replica: Replica
    is_cut: bool = False
    agent: None = None
    standing: Standing = field(default_factory=lambda: Standing(online=False, unsent=0))
    vault: _StillVault = field(default_factory=_StillVault)
    line: _StillLine = field(default_factory=_StillLine)
    engine: _StillEngine = field(default_factory=_StillEngine)

    def follow_standing(self, told: Callable[[], None]) -> Callable[[], None]:
        """Tell nothing: it never changes."""
        return lambda: None

    def cut(self, *, is_cut: bool) -> None:
        """Note the switch."""
        self.is_cut = is_cut

    def retry(self) -> None:
        """Do nothing: there is nobody to ask."""


@dataclass
class StillDesk:
    """The agent's own desk, whose device has a number that never changes."""

    server: str = "https://mairie.example"
    device_id: str = "0193c0de-0000-7000-8000-00000c0ffee1"
    storage: str = "sqlite3mc"
    photos_on_wifi_only: bool = False

    def let_photos_wait(self, wait: bool) -> None:
        """Note the choice."""
        self.photos_on_wifi_only = wait

    async def sign_in_again(self, passphrase: str) -> Answer:
        """Say yes."""
        return Entered()

    async def change_passphrase(self, current: str, new: str) -> Answer:
        """Say yes."""
        return Entered()
