"""Words of the today screens: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "today.hello": ("Bonjour {name}", "Hello {name}"),
    "today.mandatory": ("Lecture obligatoire", "Mandatory reading"),
    "today.reminded": ("Relance {at}", "Reminder {at}"),
    "today.mandatory_about": ("Lecture obligatoire · {about}", "Mandatory reading · {about}"),
    "today.reading": ({"one": "{n} min de lecture", "other": "{n} min de lecture"}, "{n} min read"),
    "today.read": ("Lire", "Read"),
    "today.read_label": ("Lire : {title}", "Read: {title}"),
    "today.more_to_read": (
        {"one": "{n} autre lecture obligatoire", "other": "{n} autres lectures obligatoires"},
        {"one": "{n} more mandatory reading", "other": "{n} more mandatory readings"},
    ),
    "bell.news": (
        {"one": "{n} note à lire", "other": "{n} notes à lire"},
        {"one": "{n} note to read", "other": "{n} notes to read"},
    ),
    "bell.task": (
        {"one": "{n} tâche pour vous", "other": "{n} tâches pour vous"},
        {"one": "{n} task for you", "other": "{n} tasks for you"},
    ),
    "bell.conflict": (
        {"one": "{n} choix vous attend", "other": "{n} choix vous attendent"},
        {"one": "{n} choice awaits you", "other": "{n} choices await you"},
    ),
    "bell.go": ("Voir", "Look"),
    "bell.away": ("Ranger", "Put away"),
    "today.begun": ("Reprendre le signalement", "Go on with the report"),
    "today.tasks": ("À faire", "To do"),
    "today.tasks_count": ("{n}", "{n}"),
    "today.tasks_late": ("{total}, dont {n} en retard", "{total}, {n} of them late"),
    "today.round": ("Tournée du jour", "Today’s round"),
    "today.rounds": ("Tournées du jour", "Today’s rounds"),
    "today.round_next": ("Ensuite : {stop}", "Next: {stop}"),
    "today.round_all_seen": ("Toutes les étapes sont vues : terminez la tournée", "Every stop seen: end the round"),
    "today.round_ended": ("Terminée", "Ended"),
    "today.list": ("Liste", "List"),
    "today.map": ("Carte", "Map"),
    "today.more_tasks": (
        {"one": "{n} autre à faire", "other": "{n} autres à faire"},
        "{n} more to do",
    ),
    "today.fewer_tasks": ("Montrer moins", "Show fewer"),
    "today.team_tasks": (
        {"one": "{n} tâche d’équipe à prendre", "other": "{n} tâches d’équipe à prendre"},
        {"one": "{n} team task to take", "other": "{n} team tasks to take"},
    ),
    "today.team_reports": (
        {"one": "{n} signalement d’équipe à prendre", "other": "{n} signalements d’équipe à prendre"},
        {"one": "{n} team report to take", "other": "{n} team reports to take"},
    ),
    "today.team_tasks_short": (
        {"one": "{n} tâche à prendre", "other": "{n} tâches à prendre"},
        {"one": "{n} task to take", "other": "{n} tasks to take"},
    ),
    "today.team_reports_short": (
        {"one": "{n} signalement à prendre", "other": "{n} signalements à prendre"},
        {"one": "{n} report to take", "other": "{n} reports to take"},
    ),
    "today.all_done": ("Tout est fait", "All done"),
    "today.nothing_due": (
        "Aucune tâche ni signalement pour vous. Dernière mise à jour : {at}.",
        "No task and no report for you. Last update: {at}.",
    ),
    "today.nothing_yet": (
        "Aucune tâche ni signalement pour vous. Cette tablette n’a encore rien reçu.",
        "No task and no report for you. This tablet has received nothing yet.",
    ),
    "today.digest_title": ("Depuis votre dernier passage", "Since you were last here"),
    "today.digest_line": (
        {
            "one": "{n} de vos tâches, signalements ou tournées a changé depuis {since}",
            "other": "{n} de vos tâches, signalements et tournées ont changé depuis {since}",
        },
        {
            "one": "{n} of your tasks, reports or rounds has changed since {since}",
            "other": "{n} of your tasks, reports and rounds have changed since {since}",
        },
    ),
    "today.digest_more": ({"one": "et {n} autre", "other": "et {n} autres"}, "and {n} more"),
    "today.digest_seen": ("C’est vu", "Seen"),
    "today.digest_gone": ("Rangé jusqu’à demain", "Put away until tomorrow"),
    "today.low_room": (
        "Plus que {size} sur l’appareil. Libérez de la place depuis la pastille, en haut à droite.",
        "Only {size} left on the device. Free some room from the pill at the top right.",
    ),
    "today.see_around": ("Voir autour de moi", "See around me"),
    "today.figure_done": (
        {"one": "tâche faite", "other": "tâches faites"},
        {"one": "task done", "other": "tasks done"},
    ),
    "today.figure_left": (
        {"one": "reste à faire", "other": "restent à faire"},
        "left to do",
    ),
    "today.figure_reported": (
        {"one": "signalement fait", "other": "signalements faits"},
        {"one": "report made", "other": "reports made"},
    ),
    "today.figure_unsent": ("à envoyer", "to send"),
    "today.figures": ("Aujourd’hui", "Today"),
    "today.desk_title": ("À traiter", "To handle"),
    "today.desk_to_sort": ("À trier", "To sort"),
    "today.desk_dangerous": ("Dangereux", "Dangerous"),
    "today.desk_late": ("En retard", "Late"),
    "today.desk_to_check": ("Faits, à contrôler", "Done, to check"),
    "today.desk_impossible": ("Tâches impossibles", "Impossible tasks"),
    "today.desk_count_label": ("{what} : {n}", "{what}: {n}"),
    "today.desk_first": ("À voir d’abord", "See first"),
    "today.desk_first_sub": ("danger, puis retard", "danger, then lateness"),
    "today.desk_calm": ("Rien ne presse", "Nothing is pressing"),
    "today.desk_calm_line": (
        "Aucun signalement dangereux ni en retard. Dernière mise à jour : {at}.",
        "No dangerous or late report. Last update: {at}.",
    ),
    "today.open_triage": ("Trier les signalements", "Sort the reports"),
    "today.zones": ("Signalements ouverts par secteur", "Open reports by sector"),
    "today.zone_none": ("Hors secteur", "Outside the sectors"),
    "today.zone_label": (
        {
            "one": "{name} : {n} ouvert, {late} en retard, {dangerous} dangereux",
            "other": "{name} : {n} ouverts, {late} en retard, {dangerous} dangereux",
        },
        "{name}: {n} open, {late} late, {dangerous} dangerous",
    ),
    "today.zone_late": ("{n} en retard", "{n} late"),
    "today.zone_dangerous": ({"one": "{n} dangereux", "other": "{n} dangereux"}, "{n} dangerous"),
    "today.resolved": (
        {"one": "{n} service fait ce mois-ci", "other": "{n} services faits ce mois-ci"},
        {"one": "{n} work done this month", "other": "{n} works done this month"},
    ),
    "today.news": ("Dernières informations", "Latest news"),
    "today.all_news": ("Toutes les informations", "All news"),
    "today.no_news": ("Aucune information pour vous.", "No news for you."),
    "today.to_read": ("À lire", "To read"),
    "today.nothing_to_read": ("Rien à lire", "Nothing to read"),
}
