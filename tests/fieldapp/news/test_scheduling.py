"""A note that waits for its hour, in a real replica and on the desk's screens: planned, moved, called off, out."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from fieldapp.news import actions, queries_form
from fieldapp.news.queries import news_list, own_news
from fieldapp.news.queries_audience import Audience
from fieldapp.news.queries_form import NewsForm, edit_draft_id
from fieldapp.news.screens_moment import evening, morning, stepped_hour
from fieldapp.ui import routes
from fieldapp.ui.i18n import NBSP
from sync.records.delays import PARIS
from sync.records.news import NewsStatus, is_due
from tests.fieldapp.day import moved
from tests.fieldapp.town import NOW, SYLVIE, VOIRIE, Town
from tests.fieldapp.triage.desk import DeskPage, at_desk

TOMORROW = moved(NOW, days=1)
FORM = NewsForm(title="Vœux du maire", body="Salle des fêtes.", audience=Audience(everyone=True), publish_at=TOMORROW)


def scheduled(desk: Town, form: NewsForm = FORM) -> str:
    draft = desk.replica.write_now(actions.keep_new, form.draft())
    news: str = desk.replica.write_now(actions.schedule_new, draft, form.fields())
    return news


def shown(desk: Town, news: str) -> dict[str, Any]:
    return desk.replica.write_now(lambda unit: unit.fields("news", news))


def said(page: DeskPage) -> str:
    return " ".join(page.page.texts()).replace(NBSP, " ")


def test_scheduled_note_waits_among_own_news_and_is_nobody_s_to_read(desk: Town) -> None:
    news = scheduled(desk)
    assert (shown(desk, news)["status"], shown(desk, news)["published_at"]) == ("programme", TOMORROW)
    (card,) = desk.replica.read_now(own_news, SYLVIE)
    assert (card.id, card.status, card.published_at) == (news, NewsStatus.PROGRAMME, TOMORROW)
    assert desk.replica.read_now(news_list, SYLVIE) == ()


def test_note_is_due_at_its_hour() -> None:
    waiting = {"status": "programme", "published_at": TOMORROW}
    assert not is_due(waiting, NOW)
    assert is_due(waiting, TOMORROW)
    assert not is_due({**waiting, "status": "brouillon"}, TOMORROW)


def test_other_hour_is_one_change(desk: Town) -> None:
    news = scheduled(desk)
    opened = desk.replica.read_now(queries_form.composer, news)
    assert opened is not None
    later = replace(opened.form, publish_at=moved(NOW, days=2))
    assert opened.changes(later) == {"published_at": moved(NOW, days=2)}
    desk.replica.write_now(actions.schedule, news, opened.changes(later), edit_draft_id(news))
    assert shown(desk, news)["published_at"] == moved(NOW, days=2)


def test_called_off_note_is_a_draft_without_an_hour(desk: Town) -> None:
    news = scheduled(desk)
    desk.replica.write_now(actions.call_off, news)
    assert (shown(desk, news)["status"], shown(desk, news).get("published_at")) == ("brouillon", None)


def test_scheduled_note_is_published_before_its_hour_by_hand(desk: Town) -> None:
    news = scheduled(desk)
    desk.replica.write_now(actions.publish, news, {}, edit_draft_id(news))
    assert (shown(desk, news)["status"], shown(desk, news)["published_at"]) == ("publie", NOW)


def test_correction_of_what_is_out_keeps_its_date(desk: Town) -> None:
    news = desk.news("Note", body="Corps", published_at=moved(NOW, days=-3))
    opened = desk.replica.read_now(queries_form.composer, news)
    assert opened is not None
    assert opened.form.publish_at is None
    assert opened.changes(opened.form) == {}


@pytest.mark.parametrize(
    ("at", "steps", "expected"),
    [
        ((9, 0), 1, (9, 15)),
        ((14, 36), 1, (14, 45)),
        ((14, 36), -1, (14, 30)),
        ((9, 0), -1, (8, 45)),
        ((23, 45), 1, (0, 0)),
        ((0, 0), -1, (23, 45)),
    ],
)
def test_hour_moves_by_quarters_within_its_day(at: tuple[int, int], steps: int, expected: tuple[int, int]) -> None:
    day = datetime(2026, 11, 24, tzinfo=PARIS)
    stepped = stepped_hour(day.replace(hour=at[0], minute=at[1]), steps)
    local = datetime.fromisoformat(stepped).astimezone(PARIS)
    assert (local.day, local.hour, local.minute) == (24, *expected)


def test_offered_moments_are_the_town_s() -> None:
    friday = datetime(2026, 11, 27, 15, 7, tzinfo=PARIS)
    assert morning(friday) == "2026-11-30T07:00:00.000Z"
    assert evening(friday, 0) == "2026-11-27T19:00:00.000Z"


def test_note_is_planned_and_called_off_at_the_desk(desk: Town) -> None:
    async def story() -> None:
        async with at_desk(desk, routes.COMPOSE, SYLVIE) as page:
            await page.settle()
            await page.type("title", "Vœux du maire")
            await page.type("body", "Salle des fêtes.")
            await page.tap("audience-add")
            await page.tap(f"choose-{VOIRIE}")
            await page.tap("audience-done")
            await page.tap("publish-later")
            await page.tap("publish-later-hour")
            await page.tap("primary")
            (card,) = desk.replica.read_now(own_news, SYLVIE)
            assert (card.status, card.published_at) == (NewsStatus.PROGRAMME, "2026-11-24T07:15:00.000Z")
            assert "Programmée : Demain, 8 h 15" in said(page)
            await page.tap("call-off")
            (card,) = desk.replica.read_now(own_news, SYLVIE)
            assert card.status is NewsStatus.BROUILLON

    asyncio.run(story())


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"publish_at": moved(NOW, hours=-1)}, "une heure à venir"),
        ({"expires_at": moved(NOW, hours=20)}, "une fin après la publication"),
        ({"publish_at": None, "expires_at": NOW}, "une fin après la publication"),
    ],
)
def test_hours_that_cannot_be_are_said_and_nothing_is_sent(desk: Town, fields: dict[str, Any], word: str) -> None:
    form = replace(FORM, **fields)
    desk.replica.write_now(actions.keep_new, form.draft())

    async def story() -> None:
        async with at_desk(desk, routes.COMPOSE, SYLVIE) as page:
            await page.settle()
            await page.tap("primary")
            assert f"Manque : {word}" in said(page)
            assert desk.replica.read_now(own_news, SYLVIE) == ()

    asyncio.run(story())
