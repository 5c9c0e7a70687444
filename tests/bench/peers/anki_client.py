"""Anki's client half, run by Anki's own Python: two collections beside one sync server.

    anki_client.py URL FOLDER ROWS CHANGES

A note has the fields of a report. A collection must go up whole once before it can be synced by changes, so that is
done while it is empty. Its modules are no dependency of ours, hence imported by name.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

ANKI: Any = import_module("anki.collection")
NOBODY_ELSE = ("user", "pass")


def tell(step: str, begun: float) -> None:
    """Say how long a step took, and wait to be let go on."""
    print(json.dumps({"step": step, "seconds": time.perf_counter() - begun}), flush=True)
    sys.stdin.readline()


class Side:
    """One collection on one device."""

    def __init__(self, path: Path, url: str) -> None:
        self.collection = ANKI.Collection(str(path))
        self.auth = self.collection.sync_login(*NOBODY_ELSE, url)

    def whole(self, *, is_up: bool) -> None:
        """Move the whole file."""
        self.collection.sync_collection(self.auth, False)
        self.collection.close_for_full_sync()
        self.collection.full_upload_or_download(auth=self.auth, server_usn=None, upload=is_up)
        self.collection.reopen(after_full_sync=True)

    def sync(self) -> None:
        """Move what changed."""
        required = self.collection.sync_collection(self.auth, False).required
        assert required == 0, f"changes alone must do: {required}"

    def holds(self, count: int) -> None:
        """Check how many notes are here."""
        assert self.collection.note_count() == count, f"{self.collection.note_count()} notes, not {count}"


def add_kind(collection: Any, names: list[str]) -> None:
    """Add the kind of note that is a report."""
    kind = collection.models.new("report")
    for name in names:
        collection.models.add_field(kind, collection.models.new_field(name))
    template = collection.models.new_template("card")
    template["qfmt"], template["afmt"] = "{{id}}", "{{description}}"
    collection.models.add_template(kind, template)
    collection.models.add(kind)


def main() -> None:
    """Measure."""
    url, folder, rows_path, changes = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    rows = [json.loads(line) for line in rows_path.read_text().splitlines()]
    one, two = Side(folder / "one.anki2", url), Side(folder / "two.anki2", url)
    add_kind(one.collection, list(rows[0]))
    one.whole(is_up=True)
    two.whole(is_up=False)
    kind, deck = one.collection.models.by_name("report"), one.collection.decks.id("Default")

    def added(some: list[dict[str, Any]]) -> None:
        notes = []
        for row in some:
            note = one.collection.new_note(kind)
            note.fields = [str(value) for value in row.values()]
            notes.append(ANKI.AddNoteRequest(note, deck))
        one.collection.add_notes(notes)

    added(rows[:-changes])
    tell("filled", time.perf_counter())
    begun = time.perf_counter()
    one.sync()
    tell("up", begun)
    begun = time.perf_counter()
    two.sync()
    tell("down", begun)
    two.holds(len(rows) - changes)
    third = Side(folder / "three.anki2", url)
    begun = time.perf_counter()
    third.whole(is_up=False)
    tell("bootstrap", begun)
    third.holds(len(rows) - changes)
    for row in rows[-changes:]:
        begun = time.perf_counter()
        added([row])
        one.sync()
        two.sync()
        tell("change", begun)
    two.holds(len(rows))
    for side in (one, two, third):
        side.collection.close()


if __name__ == "__main__":
    main()
