"""Words of the page that states the conformity (RGAA 4): `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "accessibility.title": ("Accessibilité", "Accessibility"),
    "accessibility.link": ("Accessibilité : non conforme", "Accessibility: not conformant"),
    "accessibility.state": ("Non conforme au RGAA 4.1", "Not conformant with RGAA 4.1"),
    "accessibility.state_why": (
        (
            "Aucun audit des 106 critères n’a encore été fait ; sans audit, la règle dit « non conforme ». "
            "Ce qui suit est ce que l’équipe vérifie elle-même."
        ),
        (
            "No audit of the 106 criteria has been made yet; without an audit the rule says “not conformant”. "
            "What follows is what the team checks itself."
        ),
    ),
    "accessibility.checked": ("Vérifié à chaque version", "Checked at each version"),
    "accessibility.checked_names": (
        "Chaque commande de chaque écran a un nom lu par les lecteurs d’écran.",
        "Each control of each screen has a name that screen readers say.",
    ),
    "accessibility.checked_contrast": (
        "Contraste des textes d’au moins 4,5 pour 1, et 7 pour 1 en plein soleil.",
        "Contrast of texts at least 4.5 to 1, and 7 to 1 in the outdoor theme.",
    ),
    "accessibility.checked_size": (
        "Texte à 200 % : rien n’est coupé sur les côtés, les commandes ne se recouvrent pas.",
        "Text at 200%: nothing is cut at the sides, controls do not cover each other.",
    ),
    "accessibility.checked_state": (
        "Un état est toujours une forme et un mot, jamais une couleur seule.",
        "A state is always a shape and a word, never a colour alone.",
    ),
    "accessibility.checked_keys": (
        "Au bureau, tout se fait au clavier ; sur la tablette, aucun geste autre qu’un appui n’est nécessaire.",
        "At the desk all is done by keyboard; on the tablet no gesture but a tap is needed.",
    ),
    "accessibility.checked_motion": (
        "Le réglage « moins d’animations » de l’appareil est suivi ; Fieldapp a aussi le sien.",
        "The device’s “reduce motion” setting is followed; Fieldapp has one of its own too.",
    ),
    "accessibility.missing": ("Pas encore là", "Not there yet"),
    "accessibility.missing_audit": (
        "Un audit indépendant, et des essais avec des personnes qui utilisent NVDA, VoiceOver ou TalkBack.",
        "An independent audit, and trials with people who use NVDA, VoiceOver or TalkBack.",
    ),
    "accessibility.missing_map": (
        "La carte ne se lit pas à l’oreille ; la liste à côté donne la même chose.",
        "The map cannot be read aloud; the list beside it gives the same.",
    ),
    "accessibility.missing_pictures": (
        "Les photos sont nommées par leur rôle et leur ordre ; leur contenu n’est pas décrit.",
        "Photos are named by role and order; what they show is not described.",
    ),
    "accessibility.missing_order": (
        "La touche Tab va ligne par ligne dans toute la fenêtre ; F6 mène d’une partie à la suivante.",
        "The Tab key goes line by line across the window; F6 leads from one part to the next.",
    ),
    "accessibility.tell": ("Quelque chose vous arrête", "Something stops you"),
    "accessibility.tell_town": (
        "Dites-le à votre service informatique : une autre façon de faire vous est due.",
        "Tell your IT office: another way to do it is owed to you.",
    ),
    "accessibility.tell_rights": (
        (
            "Sans réponse, le Défenseur des droits vous aide : 09 69 39 00 00, ou par courrier gratuit, "
            "Libre réponse 71120, 75342 Paris CEDEX 07."
        ),
        (
            "Without an answer, the Defender of Rights helps you: 09 69 39 00 00, or by free post, "
            "Libre réponse 71120, 75342 Paris CEDEX 07."
        ),
    ),
}
