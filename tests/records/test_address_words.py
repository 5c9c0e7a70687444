"""Folding of street names, short forms, house numbers, and the count of slips between two words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.records.addresses.nearness import shortened, slips, slips_allowed
from sync.records.addresses.words import (
    WORDS_MAX,
    HouseNumber,
    alternatives,
    fold,
    house_number,
    without_number,
    words_of,
)


def table_of_slips(a: str, b: str) -> int:
    """Count slips the way schoolbooks do: optimal string alignment by a full table."""
    rows = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            other = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, other)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text("abcd", max_size=9), st.text("abcd", max_size=9), st.integers(0, 4))
def test_slips_are_those_of_the_full_table(a: str, b: str, most: int) -> None:
    assert slips(a, b, most) == min(table_of_slips(a, b), most + 1)


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [("moulins", "moulisn", 1), ("ab", "ba", 1), ("grimaldi", "grimlda", 2), ("ca", "abc", 3), ("", "ab", 2)],
)
def test_two_letters_that_changed_places_are_one_slip(a: str, b: str, count: int) -> None:
    assert slips(a, b, 5) == slips(b, a, 5) == table_of_slips(a, b) == count


@given(st.text("abc", min_size=1, max_size=7), st.text("abc", min_size=1, max_size=7))
def test_words_one_slip_apart_share_a_shortened_form(a: str, b: str) -> None:
    if table_of_slips(a, b) <= 1:
        assert set(shortened(a)) & set(shortened(b))


def test_short_words_and_figures_may_have_no_slip() -> None:
    assert [slips_allowed(word) for word in ("bd", "foch", "grimaldi", "1945")] == [0, 1, 2, 0]


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Rue de l’Œuvre", "rue de l oeuvre"),
        ("  ÉGLISE  Saint-Éloi ", "eglise saint eloi"),
        ("Straße", "strasse"),
        ("<b>'\"*", "b"),
        ("駅", ""),
    ],
)
def test_name_is_folded_to_plain_words(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=400))
def test_any_text_folds_to_few_plain_words(text: str) -> None:
    folded = fold(text)
    assert len(folded.split()) <= WORDS_MAX
    assert all(c.isascii() and (c.isalnum() or c == " ") for c in folded)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("Bd des Moulins", "Boulevard des Moulins"),
        ("Bld. des Moulins", "Boulevard des Moulins"),
        ("Av Foch", "Avenue Foch"),
        ("Pl de la Mairie", "Place de la Mairie"),
        ("Imp des Lilas", "Impasse des Lilas"),
        ("All des Tilleuls", "Allée des Tilleuls"),
        ("Chem du Bois", "Chemin du Bois"),
        ("Rte d'Angers", "Route d'Angers"),
        ("Sq Louise Michel", "Square Louise-Michel"),
        ("Fg St Jean", "Faubourg Saint-Jean"),
        ("r Ste Barbe", "Rue Sainte-Barbe"),
        ("R. du Gal Leclerc", "Rue du Général-Leclerc"),
        ("Bd Rainier 3", "Boulevard Rainier III"),
        ("Bd Albert Ier", "Boulevard Albert Ier"),
        ("Rue du Onze Novembre", "rue du 11 novembre"),
        ("Rond Point de l'Europe", "rond-point de l’Europe"),
    ],
)
def test_short_form_and_full_name_are_the_same_words(written: str, full: str) -> None:
    assert words_of(written) == words_of(full)


def test_word_that_is_a_short_form_stays_possible_as_a_beginning() -> None:
    assert alternatives("all", is_first=True) == ("allee", "all")
    assert alternatives("moulins", is_first=False) == ("moulins",)
    assert words_of("Rue R Poincaré") == ("rue", "r", "poincare")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", HouseNumber(12)),
        ("12bis", HouseNumber(12, "bis")),
        ("12 B", HouseNumber(12, "bis")),
        ("7 ter", HouseNumber(7, "ter")),
        ("3 c", HouseNumber(3, "c")),
        ("99999", None),
        ("bis", None),
        ("12 rue", None),
        ("", None),
    ],
)
def test_house_number_is_read(written: str, number: HouseNumber | None) -> None:
    assert house_number(written) == number


@pytest.mark.parametrize(
    ("asked", "rest", "number"),
    [
        ("12 rue grimaldi", "rue grimaldi", HouseNumber(12)),
        ("rue grimaldi 12 bis", "rue grimaldi", HouseNumber(12, "bis")),
        ("12 r grimaldi", "r grimaldi", HouseNumber(12)),
        ("rue du 11 novembre", "rue du 11 novembre", None),
        ("12", "12", None),
        ("3 rue du 8 mai 1945", "rue du 8 mai 1945", HouseNumber(3)),
    ],
)
def test_house_number_is_parted_from_the_street(asked: str, rest: str, number: HouseNumber | None) -> None:
    assert without_number(asked) == (rest, number)
