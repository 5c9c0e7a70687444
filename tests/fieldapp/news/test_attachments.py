"""Photos and documents of a note: attached in a draft, sent with it, taken off, opened from the vault's files."""

import asyncio

import pytest

from fieldapp.device.documents import DocumentRefused, DocumentTrouble, prepare_document
from fieldapp.news import actions, queries, queries_form
from fieldapp.news.queries_audience import Audience
from fieldapp.news.queries_form import Composer, NewsForm, edit_draft_id
from fieldapp.replica.errors import NotValid
from fieldapp.replica.photo_files import photo_bytes
from fieldapp.ui import routes
from sync.records.attachment import DOCUMENT_BYTES_MAX, PHOTOS_PER_RECORD_MAX
from sync.records.news import NewsStatus
from tests.fieldapp.photos import photo
from tests.fieldapp.stand import PDF
from tests.fieldapp.town import KARIM, SYLVIE, Town
from tests.fieldapp.triage.desk import at_desk

FORM = NewsForm(title="Circulation", body="Voir le plan.", audience=Audience(everyone=True))
PLAN = prepare_document("Plan.pdf", PDF)


def drafted(desk: Town) -> str:
    """Begin a note with a photo and a document."""
    draft: str = desk.replica.write_now(actions.keep_new, FORM.draft())
    desk.replica.write_now(actions.attach_photo, draft, photo())
    desk.replica.write_now(actions.attach_document, draft, PLAN)
    return draft


def published(desk: Town) -> str:
    news: str = desk.replica.write_now(actions.publish_new, drafted(desk), FORM.fields())
    return news


def page(town: Town, news: str, agent: str = SYLVIE) -> queries.NewsPage:
    found = town.replica.read_now(queries.news_page, news, agent)
    assert found is not None
    return found


def taken_up(desk: Town, news: str) -> Composer:
    found = desk.replica.read_now(queries_form.composer, news)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", DocumentTrouble.UNREADABLE),
        (b"PK\x03\x04 a spreadsheet", DocumentTrouble.UNREADABLE),
        (b" " * 1024 + b"%PDF-1.7", DocumentTrouble.UNREADABLE),
        (b"%PDF-1.7" + b" " * DOCUMENT_BYTES_MAX, DocumentTrouble.TOO_LARGE),
    ],
    ids=["empty", "other", "late-head", "heavy"],
)
def test_file_that_cannot_be_attached_is_refused(content: bytes, trouble: DocumentTrouble) -> None:
    with pytest.raises(DocumentRefused) as refused:
        prepare_document("Plan.pdf", content)
    assert refused.value.trouble is trouble


@pytest.mark.parametrize(
    ("chosen", "name"),
    [("C:\\Scans\\Plan.PDF", "Plan.pdf"), ("scans/arrêté", "arrêté.pdf"), ("", "document.pdf"), ("é" * 900, None)],
)
def test_document_is_named_as_a_file_without_its_folder(chosen: str, name: str | None) -> None:
    document = prepare_document(chosen, PDF)
    assert document.name == name or (name is None and len(document.name) <= 240)


def test_attachments_wait_in_the_draft_and_go_with_the_note(desk: Town) -> None:
    draft = drafted(desk)
    attached = desk.replica.read_now(queries_form.new_composer).attached
    assert [(one.name, one.size_bytes, one.is_new) for one in attached] == [
        ("", len(photo().jpeg), True),
        ("Plan.pdf", len(PDF), True),
    ]
    news = desk.replica.write_now(actions.publish_new, draft, FORM.fields())
    shown = page(desk, news)
    assert len(shown.photos) == 1
    (document,) = shown.documents
    assert (document.name, document.is_here, document.is_mine, document.received_at) == ("Plan.pdf", True, True, None)
    assert photo_bytes(desk.replica.files, document.id) == PDF


def test_seventh_attachment_is_refused(desk: Town) -> None:
    draft = drafted(desk)
    for number in range(PHOTOS_PER_RECORD_MAX - 2):
        desk.replica.write_now(actions.attach_photo, draft, photo(f"more {number}"))
    with pytest.raises(NotValid):
        desk.replica.write_now(actions.attach_document, draft, PLAN)


def test_attachment_taken_out_of_the_draft_leaves_no_bytes(desk: Town) -> None:
    draft = drafted(desk)
    _, document = desk.replica.read_now(queries_form.new_composer).attached
    desk.replica.write_now(actions.detach, draft, document.id)
    assert len(desk.replica.read_now(queries_form.new_composer).attached) == 1
    assert photo_bytes(desk.replica.files, document.id) is None


def test_correction_takes_one_off_and_puts_one_on_in_one_gesture(desk: Town) -> None:
    news = published(desk)
    opened, draft = taken_up(desk, news), edit_draft_id(news)
    old = next(one for one in opened.attached if one.name)
    typed = {**opened.form.draft(), "dropped": [old.id]}
    desk.replica.write_now(actions.keep_edit, draft, typed, opened.base)
    desk.replica.write_now(actions.attach_document, draft, prepare_document("Plan corrigé.pdf", PDF + b"%"))
    opened = taken_up(desk, news)
    assert [one.name for one in page(desk, news).documents] == ["Plan.pdf"], "nothing moves before it is sent"
    assert opened.is_changed(opened.form)
    assert opened.changes(opened.form) == {}
    desk.replica.write_now(actions.correct, news, {}, draft)
    assert [one.name for one in page(desk, news).documents] == ["Plan corrigé.pdf"]
    assert len(page(desk, news).photos) == 1
    assert taken_up(desk, news).saved_at is None


def test_writer_attaches_and_a_reader_opens(desk: Town) -> None:
    desk.replica.write_now(actions.keep_new, FORM.draft())

    async def story() -> None:
        async with at_desk(desk, routes.COMPOSE, SYLVIE) as shown:
            await shown.until(lambda: shown.has("add-documents"))
            await shown.tap("add-documents")
            await shown.until_says("Plan de circulation.pdf")
            await shown.tap("add-photos")
            await shown.until_says("Photo 2")
            drops = [one for one in shown.page.all(type(shown.page.id("add-photos"))) if _drops(one.identifier)]
            await shown.tap(str(drops[-1].identifier))
            await shown.until(lambda: not shown.says("Photo 2"))
            await shown.tap("primary")
            await shown.until_says("Documents")
            (card,) = desk.replica.read_now(queries.news_list, SYLVIE)
            assert card.status is NewsStatus.PUBLIE
            (document,) = page(desk, card.id).documents
            assert len(page(desk, card.id).photos) == 1
            await shown.tap(f"document-{document.id}")
            await shown.until_says("Copie enregistrée : Plan de circulation.pdf")

    asyncio.run(story())


def _drops(identifier: object) -> bool:
    return str(identifier).startswith("drop-file-")


def test_document_that_is_not_here_is_asked_for(town: Town) -> None:
    news = town.news("Circulation", audience={"everyone": True})
    whole = {"parent_kind": "news", "parent_id": news, "role": "document", "author": SYLVIE, "name": "Plan.pdf"}
    told = {"sha256": PLAN.sha256, "size_bytes": len(PDF), "media_type": "application/pdf", "received_at": None}
    document = town.put("attachment", "plan", **whole, **told)
    assert not page(town, news, KARIM).documents[0].is_here

    async def story() -> None:
        async with at_desk(town, routes.news_item(news), KARIM) as shown:
            await shown.until_says("à télécharger")
            await shown.tap(f"document-{document}")
            await shown.until_says("Le document arrive dès que le réseau est là.")

    asyncio.run(story())
