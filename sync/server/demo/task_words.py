"""What tasks say: for each trade the title, the usual minutes and the checklist; and the recurrent work.

In a checklist `!` marks a mandatory item and `@` one that wants a photo.
"""

from dataclasses import dataclass

_REPAIRS = """
nid_de_poule | Reboucher le nid-de-poule | 45
    !Baliser le chantier; Nettoyer le trou; !Poser et compacter l’enrobé; !@Photo après travaux; Retirer le balisage
trottoir | Reprendre les dalles du trottoir | 90
    !Baliser et dévier les piétons; Déposer les dalles; Reprendre le lit de pose; !@Photo après travaux; Balayer
marquage | Repeindre le marquage au sol | 120
    !Poser la signalisation de chantier; Vérifier la météo; !Tracer et peindre; !@Photo après travaux
piste_cyclable | Remettre en état la piste cyclable | 60
    !Baliser; Balayer; Contrôler les potelets; @Photo après travaux
chantier | Ramasser les barrières oubliées | 25
    Vérifier que le chantier est clos; !Charger les barrières; Prévenir l’entreprise
terrasse | Contrôler l’emprise de la terrasse | 30
    !Mesurer le passage libre; Consulter l’autorisation; !@Photo de la mesure; Informer le commerçant
trappe | Sécuriser la trappe descellée | 40
    !Poser deux barrières; !@Photo avant; !Recaler ou remplacer le tampon; Contrôler le bruit; !@Photo après
panneau | Redresser ou remplacer le panneau | 35
    !Baliser; Vérifier le scellement; !Poser le panneau; !@Photo après travaux
plaque_rue | Poser la plaque de rue | 30
    Vérifier le nom exact; !Poser la plaque; @Photo après pose
feux | Remettre les feux en service | 60
    !Prévenir la police municipale; !Contrôler l’armoire; Appeler le prestataire; !Contrôler le cycle complet
avaloir | Curer l’avaloir | 30
    !Baliser; !Lever la grille; Retirer feuilles et boues; Essai à l’eau; !@Photo après curage
fuite | Chercher l’origine de la fuite | 45
    Relever le compteur; Prévenir le syndicat des eaux; !@Photo de l’écoulement
flaque | Reprendre l’écoulement de l’eau | 60
    Contrôler l’avaloir voisin; !Mesurer le point bas; @Photo
fontaine | Réparer la fontaine | 45
    Fermer l’eau; !Démonter le bouton-poussoir; Contrôler l’étanchéité
encombrants | Enlever les encombrants | 30
    !@Photo avant; Chercher une adresse dans le dépôt; !Charger et balayer; !@Photo après
sacs | Enlever les sacs | 15
    Chercher une adresse dans les sacs; !Charger; Balayer
gravats | Enlever les gravats | 45
    !@Photo avant; Prévenir la police municipale; !Charger à la benne; Balayer
cartons | Enlever les cartons | 10
    !Charger; Rappeler la consigne au commerce
graffiti_mur | Effacer le graffiti | 60
    !@Photo avant; Vérifier l’accord du propriétaire; Essai sur un coin caché; !Effacer; !@Photo après
graffiti_rideau | Effacer le tag du coffret | 30
    !@Photo avant; !Effacer au gel; @Photo après
affichage | Retirer les affiches | 25
    Garder une affiche; !Décoller; Nettoyer la colle
inscription_haineuse | Effacer l’inscription en urgence | 30
    !@Photo pour la plainte; !Masquer ou effacer; Prévenir la police municipale
lampadaire | Remettre le lampadaire en service | 60
    !Consigner le circuit; !Baliser au pied; Contrôler la lanterne; !Essai à l’armoire; @Photo de la lanterne
eclairage_jour | Recaler l’horloge de l’armoire | 25
    Contrôler l’heure; !Essai manuel; Noter la version de l’horloge
mat_abime | Contrôler le mât choqué | 60
    !Mettre hors tension; !Contrôler le scellement; !@Photo du pied
fils | Mettre en sécurité les fils | 45
    !Couper à l’armoire; !Baliser; !Refermer la boîte; !@Photo après
elagage | Tailler pour dégager la rue | 90
    !Baliser; Contrôler la présence de nids; !Tailler; Évacuer le broyat; @Photo après
pelouse | Tondre et reprendre le massif | 75
    Ramasser les déchets; !Tondre; Border
branche | Couper la branche dangereuse | 60
    !Périmètre de sécurité; !Vérifier le vent avant la nacelle; !Couper; Évacuer; !@Photo après
potelet | Resceller le potelet | 45
    !Baliser; !Sceller; Laisser sécher 24 h; @Photo après
banc | Remplacer la latte du banc | 40
    Démonter; !Poser la latte; Contrôler les vis
aire_jeux | Réparer le jeu | 60
    !Condamner le jeu; !Remplacer la pièce; !Contrôle de sécurité complet; !@Photo après
stationnement | Passer sur le stationnement gênant | 15
    !Constater; Déposer l’avis; Appeler la fourrière si besoin
epave_auto | Faire constater l’épave | 30
    !@Photo sans la plaque; Relever le lieu; Lancer la procédure
epave_velo | Enlever l’épave de deux-roues | 20
    Étiqueter depuis sept jours; !Couper l’antivol; Charger
"""

