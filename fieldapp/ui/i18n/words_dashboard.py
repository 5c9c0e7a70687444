"""Words of the figures of the desk: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "dashboard.title": ("Bilan", "Figures"),
    "dashboard.days": ({"one": "{n} jour", "other": "{n} jours"}, {"one": "{n} day", "other": "{n} days"}),
    "dashboard.my_service": ("Mon service", "My service"),
    "dashboard.whole_town": ("Toute la commune", "Whole town"),
    "dashboard.to_sort": ("à trier", "to sort"),
    "dashboard.late": ("en retard", "late"),
    "dashboard.dangerous": ("dangereux", "dangerous"),
    "dashboard.closed": ("clos", "closed"),
    "dashboard.received": (
        {"one": "{n} reçu", "other": "{n} reçus"},
        {"one": "{n} received", "other": "{n} received"},
    ),
    "dashboard.median_days": ("jours pour résoudre", "days to mend"),
    "dashboard.in_time": ("{share} dans les délais", "{share} in time"),
    "dashboard.period_note": (
        "Clos, reçus et délais : {n} derniers jours. Le reste : ce qui est ouvert maintenant.",
        "Closed, received and delays: last {n} days. The rest: what is open now.",
    ),
    "dashboard.open_list": ("{count} {word}, ouvrir la liste", "{count} {word}, open the list"),
    "dashboard.by_state": ("Ouverts par état", "Open by state"),
    "dashboard.by_delay": ("Ouverts par délai", "Open by delay"),
    "dashboard.by_family": ("Ouverts par famille", "Open by family"),
    "dashboard.open_family": ("Catégories de « {name} »", "Categories of “{name}”"),
    "dashboard.close_family": ("Replier « {name} »", "Fold “{name}”"),
    "dashboard.more_families": (
        {"one": "Encore {n} famille, plus petite", "other": "Encore {n} familles, plus petites"},
        {"one": "{n} more family, smaller", "other": "{n} more families, smaller"},
    ),
    "dashboard.by_zone": ("Ouverts par secteur", "Open by sector"),
    "dashboard.by_week": ("Douze semaines", "Twelve weeks"),
    "dashboard.key_next": ("Barre suivante, précédente", "Next, previous bar"),
    "dashboard.key_open": ("Voir ses signalements", "See its reports"),
    "dashboard.late_part": ("dont {n} en retard", "{n} of them late"),
    "dashboard.delay_over_a_week": ("En retard de plus de 7 j", "More than 7 days late"),
    "dashboard.delay_late": ("En retard", "Late"),
    "dashboard.delay_soon": ("Bientôt en retard", "Due soon"),
    "dashboard.delay_in_time": ("Dans les délais", "In time"),
    "dashboard.delay_none": ("Sans délai", "No due date"),
    "dashboard.nowhere": ("Hors secteur", "Outside sectors"),
    "dashboard.zone_unknown": ("Secteur inconnu ici", "Sector not known here"),
    "dashboard.week_received": ("reçus", "received"),
    "dashboard.week_closed": ("clos", "closed"),
    "dashboard.week": (
        "Semaine du {day} : {received} reçus, {closed} clos",
        "Week of {day}: {received} received, {closed} closed",
    ),
    "dashboard.empty": ("Pas encore de signalement", "No report yet"),
    "dashboard.empty_text": ("Les chiffres viennent avec eux.", "The figures come with them."),
}
