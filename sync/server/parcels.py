"""A parcel is taken in: what its device would have pushed and uploaded itself, through the very same doors.

The whole file is checked before anything of it is applied: whose it is, that it is whole, that it can be read. Then
each part goes where it would go over the line: `Service.push` (one judge for all writers, a second time gives the
first verdict) and `Uploads.append`. What a withdrawn device may still send, its parcel may bring; a lost one's is not
taken. The device itself hears its verdicts when it pushes the same changes again.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.model import VerdictCode
from sync.protocol.messages import ParcelReport, PushRequest
from sync.protocol.parcel import End, Head, ParcelReader, Part, PhotoBegins, PhotoPart
from sync.protocol.parcel_keys import SEED_BYTES, seal_name, seal_public
from sync.protocol.problems import ProblemError
from sync.server.callers import Caller
from sync.server.rows import DeviceRow
from sync.server.rows_access import DeviceKeyRow
from sync.server.service import Service
from sync.server.store import Unit
from sync.server.uploads import Standing, Uploads

_SEAL = b"fieldserver parcel 1: "
_ABOUT_ONE_PHOTO = frozenset({"not-found", "not-valid", "hash-differs", "too-large", "chunk-out-of-place"})
_OURS = frozenset({"busy", "parcel-damaged"})


class PhotoOutcome(StrEnum):
    """What became of a photo's bytes."""

    KNOWN = "known"
    NEW = "new"
    REFUSED = "refused"


class ParcelKeys:
    """The sealing keys of a server: one per town, all of them from its one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def seed(self, tenant: str) -> bytes:
        """Give the private half for a town."""
        return HKDF(SHA256(), SEED_BYTES, None, _SEAL + tenant.encode()).derive(self._secret)

    def public(self, tenant: str) -> str:
        """Give the public half, which devices keep."""
        return seal_public(self.seed(tenant))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a parcel, for the town hall itself."""

    report: ParcelReport
    device: str
    device_name: str
    verdicts: Mapping[VerdictCode, int]


Progress = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is, and how much there is."""


def _silent(what: str, done: int, whole: int) -> None:
    """Tell nobody."""


class Parcels:
    """Takes parcels in, whoever brings them."""

    def __init__(self, service: Service, uploads: Uploads, keys: ParcelKeys) -> None:
        self._service = service
        self._uploads = uploads
        self._keys = keys

    def take(self, tenant: str, file: BinaryIO, told: Progress = _silent) -> Taken:
        """Take in a whole parcel; raise the problems of parcels, or `busy`. Again does no harm.

        `not-a-parcel`, `parcel-not-for-us`, `parcel-unknown-device` and `parcel-damaged` leave no trace;
        `parcel-not-taken` says how many changes had been judged before the one that was not taken.
        """
        reader = ParcelReader(file)
        if reader.head.tenant != tenant or reader.head.seal != seal_name(self._keys.public(tenant)):
            raise ProblemError("parcel-not-for-us")
        caller, device, signer = self._sender(tenant, reader.head)
        reader.check(signer)
        seed = self._keys.seed(tenant)
        whole = _end_of(reader, seed, told)
        taking = _Taking(self._service, self._uploads, caller, device.last_n)
        try:
            for part in reader.parts(seed):
                taking.take(part)
                told("changes", taking.verdicts.total(), whole.changes)
                told("photos", len(taking.photos), whole.photos)
        except ProblemError as problem:
            raise taking.as_problem(problem) from None
        return Taken(taking.report(reader.head), device.device, device.name, taking.verdicts)

    def _sender(self, tenant: str, head: Head) -> tuple[Caller, DeviceRow, str]:
        with self._service.store.reading(tenant) as unit:
            device = unit.get(DeviceRow, [(head.device,)]).get((head.device,))
            key = device_key_of(unit, head.device)
        if device is None or not key:
            raise ProblemError("parcel-unknown-device")
        return Caller(tenant, device.agent, device.device), device, key


def device_key_of(unit: Unit, device: str) -> str:
    """Give a device's public key; empty where none is known."""
    row = unit.get(DeviceKeyRow, [(device,)]).get((device,))
    return row.public if row is not None else ""