# team | place (landmark or sector) | title | minutes | every n working days, and its checklist
_ROUNDS = """
voirie_nord | halle du Marché | Poser et retirer les barrières du marché | 60 | 5
    !Barrières posées avant 6 h 30; Accès pompiers libre; !Barrières retirées à 14 h
voirie_nord | Centre | Tournée des nids-de-poule du centre | 120 | 10
    Rue Nationale; Rue du Pont; Boulevard Gambetta; Boulevard Carnot; !Noter les reprises à programmer
voirie_nord | gare de Saint-Aubin | Contrôler la signalisation de la place de la Gare | 40 | 15
    Dépose-minute; Arrêts de car; Passages piétons
voirie_sud | Faubourg Saint-Jean | Contrôler les avaloirs du quai | 60 | 10
    Quai du Lavoir; Quai de la Rive; !Grilles remises en place
voirie_sud | collège Simone-Veil | Contrôler l’abord du collège | 45 | 15
    Marquage; Potelets; Panneau de zone 30
proprete_centre | halle du Marché | Laver la place après le marché | 90 | 5
    !Déchets ramassés; Laveuse passée; Poteaux essuyés
proprete_centre | Centre | Vider les corbeilles du centre | 75 | 2
    Place de l’Église; Place de la République; Rue Nationale; Sacs de rechange
proprete_quartiers | Les Hauts | Balayer les allées des Hauts | 120 | 10
    Avenue des Hauts; Rue des Coteaux; Impasses
proprete_quartiers | aire de jeux de Beaulieu | Nettoyer l’aire de jeux | 30 | 5
    !Verre et seringues; Corbeilles; Bac à sable ratissé
encombrants | Faubourg Saint-Jean | Tournée des points noirs | 120 | 3
    Pied du pont Saint-Jean; Chemin du Port; Parking du stade; !Photos des dépôts
verts_nord | square des Cheminots | Tondre et tailler le square | 90 | 10
    Ramasser les déchets; !Tondre; Tailler les haies; Contrôler les bancs
verts_nord | mairie | Arroser et nettoyer les jardinières de la mairie | 45 | 3
    Fleurs fanées; !Arrosage; Goutte-à-goutte
verts_sud | jardin du Calvaire | Ramasser les feuilles | 90 | 5
    Allées; Pelouses; !Escalier dégagé
verts_sud | cimetière Saint-Jean | Entretenir les allées du cimetière | 120 | 10
    Désherbage à la main; Arrosoirs rangés; Bennes vidées
eclairage | Centre | Ronde de nuit du centre | 120 | 10
    Rue Nationale; Quai des Tanneurs; Quai Pasteur; !Liste des points éteints
eclairage | Zone artisanale | Contrôler les armoires de la zone artisanale | 60 | 20
    !Porte fermée; Disjoncteurs; Horloge
batiments | école Jules-Ferry | Contrôler les issues de secours de l’école | 40 | 15
    !Blocs de secours; !Barres anti-panique; Extincteurs
batiments | gymnase Alice-Milliat | Contrôler le gymnase avant le week-end | 45 | 5
    Chauffage; Vestiaires; !Issues dégagées
batiments | médiathèque George-Sand | Relever la chaudière de la médiathèque | 25 | 5
    Pression; Température; Bruit anormal
police | école maternelle Les Capucines | Sécuriser la sortie d’école | 30 | 2
    !Présence à 16 h 20; Stationnement; Traversée
"""


@dataclass(frozen=True)
class Step:
    """One line of a checklist."""

    label: str
    mandatory: bool
    photo: bool


@dataclass(frozen=True)
class Repair:
    """How a trade mends what a category reports."""

    title: str
    minutes: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Round:
    """Work that comes back."""

    team: str
    place: str
    repair: Repair
    every_days: int


def _steps(text: str) -> tuple[Step, ...]:
    found = []
    for part in text.split(";"):
        label = part.strip().lstrip("!@")
        marks = part.strip()[: len(part.strip()) - len(label)]
        found.append(Step(label, "!" in marks, "@" in marks))
    return tuple(found)


def _rows(table: str) -> list[tuple[list[str], tuple[Step, ...]]]:
    """Read a table of two lines an entry: its cells, and below them its checklist."""
    lines = table.strip().splitlines()
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [([cell.strip() for cell in head.split("|")], _steps(steps.strip())) for head, steps in pairs]


REPAIRS = {code: Repair(title, int(minutes), steps) for (code, title, minutes), steps in _rows(_REPAIRS)}
ROUNDS = tuple(
    Round(team, place, Repair(title, int(minutes), steps), int(every))
    for (team, place, title, minutes, every), steps in _rows(_ROUNDS)
)
OTHER_REPAIR = Repair("Intervenir sur place", 30, _steps("!Constater; Intervenir; @Photo après"))
DESCRIPTIONS = (
    "Voir le signalement et ses photos. Prévenir le bureau si la rue doit être coupée.",
    "Passer avant l’ouverture des commerces.",
    "Prévoir le fourgon atelier.",
    "Attention à la circulation, deux agents.",
    "Le riverain souhaite être prévenu du passage.",
    "Matériel au dépôt, casier de l’équipe.",
)
TASK_COMMENTS = (
    "Je prends.",
    "Pièce au magasin, disponible demain.",
    "Commencé, je finis après la pause.",
    "Fait, rien d’autre à signaler.",
    "Voiture garée dessus, je repasse.",
    "Vu avec le chef, on le fait à deux.",
)
IMPOSSIBLE_TASK_NOTES = {
    "acces": "Portail fermé, personne à l’interphone.",
    "materiel": "Nacelle en révision jusqu’à jeudi.",
    "meteo": "Rafales, travail en hauteur suspendu.",
    "introuvable": "Rien à cette adresse, cherché sur cinquante mètres.",
    "autre_service": "Conduite d’eau : c’est le syndicat.",
}
