"""A note is planned without network, comes out at its hour with its document, and is read without network."""

from fieldapp.device.documents import prepare_document
from fieldapp.news import actions
from fieldapp.news.queries import NewsPage, news_list, news_page
from fieldapp.news.queries_audience import Audience
from fieldapp.news.queries_form import NewsForm
from fieldapp.news.queries_readers import Readers, readers_of
from fieldapp.reconcile.queries import waiting
from fieldapp.replica.photo_files import photo_bytes
from sync.core.instants import instant_of_ms
from sync.records.news import Importance
from sync.server.releasing import Releaser
from tests.fieldapp.stand import PDF
from tests.stories.device import Device
from tests.stories.story import Stage, story

HOURS_AHEAD = 16
FORM = NewsForm(
    title="Coupure d’eau",
    body="Rue Basse, de 9 h à midi.",
    importance=Importance.OBLIGATOIRE,
    audience=Audience(everyone=True),
)


async def planned(stage: Stage, writer: Device) -> str:
    """Plan a mandatory note with a document for tomorrow morning."""
    at = instant_of_ms(stage.clock.now_ms() + HOURS_AHEAD * 3_600_000)
    form = {**FORM.fields(), "published_at": at}
    draft: str = await writer.write(actions.keep_new, FORM.draft())
    await writer.write(actions.attach_document, draft, prepare_document("Plan.pdf", PDF))
    news: str = await writer.write(actions.schedule_new, draft, form)
    return news


async def page(device: Device, news: str) -> NewsPage:
    """Give the note as a device shows it."""
    found = await device.read(news_page, news, device.agent)
    assert found is not None
    return found


async def readers(device: Device, news: str) -> Readers:
    """Give who has read it, as its writer sees it."""
    found = await device.read(readers_of, news)
    assert found is not None
    return found


@story
async def test_planned_note_reaches_its_readers_with_its_document_and_is_answered(stage: Stage) -> None:
    claire, karim = await stage.device("claire"), await stage.device("karim", online=True)
    news = await planned(stage, claire)
    await claire.online()
    await stage.sync_all()
    assert await karim.shown("news", news) is None, "not even its title is on his tablet"
    releaser = Releaser(stage.hall.parts.service)
    assert releaser.release(stage.hall.tenant) == 0
    stage.clock.later(minutes=HOURS_AHEAD * 60)
    assert releaser.release(stage.hall.tenant) == 1
    await stage.sync_all(rounds=3)
    karim.wire.is_cut = True
    assert [card.id for card in await karim.read(news_list, karim.agent)] == [news]
    (document,) = (await page(karim, news)).documents
    assert document.is_here, "fetched ahead, because it must be read"
    assert photo_bytes(karim.replica.files, document.id) == PDF
    assert (await readers(claire, news)).counts.acknowledged == 0
    await claire.write(actions.remind, news)
    await karim.write(actions.acknowledge, news, (await page(karim, news)).content_hash)
    await karim.online()
    await stage.sync_all()
    assert not (await page(karim, news)).card.is_reminded
    told = await readers(claire, news)
    assert (told.counts.acknowledged, told.counts.addressed, len(told.waited_for)) == (1, 4, 3)


@story
async def test_note_called_off_without_network_after_it_came_out_is_a_question(stage: Stage) -> None:
    claire, karim = await stage.device("claire", online=True), await stage.device("karim", online=True)
    news = await planned(stage, claire)
    await stage.sync_all()
    claire.wire.is_cut = True
    stage.clock.later(minutes=HOURS_AHEAD * 60)
    Releaser(stage.hall.parts.service).release(stage.hall.tenant)
    await claire.write(actions.call_off, news)
    await claire.online()
    await stage.sync_all()
    assert stage.hall.fields("news", news)["status"] == "publie"
    assert await karim.shown("news", news) is not None
    (question,) = (await claire.read(waiting, claire.agent)).conflicts
    assert "status" in question.names
