"""Gallery, field tabs on one record: photos, facts and history, a conflict."""

from datetime import timedelta

import flet as ft

from fieldapp.ui.gallery_photos import sample_photo
from fieldapp.ui.gallery_samples import NOW, nothing
from fieldapp.ui.i18n import fr
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Conflict,
    Event,
    Offline,
    Photo,
    PhotoKept,
    PhotoReceived,
    PhotoRefused,
    PhotoSending,
    PhotoState,
    PhotoToSend,
    Settled,
    Side,
    Tap,
    ToReconcile,
    bottom_bar,
    card,
    column,
    conflict_card,
    fact,
    gap,
    ghost_tile,
    grow,
    page_frame,
    page_header,
    photo_tile,
    pill,
    plate,
    quiet,
    row,
    saved_line,
    scrolled,
    section,
    settled_card,
    text,
    timeline,
    veil_label,
    write_other,
)


def photos(look: Look) -> ft.Control:
    """Show photo tiles in each state, facts and a history."""
    states: tuple[PhotoState, ...] = (
        PhotoKept(),
        PhotoToSend(),
        PhotoSending(0.62),
        PhotoReceived(NOW),
        PhotoRefused(),
    )
    tiles = [
        photo_box(look, Photo(sample_photo(index % 3), index + 1, what, state))
        for index, (what, state) in enumerate(
            zip(("Ensemble", "Détail", "Avant", "Après", "Détail"), states, strict=True)
        )
    ]
    return page_frame(
        page_header(
            look,
            "Photos",
            sub="A2026K0412",
            back=Tap("close", "Fermer", nothing),
            end=pill(look, Offline(3), nothing, now=NOW),
        ),
        scrolled(
            look,
            gap(0),
            row(*tiles, gap=14, wrap=True, top=True),
            row(
                grow(photo_box(look, Photo(sample_photo(0), 1, "Avant · 09:12"), None)),
                grow(ghost_tile(look, Tap("after", "Prendre l’après", nothing), sample_photo(0))),
                gap=16,
                top=True,
            ),
            row(veil_label(look, "Ni visage, ni plaque sur la photo", "eye-slash", style=Style.STRONG), wrap=True),
            card(
                look,
                column(
                    fact(look, "map-pin", "Adresse", "31 rue Grimaldi, La Condamine"),
                    fact(look, "user-circle", "Usager", "suit le dossier · contact masqué"),
                    fact(look, "clock", "Délai", "1er contact avant mercredi 14 h"),
                    gap=10,
                    stretch=True,
                ),
            ),
            section(look, "Historique", end=quiet(look, "3 faits", Style.META)),
            timeline(
                look,
                [
                    Event("globe", "Usager, formulaire web", "Signalement reçu, 2 photos. Accusé envoyé.", "14:10"),
                    Event("recycle", "Règle de secteur", "Proposé à Voirie nord (voirie × La Condamine).", "14:10"),
                    Event("eye", "Sylvie Martin", "Ouvert pour tri.", "14:31"),
                ],
            ),
        ),
    )


def photo_box(look: Look, photo: Photo, width: float | None = 172) -> ft.Control:
    """Draw a photo that opens."""
    tap = Tap(f"photo-{photo.number}", "", nothing)
    return photo_tile(look, photo, tap, now=NOW + timedelta(minutes=4), width=width)


def reconcile(look: Look) -> ft.Control:
    """Show a conflict with its two versions."""
    back = Tap("back", "Retour", nothing)
    told = pill(look, ToReconcile(1), nothing, now=NOW)
    words = column(
        text(look, "Élagage du platane, place d’Armes", Style.ROW),
        quiet(look, "Vous et le bureau avez changé la date, chacun de son côté."),
        gap=6,
    )
    other = Tap("write-other", look.t("conflict.write_other"), nothing)
    later = Action("later", look.t("conflict.later"), nothing, glyph="clock")
    settled = [
        Settled("image", "Vos 2 photos", "gardées"),
        Settled("chat-circle-text", "Votre commentaire, puis celui de Sylvie", "gardés"),
        Settled("users", "Équipe : Espaces verts, choix du bureau", "gardé"),
    ]
    return page_frame(
        page_header(look, "À rapprocher", sub="1 sur 1 · rien n’est perdu", back=back, end=told),
        scrolled(
            look,
            row(plate(look, "tree"), grow(words), gap=18),
            conflict_card(look, _conflict(look)),
            write_other(look, other, "Une troisième date, ou un mot à Sylvie"),
            settled_card(look, settled),
        ),
        above_bar=saved_line(look, look.t("conflict.both_kept")),
        bar=bottom_bar(look, None, later, note=quiet(look, fr("En attendant, tous voient « jeudi 26 »."))),
    )


def _conflict(look: Look) -> Conflict:
    mine, theirs = "« Voiture ventouse sous l’arbre, voisin prévenu. »", "« Nacelle rendue plus tôt par les sports. »"
    return Conflict(
        "Mercredi 25 novembre, 8 h",
        Side(look.t("conflict.mine"), "hors ligne, 10:42", "Vendredi 27, 8 h", fr(mine)),
        Side(look.t("conflict.theirs"), "Sylvie M., 11:05", fr("Jeudi 26, 13 h 30"), fr(theirs)),
        Tap("keep-mine", look.t("conflict.keep_mine"), nothing),
        Tap("keep-theirs", look.t("conflict.keep_theirs"), nothing),
        "nacelle réservée",
    )
