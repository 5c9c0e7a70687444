"""`fieldserver parcel …`: take in what a tablet exported to a file."""

from pathlib import Path
from typing import Final

from rich.table import Table

from sync.core.model import VerdictCode
from sync.protocol.problems import ProblemError
from sync.server.parcels import Progress, Taken
from sync.server.parts import Parts

_WORDS: Final = {
    "not-a-parcel": "This is no parcel, or one of another version of the app.",
    "parcel-damaged": "The parcel was cut short or altered on its way: nothing of it was stored. Copy it again.",
    "parcel-not-for-us": "The parcel is sealed to another server or another town: nothing of it was stored.",
    "parcel-unknown-device": "No device that is enrolled here signed this parcel: nothing of it was stored.",
    "busy": "The database is busy or the disk is full. Try again in a moment; what was taken stays.",
}
_WHY: Final = {
    "revoked": "the device was revoked as lost",
    "epoch-differs": "this server came back from a backup since; the device must hear of that over the network first",
    "number-gap": "changes before these are missing here; the device must tell them over the network first",
    "number-reused": "another device works under the same identity; it must sign in again",
}
_VERDICTS: Final = {
    VerdictCode.ACCEPTED: "accepted",
    VerdictCode.MERGED: "merged",
    VerdictCode.CONFLICTED: "in conflict, to be settled",
    VerdictCode.REJECTED: "refused, to be mended on the device",
    VerdictCode.DUPLICATE: "there already",
}


class ParcelTrouble(Exception):
    """The parcel was not taken; the message is for the person at the command line."""


def taken_in(parts: Parts, tenant: str, path: Path, told: Progress) -> Taken:
    """Take in a parcel from a file; raise `ParcelTrouble` in plain words."""
    try:
        with path.open("rb") as file:
            return parts.parcels.take(tenant, file, told)
    except ProblemError as problem:
        raise ParcelTrouble(_said(problem)) from None
    except OSError as trouble:
        raise ParcelTrouble(f"{path} cannot be read: {trouble.strerror}.") from None


def _said(problem: ProblemError) -> str:
    if problem.kind.code != "parcel-not-taken":
        return _WORDS.get(problem.kind.code, problem.kind.title)
    why, changes = str(problem.members["why"]), problem.members["changes"]
    stays = f"{changes} of its changes stay taken." if changes else "Nothing of it was stored."
    return f"The parcel was not taken: {_WHY.get(why, why)}. {stays}"


def told_of(taken: Taken) -> Table:
    """Tell what became of a parcel."""
    report = taken.report
    title = f"Packed {report.made_at[:16].replace('T', ' ')} UTC by {taken.device_name}"
    table = Table("what", "how many", title=title, min_width=len(title) + 4)
    table.add_row("changes", str(report.changes))
    table.add_row("  new", str(report.changes_new))
    for code, count in sorted(taken.verdicts.items()):
        table.add_row(f"  {_VERDICTS[code]}", str(count))
    table.add_row("photos and thumbnails", str(report.photos))
    table.add_row("  new", str(report.photos_new))
    if report.photos_refused:
        table.add_row("  not taken", str(report.photos_refused))
    return table
