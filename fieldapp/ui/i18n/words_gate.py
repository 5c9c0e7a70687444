"""The words of an office whose screens may not be seen: past its lease, taken back by the town hall, wiped."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "account.lease_ended_title": ("Trop longtemps sans la mairie", "Too long without the town hall"),
    "account.lease_ended_text": (
        "Rien n’est perdu : vos saisies, chiffrées, partent avec le réseau. Votre phrase secrète fait tout revenir.",
        "Nothing is lost: what you entered, encrypted, leaves with a network. Your passphrase brings all of it back.",
    ),
    "account.wiping_title": ("La mairie reprend cet appareil", "The town hall takes this device back"),
    "account.wiping_text": (
        "Vos saisies partent d’abord, puis tout est effacé ici. Laissez-le allumé, avec le réseau.",
        "What you entered leaves first, then all of it is erased here. Leave it on, with a network.",
    ),
    "account.wiping_by": (
        "Au plus tard : {moment}, même sans réseau.",
        "At the latest: {moment}, even without a network.",
    ),
    "account.wiped_title": ("La mairie a fait effacer ce coffre", "The town hall had this vault erased"),
    "account.wiped_text": (
        "Il ne s’ouvre plus ici. Ce que la mairie a reçu est en sécurité. Voyez la suite avec le service informatique.",
        "It opens here no more. What the town hall received is safe. Ask the IT office what comes next.",
    ),
    "account.gate_waits": ("Encore à envoyer : {what}", "Still to be sent: {what}"),
    "account.gate_nothing": ("Tout est parti.", "All of it has left."),
    "account.gate_changes": (
        {"one": "{n} saisie", "other": "{n} saisies"},
        {"one": "{n} entry", "other": "{n} entries"},
    ),
    "account.gate_photos": (
        {"one": "{n} photo", "other": "{n} photos"},
        {"one": "{n} photo", "other": "{n} photos"},
    ),
    "account.gate_lock": ("Verrouiller", "Lock"),
    "shell.lease_kicker": ("Réseau demandé", "A network is needed"),
    "shell.lease_title": (
        {"one": "Plus que {n} jour sans la mairie", "other": "Plus que {n} jours sans la mairie"},
        {"one": "Only {n} day left without the town hall", "other": "Only {n} days left without the town hall"},
    ),
    "shell.lease_text": (
        "Trouvez du réseau d’ici là. Sinon, l’appareil ne montre plus rien avant votre phrase ; rien n’est perdu.",
        "Find a network before. Otherwise the device shows nothing until you give your passphrase; nothing is lost.",
    ),
    "shell.lease_soon": (
        {
            "one": "Plus que {n} jour sans la mairie : trouvez du réseau",
            "other": "Plus que {n} jours sans la mairie : trouvez du réseau",
        },
        {
            "one": "Only {n} day left without the town hall: find a network",
            "other": "Only {n} days left without the town hall: find a network",
        },
    ),
}
