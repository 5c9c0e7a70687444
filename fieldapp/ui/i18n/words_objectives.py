"""Words of the objectives, on the homes and on the page of figures: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_TOLD: Final[Catalogue] = {
    "objectives.aim": ("but {figure}", "goal {figure}"),
    "objectives.days": ("{n} j", "{n} d"),
    "objectives.until": ("pour le {day}", "by {day}"),
    "objectives.day_year": ("{day} {year}", "{day} {year}"),
    "objectives.way": ("{share} du chemin", "{share} of the way"),
    "objectives.at_start": ("Au départ", "At the start"),
    "objectives.behind": ("En deçà du départ", "Behind the start"),
    "objectives.reached": ("Atteint", "Reached"),
    "objectives.nothing_yet": ("Rien à compter encore", "Nothing to count yet"),
    "objectives.not_here": ("Ne se compte pas sur cet appareil", "Not counted on this device"),
    "objectives.reach_town": ("toute la commune", "the whole town"),
    "objectives.reach_service": ("dans mon service", "in my service"),
    "objectives.reach_sectors": ("dans mon secteur", "in my sector"),
    "objectives.my_tasks": ("mes tâches", "my tasks"),
    "objectives.my_reading": ("mes lectures", "my reading"),
    "objectives.earlier": ("il y a 7 j : {figure}", "7 days ago: {figure}"),
    "objectives.from": ("parti de {figure}", "from {figure}"),
    "objectives.indicator_reports_in_time": ("Signalements résolus à temps", "Reports mended in time"),
    "objectives.indicator_days_to_mend": ("Jours pour résoudre", "Days to mend"),
    "objectives.indicator_tasks_in_time": ("Tâches faites à temps", "Tasks done in time"),
    "objectives.indicator_notes_read": ("Notes obligatoires lues", "Mandatory notes read"),
    "objectives.counted_reports_in_time": (
        "Résolus en 30 jours : la part qui l’était avant sa date.",
        "Mended within 30 days: the share that was so by its date.",
    ),
    "objectives.counted_days_to_mend": (
        "Résolus en 30 jours : du signalement à la fin, valeur médiane.",
        "Mended within 30 days: from report to end, the median.",
    ),
    "objectives.counted_tasks_in_time": (
        "Faites en 30 jours avec échéance : la part à temps.",
        "Done within 30 days with a due date: the share in time.",
    ),
    "objectives.counted_notes_read": (
        "Notes de 30 jours : la part que ses lecteurs ont confirmée.",
        "Notes of 30 days: the share that their readers confirmed.",
    ),
}

_DESK: Final[Catalogue] = {
    "objectives.title": ("Objectifs", "Objectives"),
    "objectives.followed": (
        {"one": "{n} suivi sur {max}", "other": "{n} suivis sur {max}"},
        {"one": "{n} of {max} followed", "other": "{n} of {max} followed"},
    ),
    "objectives.none": (
        "Aucun objectif suivi. Un à trois suffisent ; chacun les voit sur son accueil.",
        "No objective followed. One to three are enough; everybody sees them at home.",
    ),
    "objectives.new": ("Nouvel objectif", "New objective"),
    "objectives.edit": ("Objectif", "Objective"),
    "objectives.open": ("Modifier : {title}", "Change: {title}"),
    "objectives.others": ("Projets et objectifs terminés", "Plans and ended objectives"),
    "objectives.state_projet": ("En projet", "Planned"),
    "objectives.state_actif": ("Suivi par tous", "Followed by all"),
    "objectives.state_clos": ("Terminé", "Ended"),
    "objectives.name": ("Nom court", "Short name"),
    "objectives.name_hint": ("Réparer à temps", "Mend in time"),
    "objectives.indicator": ("Ce qui se compte", "What is counted"),
    "objectives.baseline": ("Valeur de départ", "Starting value"),
    "objectives.target": ("Valeur visée", "Aimed value"),
    "objectives.unit_share": ("en %", "in %"),
    "objectives.unit_days": ("en jours", "in days"),
    "objectives.due": ("Pour le", "By"),
    "objectives.today": ("Aujourd’hui : {figure}", "Today: {figure}"),
    "objectives.take_today": ("Partir de {figure}", "Start from {figure}"),
    "objectives.activate": ("Faire suivre par tous", "Let all follow it"),
    "objectives.keep": ("Garder en projet", "Keep as a plan"),
    "objectives.save": ("Enregistrer", "Save"),
    "objectives.close": ("Terminer", "End it"),
    "objectives.kept": ("Gardé en projet", "Kept as a plan"),
    "objectives.saved": ("Objectif enregistré", "Objective saved"),
    "objectives.activated": ("Suivi par tous", "Followed by all"),
    "objectives.closed": ("Objectif terminé", "Objective ended"),
    "objectives.full": (
        "La commune suit déjà trois objectifs. Gardez celui-ci en projet, ou terminez-en un.",
        "The town follows three objectives already. Keep this one as a plan, or end one.",
    ),
    "objectives.trouble.required": ("À remplir pour être suivi", "To be filled in to be followed"),
    "objectives.trouble.out-of-range": ("Hors limites", "Out of range"),
    "objectives.trouble.same-as-baseline": ("Autre que la valeur de départ", "Other than the starting value"),
    "objectives.trouble.not-valid": ("Un nombre, comme 72 ou 4,5", "A number, such as 72 or 4.5"),
    "objectives.trouble.too-long": ("Trop long", "Too long"),
}

WORDS: Final[Catalogue] = {**_TOLD, **_DESK}
