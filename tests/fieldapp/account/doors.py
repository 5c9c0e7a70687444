"""A door that answers what a test says, with the shape of the real one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fieldapp.account.actions import Answer, Entered, Step


@dataclass
class SaidDoor:
    """A door whose answer is given; what was tried is noted."""

    server: str = "https://mairie.example"
    answer: Answer = field(default_factory=Entered)
    account: str = ""
    tried: list[tuple[str, str]] = field(default_factory=list)

    def move_to(self, server: str) -> None:
        """Keep an address."""
        self.server = server

    async def remembered(self) -> str:
        """Give the account used last."""
        return self.account

    async def enter(self, account: str, passphrase: str, told: Callable[[Step], None]) -> Answer:
        """Note the try and give the answer."""
        self.tried.append((account, passphrase))
        told(Step.UNLOCKING)
        return self.answer
