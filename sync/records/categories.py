"""The taxonomy of reports: twelve groups, their categories, and what each carries by default.

Codes are ours and stable (Open311 `service_code`); words, delays and services are a town's to change. The groups
and their proportions follow DOMAIN D.3 (DansMaRue 2021; Montauban 2019), the delays its suggested defaults.
`weight` is the share used by the demo and by "most used" before a town has numbers of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Group:
    """One of the large families, with its words and its icon (a glyph name of the design system)."""

    code: str
    fr: str
    en: str
    icon: str


@dataclass(frozen=True, slots=True)
class Category:
    """What can be reported. Delays: `fix_hours` runs round the clock, else `fix_days` working days."""

    code: str
    group: str
    fr: str
    en: str
    service_code: str
    icon: str
    synonyms: str = ""
    """Words, in French and English, by which people look for it."""
    fix_days: int = 10
    fix_hours: int = 0
    weight: int = 10
    radius_m: int = 30
    """How near another one makes a probable duplicate."""
    agents_only: bool = False
    dangerous: bool = False
    """Proposed as « dangereux » at once."""
    deflection: bool = False
    """Shows what to do instead of creating a report: immediate danger is a phone call."""


GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        group.code: group
        for group in (
            Group("proprete", "Propreté", "Cleanliness", "broom"),
            Group("depots", "Dépôts sauvages et encombrants", "Fly-tipping and bulky waste", "trash"),
            Group("graffitis", "Graffitis et affichage", "Graffiti and posters", "spray-bottle"),
            Group("voirie", "Voirie et trottoirs", "Roads and pavements", "road-horizon"),
            Group("signalisation", "Signalisation et feux", "Signs and traffic lights", "signpost"),
            Group("eclairage", "Éclairage public", "Street lighting", "lightbulb"),
            Group("espaces_verts", "Espaces verts et arbres", "Parks and trees", "tree"),
            Group("mobilier", "Mobilier urbain et jeux", "Street furniture and play", "park"),
            Group("eau", "Eau et assainissement", "Water and drains", "drop"),
            Group("vehicules", "Véhicules et stationnement", "Vehicles and parking", "car"),
            Group("animaux", "Animaux et nuisibles", "Animals and pests", "paw-print"),
            Group("batiments", "Bâtiments communaux", "Public buildings", "buildings"),
            Group("autre", "Autre", "Other", "dots-three"),
            Group("interne", "Réservé aux agents", "For staff only", "shield-check"),
        )
    }
)


# code | group | French | English | service | icon | delay (h: hours, d: working days) | weight | flags | synonyms
_TABLE = """
encombrants          | depots        | Encombrants abandonnés              | Bulky waste                | proprete      | couch           | 48h | 170 |             | canapé matelas meuble sofa frigo électroménager machine fauteuil mattress furniture fridge
sacs                 | depots        | Sacs de déchets ménagers            | Household waste bags       | proprete      | trash           | 48h | 70  |             | poubelle ordures sac bag trash
gravats              | depots        | Gravats ou déchets de chantier      | Rubble                     | proprete      | trash           | 48h | 45  |             | plâtre béton chantier debris
cartons              | depots        | Cartons                             | Cardboard                  | proprete      | trash           | 48h | 40  |             | emballage colis box
rue_sale             | proprete      | Chaussée ou trottoir sale           | Dirty street               | proprete      | broom           | 3d  | 60  |             | balayage saleté détritus papier verre bouteille tesson feuilles mortes ramassage glass litter leaves
corbeille_pleine     | proprete      | Corbeille pleine ou cassée          | Full or broken bin         | proprete      | broom           | 3d  | 30  |             | poubelle débordement ordures
dejections           | proprete      | Déjections canines                  | Dog mess                   | proprete      | broom           | 3d  | 20  |             | crotte chien merde poo
urine                | proprete      | Épanchement d’urine                 | Urine                      | proprete      | broom           | 3d  | 9   |             | odeur pipi
megots               | proprete      | Mégots                              | Cigarette butts            | proprete      | broom           | 3d  | 8   |             | cigarette cendrier
bac_roulant          | proprete      | Bac roulant sur le trottoir         | Wheelie bin on pavement    | proprete      | broom           | 3d  | 12  |             | conteneur poubelle
graffiti_mur         | graffitis     | Graffiti sur mur ou façade          | Graffiti on a wall         | proprete      | spray-bottle    | 10d | 170 |             | tag peinture inscription tagué
graffiti_rideau      | graffitis     | Graffiti sur rideau ou mobilier     | Graffiti on a shutter      | proprete      | spray-bottle    | 15d | 45  |             | tag peinture coffret armoire
affichage            | graffitis     | Affiches et autocollants            | Posters and stickers       | proprete      | note-pencil     | 10d | 50  |             | affiche sticker publicité
inscription_haineuse | graffitis     | Inscription haineuse                | Hateful writing            | proprete      | warning-octagon | 24h | 6   |             | injure raciste insulte croix gammée swastika hate
nid_de_poule         | voirie        | Nid-de-poule, trou dans la chaussée | Pothole                    | voirie        | road-horizon    | 10d | 18  |             | trou chaussée enrobé goudron route ornière crevasse hole road
trottoir             | voirie        | Trottoir abîmé                      | Damaged pavement           | voirie        | road-horizon    | 15d | 12  |             | dalle pavé bordure racine sidewalk
marquage             | voirie        | Marquage au sol effacé              | Faded road marking         | voirie        | road-horizon    | 20d | 4   |             | peinture passage piéton ligne crosswalk
piste_cyclable       | voirie        | Aménagement cyclable                | Cycle lane                 | voirie        | road-horizon    | 15d | 3   |             | vélo piste bande
chantier             | voirie        | Barrières et objets de chantier     | Works barriers             | voirie        | road-horizon    | 5d  | 5   |             | travaux cône palissade
terrasse             | voirie        | Étalage ou terrasse gênante         | Obstructing terrace        | voirie        | road-horizon    | 15d | 31  |             | commerce chevalet enseigne
trappe               | voirie        | Trappe ou grille ouverte, descellée | Open manhole or grate      | voirie        | traffic-cone    | 4h  | 4   | dangerous   | plaque regard égout tampon bouche
panneau              | signalisation | Panneau abîmé, tourné ou absent     | Damaged sign               | voirie        | signpost        | 5d  | 8   |             | panneau stop signalisation tordu couché renversé
plaque_rue           | signalisation | Plaque de rue                       | Street name plate          | voirie        | signpost        | 20d | 2   |             | nom de rue plaque
feux                 | signalisation | Feux tricolores en panne            | Faulty traffic lights      | voirie        | warning         | 24h | 3   | dangerous   | feu rouge carrefour
lampadaire           | eclairage     | Lampadaire éteint                   | Street light out           | eclairage     | lightbulb       | 10d | 20  |             | candélabre lampe noir ampoule réverbère lumière éclairage panne dark
eclairage_jour       | eclairage     | Éclairage allumé le jour            | Lights on by day           | eclairage     | lightbulb       | 10d | 3   |             | lampadaire allumé
mat_abime            | eclairage     | Mât ou coffret abîmé                | Damaged pole or box        | eclairage     | lightbulb       | 10d | 4   |             | candélabre poteau armoire
fils                 | eclairage     | Fils électriques apparents          | Bare electric wires        | eclairage     | lightning       | 4h  | 2   | dangerous   | câble électrique fil courant
elagage              | espaces_verts | Arbre à élaguer                     | Tree to prune              | espaces_verts | tree            | 15d | 6   |             | branche feuillage haie taille hedge
pelouse              | espaces_verts | Pelouse ou massif en mauvais état   | Lawn or flower bed         | espaces_verts | tree            | 15d | 4   |             | herbe gazon fleurs tonte grass weeds
pied_arbre           | espaces_verts | Pied d’arbre                        | Tree pit                   | espaces_verts | tree            | 15d | 3   |             | racine grille arbre
branche              | espaces_verts | Arbre ou branche dangereuse         | Dangerous tree or branch   | espaces_verts | warning         | 4h  | 3   | dangerous   | branche cassée tombée arbre chute fallen
banc                 | mobilier      | Banc abîmé                          | Damaged bench              | batiments     | couch           | 20d | 5   |             | assise siège
potelet              | mobilier      | Potelet ou barrière                 | Bollard or barrier         | batiments     | couch           | 20d | 9   |             | poteau borne quille
aire_jeux            | mobilier      | Aire de jeux                        | Playground                 | batiments     | couch           | 5d  | 3   |             | toboggan balançoire enfant square
abri                 | mobilier      | Abri bus ou vélos                   | Bus or cycle shelter       | batiments     | couch           | 20d | 2   |             | arrêt abribus arceau stop
avaloir              | eau           | Avaloir bouché                      | Blocked drain              | voirie        | drop            | 5d  | 3   |             | égout grille caniveau bouche gutter
fuite                | eau           | Fuite d’eau                         | Water leak                 | voirie        | drop            | 2d  | 2   |             | canalisation tuyau
flaque               | eau           | Accumulation d’eau                  | Standing water             | voirie        | drop            | 10d | 2   |             | flaque inondation stagnante
fontaine             | eau           | Fontaine ou borne d’eau             | Fountain                   | voirie        | drop            | 15d | 1   |             | boire robinet
stationnement        | vehicules     | Stationnement gênant                | Obstructive parking        | police        | car             | 3d  | 85  |             | voiture garée trottoir livraison
epave_auto           | vehicules     | Épave de voiture                    | Abandoned car              | police        | car             | 15d | 14  |             | véhicule ventouse carcasse abandonnée wreck
epave_velo           | vehicules     | Épave de deux-roues ou trottinette  | Abandoned cycle or scooter | police        | car             | 15d | 32  |             | vélo moto abandonné bike
rats                 | animaux       | Rats, rongeurs                      | Rats                       | proprete      | paw-print       | 5d  | 3   |             | souris terrier nuisible cafard cafards punaise pest cockroach
nid_guepes           | animaux       | Nid de guêpes ou de frelons         | Wasp or hornet nest        | proprete      | paw-print       | 2d  | 2   |             | frelon asiatique essaim abeilles bees
animal_errant        | animaux       | Animal errant ou mort               | Stray or dead animal       | proprete      | paw-print       | 2d  | 2   |             | chien chat cadavre pigeon perdu
ecole                | batiments     | École, crèche                       | School, nursery            | batiments     | buildings       | 10d | 3   |             | classe cour
batiment             | batiments     | Bâtiment communal                   | Public building            | batiments     | buildings       | 15d | 3   |             | mairie salle gymnase porte
toilettes            | batiments     | Toilettes publiques                 | Public toilets             | batiments     | buildings       | 3d  | 3   |             | wc sanisette loo
autre                | autre         | Autre chose                         | Something else             | accueil       | dots-three      | 10d | 5   |             | divers
danger_immediat      | autre         | Danger immédiat pour des personnes  | Immediate danger to people | accueil       | warning-octagon | 10d | 0   | deflection  | feu incendie accident gaz secours urgence pompiers
constat              | interne       | Constat d’agent                     | Staff observation          | accueil       | binoculars      | 10d | 4   | agents_only | constat
patrouille           | interne       | Patrouille propreté                 | Cleanliness patrol         | proprete      | binoculars      | 3d  | 6   | agents_only | patrouille tournée
"""


def _category(line: str) -> Category:
    code, group, fr, en, service, icon, delay, weight, flags, synonyms = (cell.strip() for cell in line.split("|"))
    amount = int(delay[:-1])
    return Category(
        code,
        group,
        fr,
        en,
        service,
        icon,
        synonyms,
        weight=int(weight),
        fix_hours=amount if delay.endswith("h") else 0,
        fix_days=amount if delay.endswith("d") else 0,
        dangerous="dangerous" in flags,
        agents_only="agents_only" in flags,
        deflection="deflection" in flags,
    )


CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {category.code: category for category in map(_category, _TABLE.strip().splitlines())}
)
"""Code -> category, in the order in which lists show them."""


def category_of(code: str | None) -> Category:
    """Give the category of a code; a code that this version does not know reads as « Autre chose »."""
    return CATEGORIES.get(code or "", CATEGORIES["autre"])
