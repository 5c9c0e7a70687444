"""A door that answers what a test says, with the shape of the real one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fieldapp.account.actions import Answer, Entered, Person, PinAnswer, Recovered, Step
from sync.protocol.codes import Enrolment
from sync.protocol.sign_in_services import OfferedService


@dataclass
class SaidDoor:
    """A door whose answer is given; what was tried is noted."""

    server: str = "https://mairie.example"
    answer: Answer = field(default_factory=Entered)
    account: str = ""
    tried: list[tuple[str, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    offered: tuple[OfferedService, ...] = ()
    browsed: list[str] = field(default_factory=list)
    here: tuple[Person, ...] = ()
    pin_answer: PinAnswer = field(default_factory=Entered)
    offers_pin: bool = True
    choose_pin: bool = False
    awaits_town: bool = False
    recovered: Recovered = field(default_factory=Entered)

    @property
    def knows_names(self) -> bool:
        """Tell whether somebody is here."""
        return bool(self.here)

    async def people(self) -> tuple[Person, ...]:
        """Give who is here."""
        return self.here

    async def forget(self, account: str) -> None:
        """Take a name off."""
        self.here = tuple(person for person in self.here if person.account != account)

    def move_to(self, server: str) -> None:
        """Keep an address."""
        self.server = server

    async def remembered(self) -> str:
        """Give the account used last."""
        return self.account

    async def enter(self, account: str, passphrase: str, told: Callable[[Step], None], otp: str = "") -> Answer:
        """Note the try and give the answer."""
        self.tried.append((account, passphrase))
        self.codes.append(otp)
        told(Step.UNLOCKING)
        return self.answer

    async def enrol(self, enrolment: Enrolment, phrase: str, told: Callable[[Step], None]) -> Answer:
        """Note the try and give the answer."""
        self.tried.append((enrolment.code, phrase))
        self.server = enrolment.server or self.server
        told(Step.SEALING)
        return self.answer

    async def services(self) -> tuple[OfferedService, ...]:
        """Give what the server has."""
        return self.offered

    async def open_service(self, service: OfferedService) -> None:
        """Note where the browser went."""
        self.browsed.append(service.start)

    async def enter_by_pin(self, account: str, pin: str) -> PinAnswer:
        """Note the try and give the answer."""
        self.tried.append((account, pin))
        return self.pin_answer

    async def recover(self, account: str, passphrase: str) -> Recovered:
        """Note the request and give the answer."""
        self.tried.append((account, passphrase))
        return self.recovered
