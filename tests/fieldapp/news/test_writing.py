"""What a writer does and sees, in a real replica: drafts, publishing, correcting, withdrawing, readers."""

from dataclasses import replace
from typing import Any

import pytest

from fieldapp.news import actions, queries_form, queries_readers
from fieldapp.news.queries import own_news
from fieldapp.news.queries_audience import Audience
from fieldapp.news.queries_form import Composer, NewsForm, edit_draft_id
from fieldapp.news.queries_readers import Readers
from fieldapp.replica.errors import NotAllowed, RecordAbsent
from fieldapp.replica.unit import Unit
from sync.records.news import Importance, NewsStatus, news_content_hash
from tests.fieldapp.day import moved
from tests.fieldapp.town import NOW, SYLVIE, Town, uid

ALL = Audience(everyone=True)
GALE = NewsForm(title="Vent fort", body="Pas de nacelle.", importance=Importance.OBLIGATOIRE, audience=ALL)


def shown(town: Town, news: str) -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields("news", news))


def new(town: Town) -> Composer:
    found: Composer = town.replica.read_now(queries_form.new_composer)
    return found


def taken_up(town: Town, news: str) -> Composer:
    found = town.replica.read_now(queries_form.composer, news)
    assert found is not None
    return found


def kept(town: Town, form: NewsForm = GALE) -> str:
    draft: str = town.replica.write_now(actions.keep_new, form.draft())
    return draft


def published(town: Town, form: NewsForm = GALE) -> str:
    news: str = town.replica.write_now(actions.publish_new, kept(town, form), form.fields())
    return news


def keep_edit(town: Town, news: str, **edits: Any) -> None:
    opened = taken_up(town, news)
    typed = {**opened.form.draft(), **edits}
    town.replica.write_now(actions.keep_edit, edit_draft_id(news), typed, opened.base)


def readers(town: Town, news: str) -> Readers:
    found = town.replica.read_now(queries_readers.readers_of, news)
    assert found is not None
    return found


def read_by(town: Town, news: str, agent: str, text: tuple[str, str], **moments: str) -> None:
    """Pull an acknowledgement of another device."""
    content = news_content_hash({"title": text[0], "body": text[1]})
    whole = {"news": news, "news_author": SYLVIE, "agent": agent, "content_hash": content, **moments}
    town.put("acknowledgement", f"{agent} {content}", **whole)


def test_new_form_is_empty_until_something_is_typed(desk: Town) -> None:
    assert new(desk).draft_id is None
    assert new(desk).form.is_empty


def test_other_window_s_text_is_a_draft_of_its_own_once_this_one_was_sent(desk: Town) -> None:
    news = published(desk)
    assert desk.replica.write_now(actions.keep_new, GALE.draft(), news) == news, "a second tap"
    other = replace(GALE, body="Un tout autre texte.")
    draft = desk.replica.write_now(actions.keep_new, other.draft(), news)
    assert draft != news
    assert (new(desk).draft_id, new(desk).form.body) == (draft, other.body)


def test_draft_keeps_every_field_as_typed(desk: Town) -> None:
    form = NewsForm(
        "Titre ", "Corps\n", "court", "Sécurité", Importance.IMPORTANTE, ALL, moved(NOW, days=1), True, True
    )
    draft = kept(desk, form)
    assert (new(desk).form, new(desk).draft_id, new(desk).saved_at) == (form, draft, NOW)


def test_published_note_gets_the_draft_id_and_the_draft_ends(desk: Town) -> None:
    draft = kept(desk)
    news = desk.replica.write_now(actions.publish_new, draft, GALE.fields())
    fields = shown(desk, news)
    assert news == draft
    assert (fields["status"], fields["published_at"], fields["author"]) == ("publie", NOW, SYLVIE)
    assert fields["audience"] == {"everyone": True}
    assert new(desk).draft_id is None


