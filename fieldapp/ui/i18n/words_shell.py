"""Words of the frame: places, the pill's sheet, faults: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_PLACES: Final[Catalogue] = {
    "shell.place_today": ("Accueil", "Home"),
    "shell.place_today_field": ("Aujourd’hui", "Today"),
    "shell.place_triage": ("Trier", "Sort"),
    "shell.place_tasks": ("Tâches", "Tasks"),
    "shell.place_rounds": ("Tournées", "Rounds"),
    "shell.place_map": ("Carte", "Map"),
    "shell.place_news": ("Infos", "News"),
    "shell.place_search": ("Chercher", "Search"),
    "shell.place_reconcile": ("Rapprocher", "Reconcile"),
    "shell.place_more": ("Plus", "More"),
    "shell.place_account_label": ("Moi : {name}", "Me: {name}"),
    "shell.report": ("Signaler", "Report"),
    "shell.more_title": ("Plus", "More"),
    "shell.more_tasks": ("Mes tâches et celles de l’équipe", "My tasks and the team’s"),
    "shell.more_triage": ("Qualifier et affecter", "Qualify and assign"),
    "shell.more_rounds": ("Les étapes du jour, dans l’ordre", "The stops of the day, in order"),
    "shell.more_map": ("Signalements autour de moi", "Reports around me"),
    "shell.more_search": ("Une rue, un numéro, un mot", "A street, a number, a word"),
    "shell.more_reconcile": ("Ce qui attend votre décision", "What awaits your decision"),
    "shell.more_account": ("Affichage, langue, session", "Display, language, session"),
    "shell.go_today": ("Revenir à l’accueil", "Back to home"),
    "shell.not_for_you_title": ("Pas dans votre rôle", "Not in your role"),
    "shell.not_for_you": ("Cet endroit est celui d’autres rôles", "This place belongs to other roles"),
    "shell.not_for_you_text": (
        "La mairie peut changer votre rôle ; rien d’autre n’est à faire ici.",
        "The town hall can change your role; nothing else is to be done here.",
    ),
    "shell.fault_title": ("Une page à rouvrir", "A page to open again"),
    "shell.filling": ("Votre bureau se prépare", "Your office is being prepared"),
    "shell.filling_text": (
        {"one": "{n} fiche arrivée", "other": "{n} fiches arrivées"},
        {"one": "{n} record has arrived", "other": "{n} records have arrived"},
    ),
    "shell.filling_stuck": (
        "La mairie ne répond pas pour l’instant. Rien n’est perdu.",
        "The town hall does not answer for now. Nothing is lost.",
    ),
    "shell.support": (
        "Fieldapp {version} · code {code} · {place}",
        "Fieldapp {version} · code {code} · {place}",
    ),
}

_SHEET: Final[Catalogue] = {
    "shell.sheet_title": ("Ce qui part et ce qui attend", "What leaves and what waits"),
    "shell.contact": ("Dernier échange avec la mairie : {at}", "Last exchange with the town hall: {at}"),
    "shell.contact_never": ("Pas encore d’échange avec la mairie", "No exchange with the town hall yet"),
    "shell.agreed": (
        {
            "one": "Cet appareil et la mairie sont d’accord sur {n} fiche, vérifié à {at}",
            "other": "Cet appareil et la mairie sont d’accord sur {n} fiches, vérifié à {at}",
        },
        {
            "one": "This device and the town hall agree on {n} record, checked at {at}",
            "other": "This device and the town hall agree on {n} records, checked at {at}",
        },
    ),
    "shell.agreed_not_yet": (
        "L’accord avec la mairie se vérifie au prochain échange",
        "The agreement with the town hall is checked at the next exchange",
    ),
    "shell.agreed_rereading": (
        "Une différence a été vue ; elle se relit toute seule",
        "A difference was seen; it is read again by itself",
    ),
    "shell.nothing_waits": ("Rien n’attend ici", "Nothing waits here"),
    "shell.nothing_waits_text": (
        "Tout ce que vous avez fait est reçu par la mairie.",
        "The town hall has received all you did.",
    ),
    "shell.waiting": (
        {"one": "{n} élément attend", "other": "{n} éléments attendent"},
        {"one": "{n} item waits", "other": "{n} items wait"},
    ),
    "shell.more_waiting": (
        {"one": "et {n} autre, gardé aussi", "other": "et {n} autres, gardés aussi"},
        {"one": "and {n} more, kept too", "other": "and {n} more, kept too"},
    ),
    "shell.to_decide": (
        {"one": "{n} choix vous attend", "other": "{n} choix vous attendent"},
        {"one": "{n} choice awaits you", "other": "{n} choices await you"},
    ),
    "shell.check_now": ("Vérifier maintenant", "Check now"),
    "shell.retry": ("Réessayer", "Try again"),
    "shell.item_of": ("{kind} · {what}", "{kind} · {what}"),
    "shell.item_made": ("écrit : {at}", "written: {at}"),
    "shell.reason_switched_off": ("Part quand vous remettez le réseau", "Leaves when you let the network back"),
    "shell.reason_signed_out": ("Part quand la mairie vous aura reconnu", "Leaves once the town hall knows you"),
    "shell.reason_stopped": ("Gardé ici, chiffré", "Kept here, encrypted"),
    "shell.reason_no_network": ("Part au retour du réseau", "Leaves when the network is back"),
    "shell.reason_next_exchange": ("Part au prochain échange", "Leaves with the next exchange"),
    "shell.reason_after_text": ("Part après son texte", "Leaves after its text"),
    "shell.reason_no_wifi": ("Attend le Wi-Fi", "Waits for Wi-Fi"),
    "shell.reason_sending": ("{share} envoyée", "{share} sent"),
    "shell.cut": ("Couper le réseau", "Cut the network"),
    "shell.cut_sub": ("Rien ne part, tout se garde", "Nothing leaves, all is kept"),
    "shell.cut_on_sub": ("Coupé : rien ne part, tout se garde", "Cut: nothing leaves, all is kept"),
    "shell.choices": ("Affichage, langue, session", "Display, language, session"),
}

_NOTICES: Final[Catalogue] = {
    "shell.halt_signed_out": ("La mairie veut vous reconnaître", "The town hall wants to know you again"),
    "shell.halt_signed_out_text": ("L’envoi reprend dès que c’est fait.", "Sending goes on as soon as it is done."),
    "shell.halt_revoked": ("La mairie a retiré cet appareil", "The town hall withdrew this device"),
    "shell.halt_revoked_text": (
        "Portez-le au service informatique ; vos saisies sont dedans.",
        "Take it to the IT office; what you entered is in it.",
    ),
    "shell.halt_copied": ("Cet appareil existe en double", "There are two of this device"),
    "shell.halt_copied_text": (
        "Son dossier a été copié. Identifiez-vous : il reçoit un nouveau nom et envoie ce qui attend.",
        "Its folder was copied. Sign in: it gets a new name and sends what waits.",
    ),
    "shell.halt_too_old": ("Cette version est trop ancienne", "This version is too old"),
    "shell.halt_too_old_text": (
        "Vos saisies sont gardées. Mettez Fieldapp à jour.",
        "What you entered is kept. Update Fieldapp.",
    ),
    "shell.halt_broken": ("L’envoi s’est arrêté sur un défaut", "Sending stopped on a fault of ours"),
    "shell.halt_broken_text": (
        "Réessayez ; sinon, prévenez le service informatique.",
        "Try again; otherwise tell the IT office.",
    ),
    "shell.trouble_strange": ("Quelque chose répond à la place de la mairie", "Something answers for the town hall"),
    "shell.trouble_strange_text": (
        "Une page de Wi-Fi peut-être : acceptez-la, puis réessayez.",
        "Maybe the page of a Wi-Fi: accept it, then try again.",
    ),
    "shell.trouble_full": ("Plus de place sur cet appareil", "No room left on this device"),
    "shell.trouble_full_text": ("Libérez de la place, puis réessayez.", "Free some room, then try again."),
}

_KINDS: Final[Catalogue] = {
    "kind.town": ("Commune", "Town"),
    "kind.service": ("Service", "Service"),
    "kind.zone": ("Secteur", "Sector"),
    "kind.team": ("Équipe", "Team"),
    "kind.agent": ("Agent", "Agent"),
    "kind.news": ("Information", "News"),
    "kind.acknowledgement": ("Lecture", "Reading"),
    "kind.task": ("Tâche", "Task"),
    "kind.report": ("Signalement", "Report"),
    "kind.round": ("Tournée", "Round"),
    "kind.attachment": ("Photo", "Photo"),
    "kind.conflict": ("Choix", "Choice"),
}

WORDS: Final[Catalogue] = {**_PLACES, **_SHEET, **_NOTICES, **_KINDS}
