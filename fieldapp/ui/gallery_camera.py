"""Gallery, the tab of the camera: what it sees or why not, what was taken, what is covered."""

from functools import partial

import flet as ft

from fieldapp.device.covers import Cover
from fieldapp.device.photos import PreparedPhoto
from fieldapp.device.ports import CameraTrouble
from fieldapp.replica.attached import StoredPhoto
from fieldapp.ui.capture import Finder, Sight, finder_view, shutter
from fieldapp.ui.capture_page import Shot, capture_page
from fieldapp.ui.cover_page import Covering, Drawn, cover_page
from fieldapp.ui.gallery_house import AGENT, NOW, PHOTO_IDS, REPORT_ID
from fieldapp.ui.gallery_photos import sample_photo
from fieldapp.ui.gallery_samples import nothing, part, sample_page, small_screen
from fieldapp.ui.look import Look
from fieldapp.ui.photo_viewer import Viewed, below_photo, photo_sheet
from fieldapp.ui.pictures import StoredTile, stored_photo
from fieldapp.ui.widgets import Photo, Tap, photo_strip, photo_tile, row, text
from sync.records.attachment import PhotoRole

_COVERS = (Cover(0.1, 0.15, 0.32, 0.4), Cover(0.55, 0.5, 0.8, 0.62))
_SHOT = Shot("report", REPORT_ID, "Photo « après »", "Nid-de-poule, rue Grimaldi", PhotoRole.APRES)
_TILE = 148
_STORED_TILE = 220
_SCREEN = 900.0


def camera(look: Look) -> ft.Control:
    """Show the photo from the viewfinder to the whole screen."""
    return sample_page(
        look,
        "Appareil photo",
        "Viser, revoir, couvrir, garder",
        *_finders(look),
        part(look, "Déclencheur", row(*_shutters(look), gap=24, wrap=True)),
        part(look, "Six photos", _strip(look)),
        part(look, "Photos d’un dossier", photo_strip(stored_tiles(), _STORED_TILE)),
        small_screen(look, "Revoir avant de garder", _SCREEN, lambda inner: capture_page(_SHOT, _refuse, nothing)),
        *_coverings(look),
        small_screen(look, "Photo en entier", _SCREEN, partial(_viewer, PHOTO_IDS[0])),
        small_screen(look, "Photo d’un collègue, pas encore arrivée", _SCREEN, partial(_viewer, None)),
    )


def _finders(look: Look) -> list[ft.Control]:
    pick = Tap("gallery", look.t("photo.pick"), nothing)
    sight = Sight(tip=look.t("camera.tip"), badge="Ensemble", still=sample_photo(0))
    drawn = [part(look, "Ce que voit l’appareil", _window(finder_view(look, Finder(), sight, pick=pick)))]
    for trouble in CameraTrouble:
        view = finder_view(look, Finder(trouble=trouble), Sight(), pick=pick)
        drawn.append(part(look, f"Sans appareil : {trouble.value}", _window(view)))
    return list(drawn)


def _window(view: ft.Control) -> ft.Control:
    return ft.Container(view, height=420)


def _shutters(look: Look) -> list[ft.Control]:
    return [
        shutter(look, Tap("shutter", look.t("photo.take"), nothing)),
        shutter(look, Tap("shutter-waits", look.t("photo.take"), nothing, enabled=False)),
    ]


def _strip(look: Look) -> ft.Control:
    """Lay six photos as the new report does, the second one opened."""
    width = _TILE * (1.5 if look.measures.large_text else 1)
    tiles = [
        photo_tile(
            look,
            Photo(sample_photo(n % 3), n + 1, "Ensemble" if n == 0 else "Détail", selected=n == 1),
            Tap(f"draft-photo-{n + 1}", "", nothing, selected=n == 1),
            now=NOW,
            width=width,
        )
        for n in range(6)
    ]
    return photo_strip(tiles, width)


def stored_tiles() -> list[ft.Control]:
    """Draw photos of a record: here, on their way, and one whose place is held."""
    shown = (_photo(PHOTO_IDS[0]), _photo(PHOTO_IDS[1], 0.62), _photo(PHOTO_IDS[2], 0.0), _photo(None))
    return [stored_photo(StoredTile(photo, n + 1, width=_STORED_TILE), nothing) for n, photo in enumerate(shown)]


def _coverings(look: Look) -> list[ft.Control]:
    states = (
        ("Couvrir : rien encore", Drawn()),
        ("Couvrir : premier coin", Drawn(_COVERS[:1], corner=(0.55, 0.5))),
        ("Couvrir : un rectangle se tire", Drawn(_COVERS[:1], corner=(0.55, 0.5), other=(0.8, 0.62))),
        ("Couvrir : deux rectangles", Drawn(_COVERS)),
    )
    covering = Covering(PHOTO_IDS[1], {"width": 480, "height": 360}, _keep_none)
    return [
        small_screen(look, title, _SCREEN, lambda inner, start=start: cover_page(covering, nothing, start))  # type: ignore[misc]
        for title, start in states
    ]


def _viewer(photo_id: str | None, look: Look) -> ft.Control:
    author = AGENT.name if photo_id else "Sylvie Martin"
    remove = nothing if photo_id else None
    below = text(look, "L’écran d’où l’on vient")
    return below_photo(below, photo_sheet(Viewed(_photo(photo_id), author), nothing, remove))


def _photo(photo_id: str | None, sent_share: float = 1.0) -> StoredPhoto:
    """Give a photo of a record; without an id a colleague's, which is not on this device."""
    is_here = photo_id is not None
    received = "2026-11-23T13:20:00.000Z" if is_here and sent_share == 1.0 else None
    return StoredPhoto(
        photo_id or REPORT_ID,
        PhotoRole.ENSEMBLE,
        AGENT.id,
        "2026-11-23T13:12:00.000Z",
        received,
        sent_share if is_here else 0.0,
        is_mine=is_here,
        has_thumbnail=is_here,
        # What is not here would be asked for: the sample says that it was.
        has_original=is_here,
    )


async def _refuse() -> bool:
    """Keep nothing: the sample stays to be looked at."""
    return False


async def _keep_none(photo: PreparedPhoto) -> bool:
    """Keep nothing of what was covered."""
    return False