def test_note_is_sent_once_when_published_twice(desk: Town) -> None:
    draft = kept(desk)
    for _ in range(2):
        assert desk.replica.write_now(actions.publish_new, draft, GALE.fields()) == draft
    assert shown(desk, draft)["title"] == "Vent fort"


def test_publishing_what_was_never_kept_is_refused(desk: Town) -> None:
    with pytest.raises(RecordAbsent):
        desk.replica.write_now(actions.publish_new, uid("nothing"), GALE.fields())


def test_stored_draft_waits_among_own_news(desk: Town) -> None:
    news = desk.replica.write_now(actions.store_new, kept(desk), GALE.fields())
    (card,) = desk.replica.read_now(own_news, SYLVIE)
    assert (card.id, card.status) == (news, NewsStatus.BROUILLON)
    desk.replica.write_now(actions.publish, news, {}, edit_draft_id(news))
    assert shown(desk, news)["published_at"] == NOW
    assert desk.replica.read_now(own_news, SYLVIE) == ()


def test_agent_of_the_field_may_not_publish(town: Town) -> None:
    with pytest.raises(NotAllowed):
        published(town)


def test_correction_sends_only_what_changed_and_keeps_the_date(desk: Town) -> None:
    news = published(desk)
    desk.steps.later(3600)
    keep_edit(desk, news, body="Pas de nacelle après 16 h.")
    opened = taken_up(desk, news)
    assert opened.changes(opened.form) == {"body": "Pas de nacelle après 16 h."}
    desk.replica.write_now(actions.correct, news, opened.changes(opened.form), edit_draft_id(news))
    fields = shown(desk, news)
    assert (fields["body"], fields["published_at"]) == ("Pas de nacelle après 16 h.", NOW)
    assert taken_up(desk, news).saved_at is None


def test_colleagues_change_stays_when_another_field_is_corrected(desk: Town) -> None:
    note = {"audience": {"everyone": True}, "body": "Corps"}
    news = desk.news("Note", **note, title="Avant")
    keep_edit(desk, news, body="Corps corrigé")
    desk.news("Note", **note, title="Après")
    opened = taken_up(desk, news)
    assert opened.form.title == "Après"
    assert opened.changes(opened.form) == {"body": "Corps corrigé"}
    assert not opened.changed_since


def test_composer_says_when_a_colleague_changed_the_same_text(desk: Town) -> None:
    news = desk.news("Note", body="Corps")
    keep_edit(desk, news, body="Le mien")
    desk.news("Note", body="Le sien")
    assert taken_up(desk, news).changed_since
    assert taken_up(desk, news).form.body == "Le mien"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [({"body": "Autre."}, True), ({"title": "Autre"}, True), ({"pinned": True}, False), ({"body": "Corps "}, False)],
)
def test_correction_asks_again_when_the_text_changes(desk: Town, edit: dict[str, Any], expected: bool) -> None:
    news = desk.news("Note", body="Corps")
    keep_edit(desk, news, **edit)
    opened = taken_up(desk, news)
    assert opened.asks_again(opened.form) is expected


def test_correction_of_a_plain_note_asks_nothing(desk: Town) -> None:
    news = desk.news("Note", body="Corps", importance="information")
    keep_edit(desk, news, body="Autre.")
    opened = taken_up(desk, news)
    assert not opened.asks_again(opened.form)


def test_withdrawn_note_comes_back_as_it_was(desk: Town) -> None:
    news = published(desk)
    desk.steps.later(3600)
    desk.replica.write_now(actions.withdraw, news)
    assert shown(desk, news)["status"] == "retire"
    desk.replica.write_now(actions.restore, news)
    assert (shown(desk, news)["status"], shown(desk, news)["published_at"]) == ("publie", NOW)


def test_dropped_draft_leaves_nothing(desk: Town) -> None:
    draft = kept(desk)
    desk.replica.write_now(Unit.discard_draft, draft)
    desk.replica.write_now(Unit.discard_draft, draft)
    assert new(desk).form.is_empty
