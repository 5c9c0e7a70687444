"""Words of the board of a team: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "board.title": ("Semaine de l’équipe", "The team’s week"),
    "board.before": ("En retard, sans date", "Late, no date"),
    "board.today": ("aujourd’hui", "today"),
    "board.to_take": ("À prendre", "To take"),
    "board.tasks": ({"one": "{n} tâche", "other": "{n} tâches"}, {"one": "{n} task", "other": "{n} tasks"}),
    "board.load": ("{who} : {load}", "{who}: {load}"),
    "board.full": ("Journée pleine : {time}", "Full day: {time}"),
    "board.more": (
        {"one": "Voir {n} de plus", "other": "Voir {n} de plus"},
        {"one": "Show {n} more", "other": "Show {n} more"},
    ),
    "board.beyond": (
        {"one": "{n} tâche moins urgente n’est pas là", "other": "{n} tâches moins urgentes ne sont pas là"},
        {"one": "{n} less urgent task is not here", "other": "{n} less urgent tasks are not here"},
    ),
    "board.no_day": ("sans date", "no date"),
    "board.later": (
        {"one": "{n} tâche après cette semaine", "other": "{n} tâches après cette semaine"},
        {"one": "{n} task after this week", "other": "{n} tasks after this week"},
    ),
    "board.week": ("Semaine du {first}", "Week of {first}"),
    "board.week_before": ("Semaine précédente", "Week before"),
    "board.week_after": ("Semaine suivante", "Next week"),
    "board.week_now": ("Cette semaine", "This week"),
    "board.choose_team": ("Équipe : {team}", "Team: {team}"),
    "board.team_title": ("Quelle équipe", "Which team"),
    "board.no_team": ("Aucune équipe sur cet appareil", "No team on this device"),
    "board.no_team_text": ("Les équipes viennent de la mairie.", "Teams come from the town hall."),
    "board.told": ("{who} : {day}", "{who}: {day}"),
    "board.told_who": ("Confiée à {who}", "Given to {who}"),
    "board.undone": ("Remise où elle était : {title}", "Back where it was: {title}"),
    "board.key_next": ("choisir une tâche", "choose a task"),
    "board.key_day": ("changer de jour", "another day"),
    "board.key_person": ("changer de personne", "another person"),
    "board.key_open": ("ouvrir", "open"),
    "board.key_week_before": ("semaine précédente", "week before"),
    "board.key_week_after": ("semaine suivante", "next week"),
    "board.key_now": ("cette semaine", "this week"),
    "board.key_team": ("équipe", "team"),
    "board.key_undo": ("annuler", "undo"),
}
