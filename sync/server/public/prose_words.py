"""Texts of the two statements, French and English: parts of a title, lines and points."""

from typing import TypeAlias

Words: TypeAlias = tuple[str, str]
Prose: TypeAlias = tuple[tuple[Words, tuple[Words, ...], tuple[Words, ...]], ...]

_NONE: Words = ("", "")

ACCESSIBILITY: Prose = (
    (
        _NONE,
        (
            (
                (
                    "{town} s’engage à rendre ses services numériques accessibles, conformément à l’article "
                    "47 de la loi n° 2005-102 du 11 février 2005. Cette déclaration concerne ces pages de "
                    "signalement."
                ),
                (
                    "{town} undertakes to make its digital services accessible, as article 47 of French law "
                    "2005-102 of 11 February 2005 asks. This statement is about these reporting pages."
                ),
            ),
        ),
        (),
    ),
    (
        (
            "État de conformité",
            "How far they comply",
        ),
        (
            (
                (
                    "Non conforme au RGAA 4.1 : aucun audit complet par une personne n’a encore été mené. Les"
                    " contrôles automatiques de chaque page (règles WCAG 2.2 AA, téléphone, tablette et "
                    "ordinateur, en français et en anglais) ne relèvent aucun défaut."
                ),
                (
                    "Not compliant with RGAA 4.1: no full audit by a person has been made yet. The automatic "
                    "checks of each page (rules of WCAG 2.2 AA, telephone, tablet and computer, in French and"
                    " in English) find no fault."
                ),
            ),
        ),
        (),
    ),
    (
        (
            "Ce qui est prévu pour vous",
            "What is made for you",
        ),
        (),
        (
            (
                "Tout se fait au clavier, et sans script.",
                "All can be done by keyboard, and without scripts.",
            ),
            (
                "Le lieu se donne par une adresse, des coordonnées ou la carte : aucune n’est obligatoire.",
                "A place is given by an address, by coordinates or on the map: none of them is required.",
            ),
            (
                ("Le texte s’agrandit jusqu’à 200 % et les couleurs suivent le réglage clair ou sombre de l’appareil."),
                "Text grows to 200 % and the colours follow the light or dark setting of your device.",
            ),
            (
                "Un état n’est jamais dit par la couleur seule.",
                "A state is never told by colour alone.",
            ),
        ),
    ),
    (
        (
            "Ce qui ne l’est pas encore",
            "What is not yet",
        ),
        (),
        (
            (
                "Les photos des habitants n’ont pas de description écrite.",
                "Photos by residents have no written description.",
            ),
            (
                "La carte est une image : ses noms de rue ne se lisent pas à la voix. L’adresse la remplace.",
                "The map is a picture: its street names cannot be read aloud. The address stands in for it.",
            ),
        ),
    ),
    (
        (
            "Un obstacle ?",
            "Something in your way?",
        ),
        (
            (
                ("Dites-le à la mairie, qui vous répondra et vous aidera à signaler par un autre moyen : {contact}."),
                "Tell the town hall, which will answer and help you to report in another way: {contact}.",
            ),
            (
                (
                    "Sans réponse, vous pouvez saisir le Défenseur des droits, par son formulaire, par "
                    "courrier gratuit (Libre réponse 71120, 75342 Paris CEDEX 07) ou auprès de son délégué "
                    "près de chez vous."
                ),
                (
                    "Without an answer, you can turn to the Défenseur des droits, by its form, by free post "
                    "(Libre réponse 71120, 75342 Paris CEDEX 07) or through its delegate near you."
                ),
            ),
        ),
        (),
    ),
    (
        (
            "Établissement de cette déclaration",
            "How this statement was made",
        ),
        (
            (
                "Établie le 28 novembre 2026, d’après les contrôles automatiques de l’éditeur du logiciel.",
                "Made on 28 November 2026, from the automatic checks of the software’s makers.",
            ),
        ),
        (),
    ),
)

