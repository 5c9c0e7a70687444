"""Words of the way back into a vault: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "account.forgotten": ("Phrase oubliée ?", "Passphrase forgotten?"),
    "account.recovery_title": ("Rouvrir mon coffre", "Open my vault again"),
    "account.recovery_sub": (
        "Vos saisies sont gardées ici, chiffrées.",
        "What you entered is kept here, encrypted.",
    ),
    "account.recovery_step_1": (
        "1. Demandez au service informatique une nouvelle phrase pour votre compte.",
        "1. Ask the IT office for a new passphrase for your account.",
    ),
    "account.recovery_step_2": (
        "2. Tapez-la ici, avec le réseau.",
        "2. Type it here, with network.",
    ),
    "account.recovery_step_3": (
        "3. Deux personnes de la mairie donnent leur accord ; une seule ne peut rien ouvrir.",
        "3. Two people of the town hall agree; one alone can open nothing.",
    ),
    "account.recovery_phrase": ("Nouvelle phrase secrète", "New passphrase"),
    "account.recovery_ask": ("Demander à la mairie", "Ask the town hall"),
    "account.recovery_asking": ("Demande en cours…", "Asking…"),
    "account.recovery_look": ("Regarder la réponse", "Look for the answer"),
    "account.recovery_back": ("Retour", "Back"),
    "account.recovery_number": ("Dites ce nombre à la mairie :", "Tell the town hall this number:"),
    "account.recovery_agreed": ("Accords : {n} sur {of}", "Agreed: {n} of {of}"),
    "account.recovery_waits": (
        "Vous pouvez fermer : la demande reste. Au retour, tapez la même phrase.",
        "You may close: the request stays. When you return, type the same passphrase.",
    ),
    "account.recovery_denied": (
        "La mairie a refusé. Vos saisies restent gardées, chiffrées. Appelez le service informatique.",
        "The town hall refused. What you entered stays here, encrypted. Call the IT office.",
    ),
    "account.recovery_foreign": (
        "Aucun coffre de cet appareil n’est à vous. Rien n’a été effacé : entrez comme la première fois.",
        "No vault on this device is yours. Nothing was erased: enter as if for the first time.",
    ),
    "account.no_keepers_title": ("La mairie ne peut pas rouvrir ce coffre", "The town hall cannot open this vault"),
    "account.no_keepers_text": (
        "Rien n’a été effacé. Ce que la mairie a reçu est en sécurité ; le reste n’attend que votre phrase.",
        "Nothing was erased. What the town hall received is safe; the rest waits for your passphrase alone.",
    ),
}
