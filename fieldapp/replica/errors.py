"""What the replica raises, in one tree; each says what the caller should do.

    ReplicaError
    ├── NewerDatabase      the file was written by a newer app: update this one; nothing was touched
    ├── NotEnrolled        nobody has signed in on this replica yet: sign in first
    ├── ReplicaClosed      the replica was closed: open the vault again
    └── WriteRefused       the gesture was refused before anything was written; the screen says why
        ├── NotValid       fields are missing or wrong: mend what `errors` point at
        ├── NotAllowed     this agent may not do this to this record
        ├── MoveNotAllowed the status cannot go there from where it stands
        └── RecordAbsent   there is no such record on this device

Trouble of the disk (`DiskFull`, `StorageFailed` …) is the vault's and passes through unchanged.
"""

from sync.core.errors import FieldError
from sync.core.model import Op


class ReplicaError(Exception):
    """Be the root of everything that the replica raises by itself."""


class NewerDatabase(ReplicaError):
    """Say that the database was written by a newer version of the app."""

    def __init__(self, found: int, known: int) -> None:
        """Take the version of the file and the newest one that this code knows."""
        self.found, self.known = found, known
        super().__init__(f"the database is of version {found}, this app knows {known}")


class NotEnrolled(ReplicaError):
    """Say that nobody has signed in on this replica yet."""


class ReplicaClosed(ReplicaError):
    """Say that the replica was closed."""


class WriteRefused(ReplicaError):
    """Say that a gesture was refused; the whole `write` left no trace."""


class NotValid(WriteRefused):
    """Say which fields are missing or wrong."""

    def __init__(self, kind: str, errors: tuple[FieldError, ...]) -> None:
        """Take the kind, and pointers with codes that the screens put into words."""
        self.kind, self.errors = kind, errors
        super().__init__(f"{kind}: {', '.join(f'{error.pointer} {error.code}' for error in errors)}")


class NotAllowed(WriteRefused):
    """Say that this agent may not do this to this record."""

    def __init__(self, kind: str, record_id: str, op: Op) -> None:
        """Take what was tried, and on which record."""
        self.kind, self.record_id, self.op = kind, record_id, op
        super().__init__(f"{op} of {kind} {record_id}")


class MoveNotAllowed(WriteRefused):
    """Say that the status cannot go there from where it stands."""

    def __init__(self, kind: str, record_id: str, from_status: str, to_status: str) -> None:
        """Take the record and the move that was tried."""
        self.kind, self.record_id = kind, record_id
        self.from_status, self.to_status = from_status, to_status
        super().__init__(f"{kind} {record_id}: {from_status} to {to_status}")


class RecordAbsent(WriteRefused):
    """Say that there is no such record on this device."""

    def __init__(self, kind: str, record_id: str) -> None:
        """Take the record that was looked for."""
        self.kind, self.record_id = kind, record_id
        super().__init__(f"{kind} {record_id}")
