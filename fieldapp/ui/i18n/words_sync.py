"""Words of the status pill and of what leaves the tablet: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "sync.up_to_date": ("À jour {at}", "Up to date {at}"),
    "sync.to_send": ("{n} à envoyer", "{n} to send"),
    "sync.offline": ("Hors ligne", "Offline"),
    "sync.offline_to_send": ("Hors ligne · {n} à envoyer", "Offline · {n} to send"),
    "sync.to_reconcile": ("{n} à rapprocher", "{n} to reconcile"),
    "sync.stopped": (
        {"one": "Envoi arrêté · {n} gardé", "other": "Envoi arrêté · {n} gardés"},
        {"one": "Sending stopped · {n} kept", "other": "Sending stopped · {n} kept"},
    ),
    "sync.busy": ("Mairie très sollicitée · essai à {at}", "Town hall very busy · next try {at}"),
    "sync.never": ("Pas encore à jour", "Not up to date yet"),
    "sync.sending": ("Envoi en cours · {n}", "Sending · {n}"),
    "sync.pill_label": ("État d’envoi : {state}", "Sending state: {state}"),
    "sync.saved": ("Enregistré sur la tablette", "Saved on the tablet"),
    "sync.saved_at": ("Enregistré sur la tablette à {at}", "Saved on the tablet at {at}"),
    "sync.saved_desk_at": ("Brouillon enregistré à {at}", "Draft saved at {at}"),
    "sync.will_leave": ("Partira au retour du réseau", "Leaves when the network is back"),
    "sync.received_at": (
        "Reçu par la mairie à {at}",
        "Received by the town hall at {at}",
    ),
    "sync.nothing_lost": ("Rien n’est perdu.", "Nothing is lost."),
    "sync.retry": ("Réessayer", "Try again"),
    "sync.photo_to_send": ("à envoyer", "to send"),
    "sync.photo_sent_part": ("{share} envoyée", "{share} sent"),
    "sync.photo_received": ("reçue {at}", "received {at}"),
    "sync.photo_kept": ("sur la tablette", "on the tablet"),
    "sync.photo_refused": ("à rapprocher", "to reconcile"),
}
