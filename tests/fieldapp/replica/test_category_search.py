"""A category is found by the words that people say in the street, in both languages, with plurals and slips."""

import pytest

from fieldapp.replica.category_search import find_categories
from sync.records.categories import CATEGORIES

SAID = {
    "nid_de_poule": (
        "trous | nids de poule | nid-de-poule | trou sur la route | "
        "trou dans la chaussée | goudron abîmé | route défoncée | potholes | hole in the road"
    ),
    "lampadaire": (
        "lampadaires | réverbère | réverbères éteints | lampadère | "
        "plus de lumière dans la rue | ampoule grillée | éclairage en panne | street lights"
    ),
    "corbeille_pleine": "poubelles | poubelle qui déborde | bins",
    "sacs": "sacs poubelle | ordures | déchets",
    "bac_roulant": "conteneurs sur le trottoir",
    "graffiti_mur": "tags | tag sur un mur | graffitis | grafiti",
    "inscription_haineuse": "croix gammée",
    "affichage": "autocollants",
    "banc": "bancs | banc cassé | siège cassé | broken bench",
    "dejections": "crottes de chien | merde de chien | crotte | dog poo",
    "panneau": "panneaux | panneau tordu | panneau stop couché",
    "encombrants": "matelas sur le trottoir | canapé | meubles | frigo | fly tipping | mattress",
    "epave_auto": "voiture abandonnée | voitures ventouses | abandoned car",
    "epave_velo": "vélo abandonné | trottinette",
    "stationnement": "voiture mal garée | illegal parking",
    "rue_sale": "verre | bouteilles cassées | papiers par terre | feuilles mortes | broken glass",
    "animal_errant": "pigeons | chien perdu | chat mort",
    "rats": "rats | cafards",
    "nid_guepes": "guêpes | frelons asiatiques | wasps",
    "avaloir": "égouts bouchés | blocked drains",
    "trappe": "bouche d’égout | plaque d’égout",
    "fuite": "fuite d’eau | fuites",
    "flaque": "flaques d’eau | inondation",
    "fontaine": "fontaine",
    "elagage": "arbres | haie qui dépasse",
    "branche": "branches | arbre tombé | fallen tree",
    "pelouse": "herbes hautes | gazon",
    "aire_jeux": "jeux pour enfants | balançoire cassée | toboggan",
    "potelet": "barrières | poteau cassé",
    "abri": "abribus cassé | arrêt de bus",
    "feux": "feu rouge en panne | feux tricolores",
    "marquage": "passage piéton effacé | peinture au sol",
    "fils": "fils électriques | câbles qui pendent",
    "trottoir": "trottoirs | dalles cassées | pavés | bordure cassée",
    "toilettes": "toilettes | wc bouchés",
    "ecole": "école | vitre cassée école",
    "megots": "mégots",
    "urine": "pipi",
    "cartons": "cartons",
    "gravats": "gravats",
    "chantier": "travaux",
    "terrasse": "terrasse",
    "danger_immediat": "incendie | odeur de gaz",
}
PHRASES = [(phrase.strip(), code) for code, phrases in SAID.items() for phrase in phrases.split("|")]
FIRST = 3
"""So many stand under the search without scrolling."""


def codes(typed: str) -> list[str]:
    return [category.code for category in find_categories(typed, CATEGORIES.values())]


@pytest.mark.parametrize(("phrase", "code"), PHRASES)
def test_what_people_say_finds_its_category_among_the_first(phrase: str, code: str) -> None:
    assert code in codes(phrase)[:FIRST]


@pytest.mark.parametrize("code", list(CATEGORIES))
def test_a_category_is_found_by_its_own_names(code: str) -> None:
    category = CATEGORIES[code]
    assert code in codes(category.fr)[:FIRST]
    assert code in codes(category.en)[:FIRST]


def test_a_word_that_nobody_foresaw_does_not_empty_the_list() -> None:
    assert codes("trou abracadabra")[0] == "nid_de_poule"


def test_where_one_has_all_words_the_others_are_left_out() -> None:
    assert "pied_arbre" not in codes("arbre branche")


def test_what_is_wrong_counts_more_than_where_it_is() -> None:
    assert codes("matelas sur le trottoir")[0] == "encombrants"


def test_a_slip_is_asked_only_where_nothing_is_spelled_so() -> None:
    assert codes("rat")[0] == "rats"
    assert "encombrants" not in codes("barre")


def test_danger_comes_first_also_beside_other_words() -> None:
    assert codes("fuite de gaz")[0] == "danger_immediat"


def test_a_small_word_alone_still_begins_a_word() -> None:
    assert "lampadaire" in codes("la")


@pytest.mark.parametrize("typed", ["", "  ", "…", "abracadabra"])
def test_what_says_nothing_finds_nothing(typed: str) -> None:
    assert codes(typed) == []
