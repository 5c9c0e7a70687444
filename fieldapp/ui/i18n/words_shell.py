"""Words of the frame: places, the pill's sheet, faults: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_PLACES: Final[Catalogue] = {
    "shell.place_today": ("Accueil", "Home"),
    "shell.place_today_field": ("Aujourd’hui", "Today"),
    "shell.place_triage": ("Trier", "Sort"),
    "shell.place_tasks": ("Tâches", "Tasks"),
    "shell.place_board": ("Semaine", "Week"),
    "shell.place_dashboard": ("Bilan", "Figures"),
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
    "shell.more_board": ("Qui fait quoi, quel jour", "Who does what, which day"),
    "shell.more_dashboard": ("États, délais, familles, secteurs", "States, delays, families, sectors"),
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
    "room.title": ("Place et données", "Room and data"),
    "room.free": ("{size} libres sur l’appareil", "{size} free on the device"),
    "room.low": (
        "Plus que {size} libres. Les textes passent d’abord.",
        "Only {size} left. Texts go first.",
    ),
    "room.photos": (
        {"one": "{n} photo entière ici, {size}", "other": "{n} photos entières ici, {size}"},
        {"one": "{n} whole photo here, {size}", "other": "{n} whole photos here, {size}"},
    ),
    "room.nothing_spare": (
        "Rien à libérer : vos photos restent 2 jours après leur réception.",
        "Nothing to free: your photos stay for 2 days after their receipt.",
    ),
    "room.free_line": (
        {
            "one": "{n} photo est reçue par la mairie : elle revient quand vous l’ouvrez, sa vignette reste.",
            "other": "{n} photos sont reçues par la mairie : elles reviennent à l’ouverture, leurs vignettes restent.",
        },
        {
            "one": "The town hall has {n} photo: it comes back when you open it, its small picture stays.",
            "other": "The town hall has {n} photos: they come back when opened, their small pictures stay.",
        },
    ),
    "room.free_do": ("Libérer {size}", "Free {size}"),
    "room.freed": ("{size} libérés", "{size} freed"),
    "room.traffic": (
        "Aujourd’hui : {sent} envoyés, {received} reçus",
        "Today: {sent} sent, {received} received",
    ),
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
    "shell.reason_left": ("N’attend plus", "Waits no more"),
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
    "shell.reason_low_battery": ("Attend la prise", "Waits for a plug"),
    "shell.battery_kicker": ("Batterie à {share}", "Battery at {share}"),
    "shell.battery_saves": ("Économiseur de batterie", "Battery saver"),
    "shell.battery_title": ("Les photos attendent la prise", "Photos wait for a plug"),
    "shell.battery_line": (
        "Les textes et les vignettes partent. Les photos entières restent ici, chiffrées.",
        "Texts and small pictures leave. Whole photos stay here, encrypted.",
    ),
    "shell.battery_send": ("Envoyer quand même", "Send all the same"),
    "shell.battery_sent": ("Les photos partent", "Photos are leaving"),
    "shell.reason_sending": ("{share} envoyée", "{share} sent"),
    "shell.cut": ("Couper le réseau", "Cut the network"),
    "shell.cut_sub": ("Rien ne part, tout se garde", "Nothing leaves, all is kept"),
    "shell.cut_on_sub": ("Coupé : rien ne part, tout se garde", "Cut: nothing leaves, all is kept"),
    "shell.choices": ("Affichage, langue, session", "Display, language, session"),
}

_PARCEL: Final[Catalogue] = {
    "parcel.title": ("Sans réseau : par un fichier", "Without network: by a file"),
    "parcel.line": (
        "Vos saisies et leurs photos, chiffrées pour la mairie, à porter sur une clé USB. Elles restent aussi ici.",
        "What you entered and its photos, encrypted for the town hall, to carry on a USB stick. It stays here as well.",
    ),
    "parcel.exported": (
        "Exporté le {day} à {at}, pas encore reçu par la mairie",
        "Exported on {day} at {at}, not yet received by the town hall",
    ),
    "parcel.do": ("Exporter dans un fichier", "Export to a file"),
    "parcel.packing": ("Préparation : {share} %", "Packing: {share}%"),
    "parcel.kept": ("Fichier enregistré : {name}", "File kept: {name}"),
    "parcel.kept_without": (
        {
            "one": "{n} photo illisible manque au fichier. Le reste y est. Prévenez le service informatique.",
            "other": "{n} photos illisibles manquent au fichier. Le reste y est. Prévenez le service informatique.",
        },
        {
            "one": "{n} unreadable photo is not in the file. The rest is. Tell the IT office.",
            "other": "{n} unreadable photos are not in the file. The rest is. Tell the IT office.",
        },
    ),
    "parcel.not_kept": ("Rien n’a été exporté", "Nothing was exported"),
    "parcel.not_introduced": (
        "Cet appareil n’a jamais joint la mairie. Vos saisies restent ici. Connectez-le une fois, puis exportez.",
        "This device never reached the town hall. What you entered stays here. Connect it once, then export.",
    ),
    "parcel.not_written": (
        "Le fichier n’a pas pu être écrit. Vos saisies restent ici. Libérez de la place ou changez de clé.",
        "The file could not be written. What you entered stays here. Free some room or take another stick.",
    ),
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
    "shell.trouble_busy": ("La mairie est très sollicitée", "The town hall is very busy"),
    "shell.trouble_busy_text": (
        "Beaucoup d’appareils l’appellent en même temps. Celui-ci réessaie seul, à l’heure que la mairie lui a donnée.",
        "Many devices are calling it at once. This one tries again by itself, at the time the town hall gave it.",
    ),
}

_KINDS: Final[Catalogue] = {
    "kind.town": ("Commune", "Town"),
    "kind.service": ("Service", "Service"),
    "kind.zone": ("Secteur", "Sector"),
    "kind.team": ("Équipe", "Team"),
    "kind.agent": ("Agent", "Agent"),
    "kind.routing_rule": ("Règle d’orientation", "Routing rule"),
    "kind.news": ("Information", "News"),
    "kind.acknowledgement": ("Lecture", "Reading"),
    "kind.reach": ("Personnes touchées", "People reached"),
    "kind.task": ("Tâche", "Task"),
    "kind.report": ("Signalement", "Report"),
    "kind.round": ("Tournée", "Round"),
    "kind.saved_filter": ("Filtre enregistré", "Saved filter"),
    "kind.answer_template": ("Modèle de réponse", "Answer template"),
    "kind.caller": ("Usager", "Resident"),
    "kind.objective": ("Objectif", "Objective"),
    "kind.attachment": ("Photo", "Photo"),
    "kind.conflict": ("Choix", "Choice"),
}

WORDS: Final[Catalogue] = {**_PLACES, **_SHEET, **_PARCEL, **_NOTICES, **_KINDS}
