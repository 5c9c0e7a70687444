"""What a person is handed (art. 15): a ZIP of all that is known of him, for machines and for eyes."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence

from sync.server.privacy.persons import Known, Place, as_json
from sync.server.privacy.printing import pdf_of

# Fixed, as everything in the file: the same data is the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_HEADINGS = {
    "requester": "Votre identité, donnée avec un signalement — Your identity, given with a report",
    "caller": "Votre identité, notée lors d’un appel — Your identity, noted during a call",
    "report": "Signalement — Report",
    "attachment": "Photo ou document — Photo or document",
    "agent": "Agent — Agent",
    "account": "Compte — Account",
}


def archive_of(known: Known, number: str, at: str) -> bytes:
    """Give the ZIP with `data.json` and `data.pdf`."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("data.json", _MOMENT), as_json(known, number, at))
        title = f"Données personnelles — Personal data ({number})"
        archive.writestr(zipfile.ZipInfo("data.pdf", _MOMENT), pdf_of(title, _parts(known)))
    return written.getvalue()


def _parts(known: Known) -> Iterator[tuple[str, Sequence[str]]]:
    if not known.places:
        yield "Aucune donnée n’a été trouvée. — No data was found.", ()
    for place in known.places:
        yield f"{_heading(place)} {place.id}", [f"{name} : {_said(value)}" for name, value in place.told.items()]


def _heading(place: Place) -> str:
    return _HEADINGS.get(place.kind, f"{place.kind} : vous y êtes nommé — you are named there")


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
