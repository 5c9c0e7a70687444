"""Words of the « ? » of each screen, 60 at most: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_FRAME: Final[Catalogue] = {
    "help.open": (
        "Aide de cet écran",
        "Help for this screen",
    ),
    "help.title": (
        "À quoi sert cet écran",
        "What this screen is for",
    ),
    "help.offline": (
        "Cette aide est sur l’appareil, sans réseau.",
        "This help is on the device, without network.",
    ),
    "help.any": (
        (
            "Tout ce que vous voyez est sur cet appareil. Tout ce que vous faites se garde aussitôt, même sans "
            "réseau. La pastille en haut dit ce qui est reçu par la mairie."
        ),
        (
            "All you see is on this device. All you do is kept at once, even without network. The pill above says"
            " what the town hall has received."
        ),
    ),
}

_FIELD: Final[Catalogue] = {
    "help.today": (
        (
            "Votre journée : les lectures obligatoires, votre tournée, puis vos tâches, les dangers d’abord. "
            "Touchez une ligne pour l’ouvrir. En bas, les objectifs de la commune, comptés sur cet appareil. "
            "La pastille dit ce qui est reçu par la mairie et ce qui attend."
        ),
        (
            "Your day: what you must read, your round, then your tasks, dangers first. Tap a line to open it."
            " Below, the town’s objectives, counted on this device. The pill says what the town hall has received and"
            " what waits."
        ),
    ),
    "help.tasks": (
        (
            "Vos tâches et celles de votre équipe, les dangers d’abord, puis les retards, puis les plus proches. "
            "Touchez une tâche pour la faire. « Par rue » les groupe. Prendre une tâche de l’équipe la retire aux "
            "collègues dès le prochain échange."
        ),
        (
            "Your tasks and those of your team, dangers first, then what is late, then the nearest. Tap a task to"
            " do it; “By street” groups them. Taking a task of the team takes it from your"
            " colleagues at the next exchange."
        ),
    ),
    "help.task": (
        (
            "Répondez aux contrôles, prenez les photos, laissez une note vocale, puis touchez le bouton du bas. "
            "Impossible aujourd’hui ? Dites pourquoi : la tâche revient au bureau. Tout se garde au fur et à mesure ; "
            "une tâche rendue peut être reprise pendant dix secondes."
        ),
        (
            "Answer the checks, take the photos, leave a voice note, then tap the button below. Impossible today? Say "
            "why: the task goes back to the office. All is kept as you go; a task handed back can be taken again for "
            "ten seconds."
        ),
    ),
    "help.new_report": (
        (
            "Une photo, une catégorie, un lieu, puis Envoyer ; une note vocale dit le reste. Chaque étape est gardée : "
            "vous pouvez vous arrêter et revenir. Ni visage ni plaque sur la photo ; une croix permet d’en cacher une "
            "partie. Danger immédiat : appelez le 18 ou le 112."
        ),
        (
            "A photo, a category, a place, then Send; a voice note says the rest. Each step is kept: you may stop and "
            "come back. No face and no number plate in the photo; you can hide a part of it. Immediate danger: call 18 "
            "or 112."
        ),
    ),
    "help.near": (
        (
            "Les signalements autour de vous, en liste ou sur la carte, avec le même filtre, ou rue par rue. Un "
            "carré presse, un rond est calme. Touchez-en un pour le lire, le suivre ou le commenter."
        ),
        (
            "The reports around you, as a list or on the map, with the same filter, or street by street. A "
            "square is urgent, a circle is calm. Tap one to read it, follow it or comment on it."
        ),
    ),
    "help.report": (
        (
            "Tout ce qui est connu d’un signalement : photos, lieu, délais, échanges. Suivez-le pour être prévenu, "
            "ajoutez un commentaire, une photo ou une note vocale. Ce que vous ajoutez part au prochain échange."
        ),
        (
            "All that is known of a report: photos, place, delays, exchanges. Follow it to be told, add a comment,"
            " a photo or a voice note. What you add leaves at the next exchange."
        ),
    ),
    "help.rounds": (
        (
            "Les tournées de votre équipe : celle du jour d’abord. Ouvrez-en une pour voir ses étapes dans "
            "l’ordre, en liste ou sur la carte."
        ),
        "The rounds of your team, today’s first. Open one to see its stops in order, as a list or on the map.",
    ),
    "help.round": (
        (
            "Les étapes dans l’ordre. Touchez-en une, puis Fait, Introuvable ou Passer. Le plus proche d’abord "
            "change l’ordre pour vous. À la fin, laissez une note à la personne suivante."
        ),
        (
            "The stops in order. Tap one, then Done, Not found or Skip. Nearest first changes the order for you. "
            "At the end, leave a note for the next person."
        ),
    ),
    "help.news": (
        (
            "Les informations de la mairie. Celles à lire restent en haut jusqu’à votre réponse. Touchez une "
            "ligne pour lire."
        ),
        "The news of the town hall. What you must read stays on top until you answer. Tap a line to read.",
    ),
    "help.news_item": (
        (
            "Lisez, puis touchez « J’ai lu et compris » quand c’est demandé : votre réponse est gardée, même sans"
            " réseau. Les commentaires sont vus par toutes les personnes destinataires."
        ),
        (
            "Read, then tap “I have read and understood” where it is asked: your answer is kept, even without "
            "network. Everyone who receives the note sees the comments."
        ),
    ),
    "help.search": (
        (
            "Tapez un mot, une rue, un numéro de signalement. La recherche se fait sur cet appareil, sans réseau,"
            " et comprend les accents oubliés. Elle ne montre que ce que votre rôle peut voir."
        ),
        (
            "Type a word, a street, the number of a report. The search runs on this device, without network, and "
            "forgives missing accents. It shows only what your role may see."
        ),
    ),
}

_DESK: Final[Catalogue] = {
    "help.new_round": (
        (
            "Choisissez les étapes dans la liste ou sur la carte, mettez-les dans l’ordre, donnez une date et une"
            " équipe. Le brouillon est gardé à chaque geste. Imprimer donne une feuille pour le camion."
        ),
        (
            "Choose the stops in the list or on the map, put them in order, give a date and a team. The draft is "
            "kept at each gesture. Print gives a sheet for the truck."
        ),
    ),
    "help.compose": (
        (
            "Écrivez, choisissez qui reçoit : le nombre de personnes est compté à mesure. Obligatoire demande une"
            " réponse à chacun ; gardez-le pour ce qui protège. Le brouillon est gardé à chaque mot, rien ne part"
            " avant Publier."
        ),
        (
            "Write, choose who receives it: the number of people is counted as you go. Mandatory asks everyone "
            "for an answer; keep it for what protects. The draft is kept at each word, nothing leaves before "
            "Publish."
        ),
    ),
    "help.triage": (
        (
            "Les signalements à trier. J et K passent au suivant et au précédent, A affecte, R requalifie, P règle la "
            "priorité, X rejette, Espace choisit. Une note vocale s’écoute dans le détail. La touche ? dit toutes les "
            "autres. Chaque geste s’annule avec Ctrl Z."
        ),
        (
            "The reports to sort. J and K go to the next and the previous, A assigns, R requalifies, P sets the "
            "priority, X rejects, Space chooses. A voice note is heard in the detail. The ? key lists all others. Each "
            "gesture is undone with Ctrl Z."
        ),
    ),
    "help.board": (
        (
            "La semaine d’une équipe : une ligne par personne, une colonne par jour. Glissez une tâche ou choisissez-la"
            " puis déplacez-la avec les flèches. Ctrl Z la remet où elle était. E change d’équipe."
        ),
        (
            "The week of a team: one line a person, one column a day. Drag a task, or choose it and move it with the "
            "arrows. Ctrl Z puts it back. E shows another team."
        ),
    ),
    "help.dashboard": (
        (
            "Ce qui est ouvert, en retard, dans quel secteur, et ce qui a été reçu et clos. "
            "Chiffres et barres ouvrent leur liste, une famille ses catégories. "
            "Les objectifs, trois au plus, sont sur l’accueil de chacun : "
            "touchez-en un pour le changer ou le terminer. Rien ici ne désigne une personne."
        ),
        (
            "What is open, what is late, in which sector, and what came in and was closed. "
            "Figures and bars open their list, a family its categories. "
            "Objectives, three at most, are on everybody’s home: tap one to "
            "change or end it. Nothing here names a person."
        ),
    ),
    "help.intake": (
        (
            "Un signalement pour quelqu’un qui appelle, vient ou écrit. L’adresse mène la carte ; un clic ou "
            "les flèches placent le repère. Déjà signalé ? Suivez-le. Tout se garde à mesure, photos "
            "comprises. Nom et contact sont facultatifs et ne vont qu’au bureau d’accueil. Ctrl Entrée enregistre."
        ),
        (
            "A report for somebody who calls, comes or writes. The address leads the map; a click or the arrows place "
            "the cross-hair. Reported already? Follow it. All is kept as you go, photos too. Name and contact are "
            "optional and go to the front office only. Ctrl Enter saves."
        ),
    ),
    "help.reconcile": (
        (
            "Ce que vous et d’autres avez changé en même temps. Rien n’est perdu : la version de la mairie reste "
            "en place jusqu’à votre choix. Ouvrez une ligne pour comparer."
        ),
        (
            "What you and others changed at the same time. Nothing is lost: the town hall’s version stays until "
            "you choose. Open a line to compare."
        ),
    ),
    "help.conflict": (
        (
            "En haut, ce qui était là avant ; dessous, votre version et l’autre. Gardez la vôtre, la sienne, ou "
            "écrivez autre chose. Vous pouvez décider plus tard, et revenir sur un choix."
        ),
        (
            "Above, what was there before; below, your version and theirs. Keep yours, theirs, or write something"
            " else. You may decide later, and go back on a choice."
        ),
    ),
    "help.refused": (
        (
            "La mairie n’a pas pu prendre ce que vous avez écrit. C’est gardé ici, entier. Lisez la raison, "
            "corrigez puis renvoyez, ou rangez-le si cela n’a plus d’objet."
        ),
        (
            "The town hall could not take what you wrote. It is kept here, whole. Read the reason, correct and "
            "send again, or put it away if it no longer matters."
        ),
    ),
    "help.account": (
        (
            "Votre session, vos choix d’affichage et cet appareil. Plein soleil et gants servent dehors. Fermer "
            "la session garde, chiffré, ce qui n’est pas encore parti. La page Accessibilité dit ce qui est "
            "conforme et ce qui ne l’est pas."
        ),
        (
            "Your session, how the screens look, and this device. Outdoor and gloves are for outside. Closing the"
            " session keeps, encrypted, what has not left yet. The page Accessibility says what conforms and what"
            " does not."
        ),
    ),
    "help.accessibility": (
        (
            "Ce que l’application fait pour être utilisable par toutes et tous, ce qui a été vérifié, ce qui "
            "manque encore, et à qui le dire quand quelque chose vous arrête."
        ),
        (
            "What the app does so that everyone can use it, what was checked, what is still missing, and whom to "
            "tell when something stops you."
        ),
    ),
    "help.more": (
        ("Les autres endroits de l’application. Le chiffre à côté de Rapprocher compte ce qui attend votre choix."),
        "The other places of the app. The figure beside Reconcile counts what awaits your choice.",
    ),
    "help.sign_in": (
        (
            "Touchez votre nom, puis tapez votre code ou votre phrase secrète : votre coffre s’ouvre sans réseau dès "
            "la deuxième fois. Pas dans la liste ? « Quelqu’un d’autre ». Code oublié ? Votre phrase ouvre. Phrase "
            "oubliée ? Après un essai, « Phrase oubliée » demande à la mairie ; vos saisies restent."
        ),
        (
            "Touch your name, then type your code or your passphrase: your vault opens without network from the second "
            "time on. Not in the list? “Somebody else”. Code forgotten? Your passphrase opens. Passphrase forgotten? "
            "After a try, “Passphrase forgotten” asks the town hall; what you entered stays."
        ),
    ),
}

WORDS: Final[Catalogue] = {**_FRAME, **_FIELD, **_DESK}
