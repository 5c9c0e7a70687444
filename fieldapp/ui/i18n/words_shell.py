"""Words of the frame: places, the pill's sheet, faults: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_PLACES: Final[Catalogue] = {
    "shell.place_today": ("Accueil", "Home"),
    "shell.place_triage": ("Trier", "Sort"),
    "shell.place_tasks": ("Tâches", "Tasks"),
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
            "one": "Cet appareil et la mairie sont d’accord sur {n} fiche, vérifié à {at}.",
            "other": "Cet appareil et la mairie sont d’accord sur {n} fiches, vérifié à {at}.",
        },
        {
            "one": "This device and the town hall agree on {n} record, checked at {at}.",
            "other": "This device and the town hall agree on {n} records, checked at {at}.",
        },
    ),
    "shell.agreed_not_yet": (
        "L’accord avec la mairie n’est pas encore vérifié.",
        "The agreement with the town hall is not checked yet.",
    ),
    "shell.agreed_partly": (
        "{agreed} fiches sur {n} vérifiées ; le reste se relit tout seul.",
        "{agreed} of {n} records checked; the rest is read again by itself.",
    ),
    "shell.nothing_waits": ("Rien n’attend ici", "Nothing waits here"),
    "shell.nothing_waits_text": (
        "Tout ce que vous avez fait est reçu par la mairie.",
        "The town hall has received all you did.",
    ),
    "shell.waiting": ("En attente d’envoi", "Waiting to be sent"),
    "shell.photos_waiting": ("Photos en attente", "Photos waiting"),
    "shell.to_decide": ("Attend votre décision", "Awaits your decision"),
    "shell.see_all": ({"one": "Voir {n} autre", "other": "Voir les {n} autres"}, "See {n} more"),
    "shell.retry": ("Réessayer", "Try again"),
    "shell.reason_next": ("Part au prochain essai", "Leaves at the next try"),
    "shell.reason_offline": ("Attend le réseau", "Waits for the network"),
    "shell.reason_switched_off": ("Le réseau est coupé ici", "The network is cut here"),
    "shell.reason_signed_out": ("La mairie doit vous reconnaître", "The town hall must know you again"),
    "shell.reason_revoked": ("La mairie a retiré cet appareil", "The town hall withdrew this device"),
    "shell.reason_too_old": ("Part encore ; mettez l’application à jour", "Still leaves; update the app"),
    "shell.reason_broken": ("Envoi arrêté par un défaut, gardé ici", "Sending stopped by a fault, kept here"),
    "shell.reason_wifi": ("Attend le Wi-Fi", "Waits for Wi-Fi"),
    "shell.try_at": ("Prochain essai à {at}", "Next try at {at}"),
    "shell.cut": ("Couper le réseau", "Cut the network"),
    "shell.cut_sub": ("Rien ne part, tout se garde", "Nothing leaves, all is kept"),
    "shell.cut_on": ("Réseau coupé", "Network cut"),
    "shell.cut_on_sub": ("Rien ne part tant qu’il est coupé", "Nothing leaves while it is cut"),
    "shell.choices": ("Affichage", "Display"),
    "shell.item_create": ("Créé à {at}", "Created at {at}"),
    "shell.item_patch": ("Changé à {at}", "Changed at {at}"),
    "shell.item_append": ("Ajouté à {at}", "Added at {at}"),
    "shell.item_remove": ("Retiré à {at}", "Removed at {at}"),
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
    "kind.attachment": ("Photo", "Photo"),
    "kind.conflict": ("Choix", "Choice"),
}

WORDS: Final[Catalogue] = {**_PLACES, **_SHEET, **_KINDS}