PRIVACY: Prose = (
    (
        (
            "Qui, pourquoi",
            "Who, and why",
        ),
        (
            (
                (
                    "{town} traite vos données pour recevoir vos signalements, les faire traiter et vous "
                    "répondre. C’est une mission d’intérêt public (RGPD, article 6, 1, e)."
                ),
                (
                    "{town} processes your data to receive your reports, to have them dealt with and to "
                    "answer you. It is a task in the public interest (GDPR, article 6(1)(e))."
                ),
            ),
        ),
        (),
    ),
    (
        (
            "Lesquelles",
            "Which data",
        ),
        (),
        (
            (
                "Ce que vous signalez : la catégorie, le lieu, vos photos, votre texte.",
                "What you report: the category, the place, your photos, your text.",
            ),
            (
                (
                    "Si vous le voulez : votre nom, votre adresse électronique, votre téléphone. Sans eux, le"
                    " signalement est traité de la même façon."
                ),
                (
                    "If you wish: your name, your e-mail address, your telephone number. Without them the "
                    "report is dealt with in the same way."
                ),
            ),
            (
                (
                    "De vos photos, seule l’image est gardée : ni le lieu, ni l’heure, ni l’appareil qui y "
                    "sont inscrits."
                ),
                (
                    "Of your photos only the picture is kept: not the place, the time or the device that are "
                    "written in it."
                ),
            ),
            (
                (
                    "Ni mesure d’audience, ni service tiers. Deux petits fichiers restent sur votre appareil "
                    ": l’un retient votre langue, l’autre protège les formulaires jusqu’à la fermeture du "
                    "navigateur."
                ),
                (
                    "No audience measurement, no third party. Two small files stay on your device: one "
                    "remembers your language, the other protects the forms until you close the browser."
                ),
            ),
        ),
    ),
    (
        (
            "Qui les lit",
            "Who reads them",
        ),
        (
            (
                (
                    "Vos coordonnées sont chiffrées à part. Le bureau des signalements les lit pour vous "
                    "répondre ; les agents de terrain ne les reçoivent pas, et elles ne sont jamais publiées."
                ),
                (
                    "How to reach you is encrypted apart. The reports office reads it to answer you; agents "
                    "in the street do not receive it, and it is never published."
                ),
            ),
            (
                (
                    "Votre texte et vos photos sont relus avant toute publication ; la mairie peut masquer un"
                    " visage ou une plaque."
                ),
                (
                    "Your text and your photos are read before anything is published; the town hall can cover"
                    " a face or a number plate."
                ),
            ),
        ),
        (),
    ),
    (
        (
            "Combien de temps",
            "For how long",
        ),
        (),
        (
            (
                "Vos coordonnées : un an après la clôture.",
                "How to reach you: one year after closing.",
            ),
            (
                "Les photos : six mois après la clôture.",
                "Photos: six months after closing.",
            ),
            (
                "Le signalement sans votre nom : cinq ans, pour les statistiques de la commune.",
                "The report without your name: five years, for the town’s statistics.",
            ),
        ),
    ),
    (
        (
            "Vos droits",
            "Your rights",
        ),
        (
            (
                (
                    "Vous pouvez demander à voir vos données, à les corriger, à les faire effacer, ou vous "
                    "opposer à leur usage. Écrivez au délégué à la protection des données : {contact}."
                ),
                (
                    "You can ask to see your data, to have them corrected or erased, or object to their use. "
                    "Write to the data protection officer: {contact}."
                ),
            ),
            (
                "Si la réponse ne vous convient pas, vous pouvez saisir la CNIL.",
                "If the answer does not suit you, you can turn to the CNIL.",
            ),
        ),
        (),
    ),
    (
        _NONE,
        (
            (
                "Version de cette notice : {notice}.",
                "Version of this notice: {notice}.",
            ),
        ),
        (),
    ),
)
