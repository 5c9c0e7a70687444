"""Work by street: one street however it is written, in the order of the list."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from fieldapp.ui.streets import by_street, street_of


@dataclass
class Placed:
    """A piece of work that has nothing but an address."""

    address: str


def grouped(*addresses: str) -> list[tuple[str, list[str]]]:
    works: list[Any] = [cast(Any, Placed(address)) for address in addresses]
    return [(street, [work.address for work in found]) for street, found in by_street(works)]


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("31 rue Grimaldi", "Rue Grimaldi"),
        ("31 bis rue Grimaldi", "Rue Grimaldi"),
        ("31B rue Grimaldi", "Rue Grimaldi"),
        ("Rue Grimaldi, 12", "Rue Grimaldi"),
        ("12, rue Grimaldi", "Rue Grimaldi"),
        ("Rue Grimaldi, angle rue Suffren", "Rue Grimaldi"),
        ("12 quai Antoine-1er", "Quai Antoine-1er"),
        ("Rue du 8 mai 1945", "Rue du 8 mai 1945"),
        ("Place d’Armes, côté halle", "Place d’Armes"),
        ("", ""),
        ("14", ""),
    ],
)
def test_street_of_an_address_has_no_number(address: str, street: str) -> None:
    assert street_of(address) == street


def test_streets_stand_where_their_first_work_stood_and_nothing_moves_within() -> None:
    found = grouped("9 bd des Moulins", "Rue Saige, 3", "", "2 boulevard des Moulins", "Rue Saige, 1")
    assert found == [
        ("Bd des Moulins", ["9 bd des Moulins", "2 boulevard des Moulins"]),
        ("Rue Saige", ["Rue Saige, 3", "Rue Saige, 1"]),
        ("", [""]),
    ]


def test_streets_that_differ_in_one_word_stay_apart() -> None:
    assert [street for street, _ in grouped("3 rue Saige", "3 avenue Saige", "rue de la Saige")] == [
        "Rue Saige",
        "Avenue Saige",
    ]
