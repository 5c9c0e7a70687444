"""Answers to residents: templates that fill themselves in, and keeping them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from fieldapp.replica.errors import NotAllowed
from fieldapp.triage import actions_templates, queries_templates
from fieldapp.triage.actions_templates import Draft
from fieldapp.triage.queries_templates import Occasion, Template, filled, fitting, for_any_report, unfilled
from fieldapp.triage.screens_templates import starters
from fieldapp.ui.i18n import NBSP
from sync.records.base import Role
from tests.fieldapp.town import Town, uid
from tests.fieldapp.triage.desk import DeskPage, at_desk, fill_desk

HOLE = uid("trou")


def at(town: Town, work: Callable[[DeskPage], Awaitable[None]], route: str) -> None:
    async def sit() -> None:
        async with at_desk(town, route) as desk:
            await desk.until(lambda: desk.has("primary"))
            await work(desk)
            assert not desk.page.wire.crashes

    asyncio.run(sit())


def shown(town: Town, record_id: str = HOLE) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields("report", record_id))


def template(title: str, **fits: Any) -> Template:
    return Template(uid(title), title, title, **fits)


@pytest.fixture
def desk_town(town: Town) -> Town:
    """Fill a town with a morning's reports and six templates."""
    fill_desk(town)
    town.replica.write_now(actions_templates.save_templates, starters())
    return town


def test_placeholders_are_filled_in_and_what_is_missing_stays_to_be_seen() -> None:
    text = filled("Le {numéro} ({ Catégorie }), le {date}.", {"numéro": "A12", "catégorie": "Banc", "date": ""})
    assert text == "Le A12 (Banc), le {date}."
    assert unfilled(text) == ["date"]


def test_templates_made_for_an_occasion_come_before_those_for_any() -> None:
    known = [template("any"), template("rejected", status="rejete"), template("ours", status="rejete", reason="prive")]
    known.append(template("lights", group="eclairage"))
    found = fitting(known, Occasion("rejete", "nid_de_poule", "prive"))
    assert [one.title for one in found] == ["ours", "rejected", "any"]
    assert [one.title for one in fitting(known, Occasion("affecte", "nid_de_poule"))] == ["any"]


def test_what_names_one_report_is_not_written_to_several_people() -> None:
    known = [template("Reçu par {commune}"), template("Le {numéro} est reçu")]
    assert [one.title for one in for_any_report(known)] == ["Reçu par {commune}"]


def test_starters_ask_only_for_what_can_be_filled_in() -> None:
    assert [queries_templates.unknown_placeholders(one.text) for one in starters()] == [[]] * len(starters())
    assert all(unfilled(one.text) for one in starters())


def test_template_is_kept_changed_and_brought_back(town: Town) -> None:
    kept = town.replica.write_now(actions_templates.save_template, None, Draft(" Reçu ", "Bonjour"))
    town.replica.write_now(actions_templates.save_template, kept, Draft("Reçu", "Bonsoir", "rejete", "prive"))
    (one,) = town.replica.read_now(queries_templates.templates)
    assert (one.title, one.text, one.reason) == ("Reçu", "Bonsoir", "prive")
    fields = town.replica.write_now(actions_templates.forget_template, kept)
    town.replica.write_now(actions_templates.bring_template_back, fields)
    (one,) = town.replica.read_now(queries_templates.templates)
    assert (one.text, one.id != kept) == ("Bonsoir", True)


def test_chief_uses_templates_and_does_not_write_them(town: Town) -> None:
    town.put("agent", "sylvie", given_name="Sylvie", family_name="Martin", role=Role.CHEF_EQUIPE.value, active=True)
    with pytest.raises(NotAllowed):
        town.replica.write_now(actions_templates.save_template, None, Draft("Reçu", "Bonjour"))


def test_resident_is_answered_with_keys_alone_and_no_agent_is_named(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("E")
        await desk.until_says("Accusé de réception")
        await desk.key("M")
        await desk.key("Ctrl Enter")
        await desk.until_says("Réponse enregistrée")

    at(desk_town, work, f"/triage/{HOLE}")
    fields = shown(desk_town)
    assert fields["status"] == "a_qualifier", "an answer moves nothing"
    assert fields["status_notes"].replace(NBSP, " ") == (
        "Bonjour, votre signalement A2026K0420 (Nid-de-poule, trou dans la chaussée, 31 rue Grimaldi) est bien arrivé. "
        "Le service Voirie s’en occupe. Délai prévu : jeudi 3 décembre."
    )
    assert "Martin" not in fields["status_notes"]


def test_answer_with_a_gap_is_not_sent(desk_town: Town) -> None:
    desk_town.put("answer_template", "gap", title="Absent", text="Votre {date} et {lune}", status="a_qualifier")

    async def work(desk: DeskPage) -> None:
        await desk.key("E")
        await desk.until_says("Absent")
        await desk.key("M")
        await desk.key("Ctrl Enter")
        await desk.until_says("À compléter : date et lune")
        await desk.type("answer", "Bonjour")
        await desk.tap("answer-confirm")
        await desk.until_says("Réponse enregistrée")

    at(desk_town, work, f"/triage/{HOLE}")
    assert shown(desk_town)["status_notes"] == "Bonjour"


def test_rejection_takes_the_template_of_its_reason(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("X")
        await desk.until_says("Pourquoi rejeter")
        await desk.key("1")
        await desk.until_says("Hors compétence")
        await desk.key("M")
        await desk.key("Ctrl Enter")
        await desk.until_says("Rejeté")

    at(desk_town, work, f"/triage/{HOLE}")
    assert "ne relève pas de la mairie de Saint-Aubin" in shown(desk_town)["status_notes"]


def test_template_is_written_on_its_sheet(desk_town: Town) -> None:
    async def work(desk: DeskPage) -> None:
        await desk.key("E")
        await desk.tap("open-templates")
        await desk.tap("template-new")
        await desk.type("template-title", "Merci")
        # The tap comes with the last letter, before that is drawn.
        await desk.page.type_and_tap("template-text", "Merci {prénom}", "template-confirm")
        await desk.until_says("Rien ne remplira : prénom")
        await desk.type("template-text", "Merci pour le ")
        await desk.tap("placeholder-0")
        await desk.tap("template-confirm")
        await desk.until_says("Modèle gardé : Merci")

    at(desk_town, work, f"/triage/{HOLE}")
    texts = {one.title: one.text for one in desk_town.replica.read_now(queries_templates.templates)}
    assert texts["Merci"] == "Merci pour le {numéro}"