def note_device_key(unit: Unit, device: str, public: str, now: str) -> None:
    """Keep a device's public key; an empty one, of a device from before keys, changes nothing."""
    if public and public != device_key_of(unit, device):
        unit.put([DeviceKeyRow(device, public, now)])


def _end_of(reader: ParcelReader, seed: bytes, told: Progress) -> End:
    """Read it all, so that nothing is applied of what cannot be read to its end; give what it holds."""
    end = End(0, 0)
    for part in reader.parts(seed):
        end = part if isinstance(part, End) else end
    told("checked", 1, 1)
    return end


class _Bytes:
    """The bytes of one photo on their way in."""

    def __init__(self, uploads: Uploads, caller: Caller, photo: PhotoBegins) -> None:
        self._uploads = uploads
        self._caller = caller
        self._photo = photo
        self._read = 0
        self._offset: int | None = None
        """Where the server goes on; None where it wants no more."""
        self._ends(_if_about_this_photo(lambda: uploads.standing(caller, photo.sha256)), PhotoOutcome.KNOWN)

    def add(self, content: bytes) -> None:
        """Give the next bytes to the server, but for those that it has."""
        begin, offset = self._read, self._offset
        self._read += len(content)
        if offset is None or not begin <= offset < self._read:
            return
        fresh, photo = content[offset - begin :], self._photo
        self._ends(
            _if_about_this_photo(
                lambda: self._uploads.append(self._caller, photo.sha256, offset, fresh, photo.size_bytes)
            ),
            PhotoOutcome.NEW,
        )

    def _ends(self, standing: Standing | None, when_whole: PhotoOutcome) -> None:
        is_open = standing is not None and not standing.is_whole
        self._offset = standing.offset if standing is not None and is_open else None
        # Until it is whole, it counts as refused: a photo whose bytes end too early is not here.
        self.outcome = when_whole if standing is not None and standing.is_whole else PhotoOutcome.REFUSED


def _if_about_this_photo(step: Callable[[], Standing]) -> Standing | None:
    """Give where an upload stands; None when this photo cannot be taken, which stops no other."""
    try:
        return step()
    except ProblemError as problem:
        if problem.kind.code not in _ABOUT_ONE_PHOTO:
            raise
        return None


class _Taking:
    """One parcel on its way in."""

    def __init__(self, service: Service, uploads: Uploads, caller: Caller, known_n: int) -> None:
        self._service = service
        self._uploads = uploads
        self._caller = caller
        self._known_n = known_n
        self.changes_new = 0
        self.verdicts: Counter[VerdictCode] = Counter()
        self.photos: list[_Bytes] = []

    def take(self, part: Part) -> None:
        """Take the next part."""
        match part:
            case PushRequest():
                answer = self._service.push(self._caller, part)
                self.verdicts.update(verdict.code for verdict in answer.verdicts)
                self.changes_new += sum(verdict.n > self._known_n for verdict in answer.verdicts)
            case PhotoBegins():
                self.photos.append(_Bytes(self._uploads, self._caller, part))
            case PhotoPart(content):
                self.photos[-1].add(content)
            case End():
                pass

    def report(self, head: Head) -> ParcelReport:
        """Say what became of it."""
        outcomes = Counter(photo.outcome for photo in self.photos)
        return ParcelReport(
            head.parcel,
            head.made_at,
            changes=self.verdicts.total(),
            changes_new=self.changes_new,
            photos=len(self.photos),
            photos_new=outcomes[PhotoOutcome.NEW],
            photos_refused=outcomes[PhotoOutcome.REFUSED],
        )

    def as_problem(self, problem: ProblemError) -> ProblemError:
        """Say of what stopped it that it concerns the parcel's device, not whoever brings it."""
        if problem.kind.code in _OURS:
            return problem
        members = {name: problem.members[name] for name in ("n", "next_n") if name in problem.members}
        why, changes = problem.kind.code, self.verdicts.total()
        return ProblemError("parcel-not-taken", errors=problem.errors, why=why, changes=changes, **members)
