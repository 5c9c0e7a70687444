"""A mandatory note goes to a sector: a device is reached when it says that it keeps the text, and not before."""

from fieldapp.news import actions
from fieldapp.news.queries_audience import Audience
from fieldapp.news.queries_form import NewsForm
from fieldapp.news.queries_readers import Readers, ReaderState, readers_of
from sync.protocol.addresses import PULL, SYNC
from sync.records.news import Importance
from tests.stories.device import Device
from tests.stories.people import EAST, KARIM, LEA
from tests.stories.story import Stage, story

FORM = NewsForm(
    title="Vent fort",
    body="Pas de nacelle après 16 h.",
    importance=Importance.OBLIGATOIRE,
    audience=Audience(zones=(EAST,)),
)


async def told(stage: Stage, writer: Device, news: str) -> Readers:
    """Let the server write what it heard; give who was reached, as the writer's desk shows it."""
    stage.hall.parts.reaching.write(stage.hall.tenant)
    await writer.sync()
    found = await writer.read(readers_of, news)
    assert found is not None
    return found


def states(found: Readers) -> dict[str, ReaderState]:
    """Give how far each person is who is waited for."""
    return {reader.id: reader.state for reader in found.waited_for}


@story
async def test_device_is_reached_after_its_sync_and_one_that_is_off_stays_unreached(stage: Stage) -> None:
    claire, karim = await stage.device("claire", online=True), await stage.device("karim", online=True)
    lea = await stage.device("lea")
    draft: str = await claire.write(actions.keep_new, FORM.draft())
    news: str = await claire.write(actions.publish_new, draft, FORM.fields())
    await claire.sync()
    found = await told(stage, claire, news)
    assert (found.counts.addressed, found.counts.reached) == (2, 0), "published is not reached"
    karim.wire.carried.clear()
    await karim.sync()
    asked = [one for one in karim.wire.carried if one in (f"POST {PULL}", f"POST {SYNC}")]
    assert len(asked) == 2, "the second asks for nothing: it is the receipt"
    await lea.sync()
    assert states(await told(stage, claire, news))[KARIM] is ReaderState.RECEIVED
    found = await told(stage, claire, news)
    assert (states(found)[LEA], found.counts.reached) == (ReaderState.UNREACHED, 1), "her tablet has no network"
    await lea.online()
    assert states(await told(stage, claire, news))[LEA] is ReaderState.RECEIVED
    assert await karim.shown("news", news) is not None
    assert await karim.shown("reach", news) is None
