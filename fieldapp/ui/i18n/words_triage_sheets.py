"""Words of the sheets and keys of the triage, and the checklists of the trades: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_KEYS: Final[Catalogue] = {
    "triage.key_enter": ("Entrée", "Enter"),
    "triage.key_next": ("Signalement suivant, précédent", "Next, previous report"),
    "triage.key_next_short": ("suivant, précédent", "next, previous"),
    "triage.key_assign": ("Affecter à une équipe, un agent, un service", "Assign to a team, an agent, a service"),
    "triage.key_assign_short": ("affecter", "assign"),
    "triage.key_requalify": ("Requalifier : changer de catégorie", "Recategorise: another category"),
    "triage.key_requalify_short": ("requalifier", "recategorise"),
    "triage.key_priority": ("Priorité suivante", "Next priority"),
    "triage.key_priority_short": ("priorité", "priority"),
    "triage.key_reject": ("Rejeter avec un motif", "Reject with a reason"),
    "triage.key_reject_short": ("rejeter", "reject"),
    "triage.key_merge": ("Rattacher comme doublon", "Merge as a duplicate"),
    "triage.key_merge_short": ("doublon", "duplicate"),
    "triage.key_task": ("Créer une tâche", "Create a task"),
    "triage.key_task_short": ("tâche", "task"),
    "triage.key_schedule": ("Programmer : calendrier", "Schedule: calendar"),
    "triage.key_schedule_short": ("programmer", "schedule"),
    "triage.key_aside": ("Mettre de côté", "Put aside"),
    "triage.key_aside_short": ("de côté", "aside"),
    "triage.key_confirm": ("Ctrl Entrée", "Ctrl Enter"),
    "triage.key_space": ("Espace", "Space"),
    "triage.key_mark": ("Choisir avec d’autres", "Choose with others"),
    "triage.key_mark_short": ("choisir", "choose"),
    "triage.key_search": ("Chercher", "Search"),
    "triage.key_search_short": ("chercher", "search"),
    "triage.key_primary": ("Le geste proposé en bas", "The gesture offered at the foot"),
    "triage.key_primary_short": ("geste proposé", "offered gesture"),
    "triage.key_undo": ("Annuler le dernier geste", "Undo the last gesture"),
    "triage.key_undo_short": ("annuler", "undo"),
    "triage.key_all": ("Toutes les touches", "All keys"),
    "triage.key_all_short": ("toutes les touches", "all keys"),
    "triage.keys_title": ("Les touches du tri", "The keys of sorting"),
    "triage.keys_note": (
        "Elles se taisent quand vous écrivez. Chaque geste a aussi son bouton.",
        "They are silent while you write. Each gesture has its button too.",
    ),
}

_WHO: Final[Catalogue] = {
    "triage.assign_title": ("À qui confier ce signalement", "Who takes this report"),
    "triage.find_recipient": ("Chercher une équipe, un agent", "Search a team, an agent"),
    "triage.find_recipient_hint": ("Équipe, agent, service…", "Team, agent, service…"),
    "triage.proposed": ("Proposé", "Proposed"),
    "triage.teams": ("Équipes", "Teams"),
    "triage.agents": ("Agents", "Agents"),
    "triage.services": ("Services", "Services"),
    "triage.open_work": ({"one": "{n} en cours", "other": "{n} en cours"}, "{n} in hand"),
    "triage.nobody_found": ("Personne pour « {typed} »", "Nobody for “{typed}”"),
    "triage.requalify_title": ("Changer de catégorie", "Another category"),
    "triage.find_category": ("Chercher une catégorie", "Search a category"),
    "triage.find_category_hint": ("Chercher : avaloir, graffiti, banc…", "Search: drain, graffiti, bench…"),
    "triage.same_family": ("Même famille : {family}", "Same family: {family}"),
    "triage.no_category_found": ("Aucune catégorie pour « {typed} »", "No category for “{typed}”"),
    "triage.clock_restarts": ("Le délai repart de maintenant.", "The delay starts again now."),
    "triage.clock_goes_on": ("Le délai compte depuis le signalement.", "The delay counts from the report."),
    "triage.fix_hours": ("{n} h", "{n} h"),
    "triage.fix_days": (
        {"one": "{n} jour ouvré", "other": "{n} jours ouvrés"},
        {"one": "{n} working day", "other": "{n} working days"},
    ),
    "triage.merge_title": ("De quel signalement est-ce le doublon", "Which report does this one repeat"),
    "triage.merge_sub": (
        "Qui suivait celui-ci suivra l’autre. On peut le détacher.",
        "Its followers will follow the other. It can be undone.",
    ),
    "triage.find_original": ("Chercher un signalement", "Search a report"),
    "triage.find_original_hint": ("Un numéro, une rue…", "A number, a street…"),
    "triage.no_twin": ("Aucun autre de cette catégorie à côté.", "No other of this category nearby."),
}

_WHY: Final[Catalogue] = {
    "triage.reject_title": ("Pourquoi rejeter", "Why reject"),
    "triage.reject_sub": (
        "Le motif part avec la réponse à l’usager.",
        "The reason goes with the answer to the resident.",
    ),
    "triage.reject_note": ("Explication, facultative", "Explanation, optional"),
    "triage.reject_note_hint": ("Ce que la personne doit savoir", "What the person should know"),
    "triage.reject_lacks_reason": ("Choisissez un motif.", "Choose a reason."),
    "triage.reason_hors_competence": ("Hors compétence de la mairie", "Not for the town hall"),
    "triage.reason_hors_territoire": ("Hors de la commune", "Outside the town"),
    "triage.reason_introuvable": ("Introuvable sur place", "Not found on site"),
    "triage.reason_mal_localise": ("Mal localisé", "Badly located"),
    "triage.reason_prive": ("Domaine privé", "Private property"),
    "triage.reason_abusif": ("Abusif", "Abusive"),
    "triage.reason_autre": ("Autre motif", "Another reason"),
    "triage.schedule_title": ("Quand ce sera fait", "When it will be done"),
    "triage.aside_title": ("Mettre de côté", "Put aside"),
    "triage.aside_note": ("Un mot pour la suite, facultatif", "A word for later, optional"),
    "triage.aside_en_attente_usager": ("Il manque une réponse de la personne.", "An answer of the person is missing."),
    "triage.aside_transfere_tiers": (
        "Une entreprise ou une autre collectivité s’en charge.",
        "A company or another authority deals with it.",
    ),
    "triage.aside_sous_surveillance": ("Point qui revient souvent.", "A spot that comes back."),
}

_FILTER: Final[Catalogue] = {
    "triage.filter_title": ("Filtrer", "Filter"),
    "triage.filter_pile": ("État", "State"),
    "triage.filter_zone": ("Secteur", "Sector"),
    "triage.filter_service": ("Service", "Service"),
    "triage.filter_clear": ("Tout remettre", "Clear all"),
    "triage.filter_done": ("Voir la liste", "Show the list"),
    "triage.all_zone": ("Tous les secteurs", "All sectors"),
    "triage.all_service": ("Tous les services", "All services"),
    "triage.without_zone": ("Hors secteur", "Outside sectors"),
    "triage.without_service": ("Sans service", "No service"),
}

_TASK: Final[Catalogue] = {
    "triage.task_sheet": ("Créer une tâche", "Create a task"),
    "triage.task_title": ("Que faire", "What to do"),
    "triage.task_lacks_title": ("Dites ce qu’il faut faire.", "Say what is to be done."),
    "triage.task_who": ("Par qui", "By whom"),
    "triage.task_until": ("Avant la fin du", "By the end of"),
    "triage.task_checks": ("Contrôles", "Checks"),
    "triage.task_minutes": ("Durée prévue", "Expected time"),
    "triage.task_proof": ("Photo « après » demandée", "“After” photo wanted"),
    "triage.check_label": ("Contrôle {n}", "Check {n}"),
    "triage.check_mandatory": ("Obligatoire", "Mandatory"),
    "triage.check_photo": ("Photo", "Photo"),
    "triage.check_remove": ("Retirer le contrôle {n}", "Remove check {n}"),
    "triage.check_add": ("Ajouter un contrôle", "Add a check"),
    # One line per trade: `;` between items, a star for what is mandatory, an at sign for what wants a photo.
    "triage.checks_proprete": ("* Ramasser et balayer; Vider la corbeille", "* Collect and sweep; Empty the bin"),
    "triage.checks_depots": (
        "@ Photo avant; Chercher une adresse dans le dépôt; * Charger et balayer",
        "@ Photo before; Look for an address in the waste; * Load and sweep",
    ),
    "triage.checks_graffitis": (
        "@ Photo avant; Vérifier l’accord du propriétaire; Essai sur un coin caché; * Effacer",
        "@ Photo before; Check the owner’s consent; Try on a hidden corner; * Clean off",
    ),
    "triage.checks_voirie": (
        "* Baliser; Nettoyer le fond; * Réparer et compacter; Retirer le balisage",
        "* Set out signs; Clean the bottom; * Repair and compact; Remove the signs",
    ),
    "triage.checks_signalisation": (
        "* Baliser; Vérifier le scellement; * Redresser ou remplacer",
        "* Set out signs; Check the fixing; * Straighten or replace",
    ),
    "triage.checks_eclairage": (
        "* Consigner le circuit; * Baliser au pied; Contrôler la lanterne; * Essai à l’armoire",
        "* Isolate the circuit; * Set out signs at the foot; Check the lantern; * Test at the box",
    ),
    "triage.checks_espaces_verts": (
        "* Périmètre de sécurité; Contrôler la présence de nids; * Tailler; Évacuer",
        "* Safety perimeter; Check for nests; * Prune; Clear away",
    ),
    "triage.checks_mobilier": (
        "* Condamner si besoin; * Remplacer ou resceller; Contrôler les fixations",
        "* Close off if needed; * Replace or fix; Check the fixings",
    ),
    "triage.checks_eau": (
        "* Baliser; * Lever la grille; Retirer feuilles et boues; Essai à l’eau",
        "* Set out signs; * Lift the grate; Remove leaves and mud; Test with water",
    ),
    "triage.checks_vehicules": (
        "* Constater, sans plaque sur la photo; Déposer l’avis; Prévenir la fourrière si besoin",
        "* Record, no number plate in the photo; Leave the notice; Call the pound if needed",
    ),
    "triage.checks_animaux": (
        "* Baliser; * Traiter ou enlever; Prévenir les riverains",
        "* Set out signs; * Treat or remove; Tell the neighbours",
    ),
    "triage.checks_batiments": (
        "* Mettre en sécurité; * Réparer; Prévenir l’occupant",
        "* Make safe; * Repair; Tell the occupant",
    ),
    "triage.checks_interne": ("* Constater; Noter la suite à donner", "* Record; Note what follows"),
    "triage.checks_autre": ("* Faire le travail demandé", "* Do the work asked for"),
}

WORDS: Final[Catalogue] = {**_KEYS, **_WHO, **_WHY, **_FILTER, **_TASK}
