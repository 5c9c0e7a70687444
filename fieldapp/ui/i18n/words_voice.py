"""Words of voice notes: speaking, hearing it again, keeping it."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "voice.title": ("Notes vocales", "Voice notes"),
    "voice.record": ("Dicter une note vocale", "Record a voice note"),
    "voice.told": (
        "La mairie pourra écouter ce que vous dites. {most} au plus.",
        "The town hall can hear what you say. {most} at most.",
    ),
    "voice.asking": ("Autorisez le micro…", "Allow the microphone…"),
    "voice.running": ("Vous êtes enregistré", "You are being recorded"),
    "voice.clock": ("{at} sur {most}", "{at} of {most}"),
    "voice.level_heard": ("Le micro vous entend", "The microphone hears you"),
    "voice.level_silent": ("Le micro n’entend rien", "The microphone hears nothing"),
    "voice.stop": ("Arrêter", "Stop"),
    "voice.play": ("Écouter", "Listen"),
    "voice.play_of": ("Écouter la note vocale, {told}", "Listen to the voice note, {told}"),
    "voice.silence": ("Arrêter l’écoute", "Stop listening"),
    "voice.name": ("Note vocale", "Voice note"),
    "voice.remove": ("Retirer la note vocale", "Remove the voice note"),
    "voice.removed": ("Note vocale retirée", "Voice note removed"),
    "voice.keep": ("Ajouter la note vocale", "Add the voice note"),
    "voice.kept": ("Note vocale ajoutée", "Voice note added"),
    "voice.held": ("Sur la tablette ; rien n’est parti.", "On the tablet; nothing has left."),
    "voice.in_form": ("Part avec le signalement.", "Leaves with the report."),
    "voice.cut": (
        "Enregistrement interrompu : les dernières secondes manquent. Écoutez, puis gardez ou retirez.",
        "Recording cut short: the last seconds are missing. Listen, then keep or remove it.",
    ),
    "voice.keep_cut": ("Garder la note", "Keep the note"),
    "voice.too_short": (
        "Rien n’a été entendu : appuyez, parlez, puis appuyez pour arrêter.",
        "Nothing was heard: tap, speak, then tap to stop.",
    ),
    "voice.asked": (
        "La note vocale arrive dès que le réseau est là.",
        "The voice note comes as soon as the network is there.",
    ),
    "voice.here": ("sur cet appareil", "on this device"),
    "voice.away": ("à télécharger", "to be fetched"),
    "voice.not_played": ("Cet appareil ne peut pas lire la note.", "This device cannot play the note."),
    "voice.no_room": (
        "Il ne reste que {size}, gardés pour vos textes. Rien n’est perdu. Libérez de la place, ou écrivez.",
        "Only {size} are left, kept for your texts. Nothing is lost. Free some room, or type.",
    ),
    "voice.trouble_denied": (
        "Le micro est absent ou pas autorisé. Le reste est gardé. Autorisez-le, ou écrivez au clavier.",
        "The microphone is missing or not allowed. The rest is kept. Allow it, or type.",
    ),
    "voice.trouble_absent": (
        "Cet appareil n’a pas de micro. Écrivez au clavier.",
        "This device has no microphone. Please type.",
    ),
    "voice.trouble_failed": (
        "Le micro ne répond pas. Le reste est gardé. Réessayez, ou écrivez au clavier.",
        "The microphone does not answer. The rest is kept. Try again, or type.",
    ),
}
