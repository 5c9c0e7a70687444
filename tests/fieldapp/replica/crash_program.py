"""The other process of the crash tests: it works on a replica, says what is acknowledged, and is killed.

python crash_program.py <profile> <device secret, hex> <engine> <what to do> [when to die]
"""

import os
import signal
import sys
from pathlib import Path

from sqlmodel import Session

from fieldapp.replica.announcements import Announcements
from fieldapp.replica.replica import Replica
from fieldapp.replica.unit import Unit
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.engines import CipherEngine
from tests.fieldapp.replica.shots import shot
from tests.fieldapp.replica.town import Tablet, report

WRITES_MAX = 500
PHOTOS = 3
FIELDS = ("description", "address", "status_notes")


def say(*words: object) -> None:
    """Tell the test what is done, at once."""
    print(*words, flush=True)


def die(*_: object) -> None:
    """End as a power cut would, as far as a process can."""
    os.kill(os.getpid(), signal.SIGKILL)


def write_report(unit: Unit, number: int) -> str:
    """Write a report."""
    return unit.create("report", report(description=f"Trou {number}"))


def write_reports(replica: Replica) -> None:
    """Write reports with a photo each, until killed."""
    for number in range(WRITES_MAX):
        written = replica.write_now(write_report, number)
        replica.write_now(Unit.attach, "report", written, shot(f"photo {number}"), "ensemble")
        say(written)


def fill_form(replica: Replica) -> None:
    """Fill in a form field by field, photos between the fields, until killed."""
    draft = replica.write_now(lambda unit: unit.save_draft("report", {}))
    fields: dict[str, str] = {}
    for number in range(WRITES_MAX):
        fields[FIELDS[number % len(FIELDS)]] = f"valeur {number}"
        replica.write_now(lambda unit: unit.save_draft("report", fields, draft_id=draft))
        if number < PHOTOS:
            photo = replica.write_now(Unit.add_draft_photo, draft, shot(f"photo {number}"), "detail")
            say(draft, "photo", photo, number)
        say(draft, "field", FIELDS[number % len(FIELDS)], number)


def die_once(moment: str) -> None:
    """Arrange for the end at a moment of the next write."""
    if moment == "between":
        Session.commit = die  # type: ignore[method-assign,assignment]
    if moment == "after":
        Announcements.announce = die  # type: ignore[method-assign,assignment]


def main() -> None:
    """Do what the arguments say."""
    profile, secret, engine, what = sys.argv[1:5]
    replica = Tablet(Path(profile), HeldSecret(bytes.fromhex(secret)), CipherEngine(engine)).start()
    say("ready")
    if len(sys.argv) > 5:
        die_once(sys.argv[5])
    {"reports": write_reports, "form": fill_form}[what](replica)


if __name__ == "__main__":
    main()
