"""Words of the answers to residents and of their templates: `key -> (French, English)`.

The templates to begin with are words of the town to its residents: they are French in both languages.
"""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_ANSWER: Final[Catalogue] = {
    "triage.key_answer": ("Répondre à l’usager", "Answer the resident"),
    "triage.do_answer": ("Répondre", "Answer"),
    "triage.do_short_answer": ("Répondre", "Answer"),
    "triage.answer_title": ("Répondre à l’usager", "Answer the resident"),
    "triage.answer": ("Ce que l’usager lira", "What the resident will read"),
    "triage.answer_hint": ("Le service répond, sans nom d’agent", "The service answers, no agent’s name"),
    "triage.answer_lacks": ("À compléter : {what}", "To fill in: {what}"),
    "triage.told_answered": (
        {"one": "Réponse enregistrée", "other": "Réponse enregistrée pour {n} signalements"},
        {"one": "Answer saved", "other": "Answer saved for {n} reports"},
    ),
    "triage.templates": ("Modèles", "Templates"),
    "triage.templates_open": ("Modèles de réponse", "Answer templates"),
}

_TEMPLATES: Final[Catalogue] = {
    "triage.templates_title": ("Modèles de réponse", "Answer templates"),
    "triage.templates_sub": ("Les mêmes pour tous les bureaux.", "The same for all desks."),
    "triage.templates_none": ("Aucun modèle encore.", "No template yet."),
    "triage.templates_start": ("Partir des six proposés", "Begin with six"),
    "triage.template_new": ("Nouveau modèle", "New template"),
    "triage.template_edit": ("Changer un modèle", "Change a template"),
    "triage.template_title": ("Titre", "Title"),
    "triage.template_text": ("Texte", "Text"),
    "triage.template_when": ("Proposé pour", "Offered for"),
    "triage.template_any": ("Tous les états", "All states"),
    "triage.template_keep": ("Garder", "Keep"),
    "triage.template_kept": ("Modèle gardé : {title}", "Template kept: {title}"),
    "triage.template_forget": ("Oublier « {title} »", "Forget “{title}”"),
    "triage.template_forgotten": ("Modèle oublié : {title}", "Template forgotten: {title}"),
    "triage.template_lacks_title": ("Donnez-lui un titre.", "Give it a title."),
    "triage.template_lacks_text": ("Écrivez le texte.", "Write the text."),
    "triage.template_unknown": ("Rien ne remplira : {what}", "Nothing will fill in: {what}"),
    "triage.template_put": ("Ajouter {what}", "Add {what}"),
    "triage.template_placeholders": ("Se remplissent tout seuls :", "Fill themselves in:"),
}


def _french(words: str) -> tuple[str, str]:
    return words, words


_STARTERS: Final[Catalogue] = {
    "triage.starter_received": _french("Accusé de réception"),
    "triage.starter_received_text": _french(
        "Bonjour, votre signalement {{numéro}} ({{catégorie}}, {{adresse}}) est bien arrivé. Le service {{service}} "
        "s’en occupe. Délai prévu : {{délai}}."
    ),
    "triage.starter_planned": _french("Intervention programmée"),
    "triage.starter_planned_text": _french(
        "Bonjour, l’intervention pour votre signalement {{numéro}} est prévue le {{date}}."
    ),
    "triage.starter_precise": _french("Précision demandée"),
    "triage.starter_precise_text": _french(
        "Bonjour, pour traiter votre signalement {{numéro}}, il nous manque le lieu exact. Pouvez-vous nous appeler au "
        "{{téléphone}} ?"
    ),
    "triage.starter_handed_on": _french("Transmis à un tiers"),
    "triage.starter_handed_on_text": _french(
        "Bonjour, votre signalement {{numéro}} relève d’un autre organisme. Nous le lui avons transmis et suivons sa "
        "réponse."
    ),
    "triage.starter_done": _french("Travail fait"),
    "triage.starter_done_text": _french(
        "Bonjour, le service {{service}} est intervenu pour votre signalement {{numéro}}. Merci de votre aide."
    ),
    "triage.starter_not_ours": _french("Hors compétence"),
    "triage.starter_not_ours_text": _french(
        "Bonjour, votre signalement {{numéro}} ne relève pas de la mairie de {{commune}}. Nous ne pouvons pas y donner "
        "suite."
    ),
}

WORDS: Final[Catalogue] = {**_ANSWER, **_TEMPLATES, **_STARTERS}
