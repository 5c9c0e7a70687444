"""Nobody speaks in another's name, and whoever lost a right does not keep it by claiming to have written before."""

from typing import Any

from sync.core.errors import RefusalCode
from sync.core.model import Op, Verdict, VerdictCode
from sync.records.news import acknowledgement_id, news_content_hash
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import Town


def refusal(verdict: Verdict) -> RefusalCode | None:
    return verdict.refusal.code if verdict.refusal is not None else None


def pulled(town: Town, name: str) -> Device:
    device = town.device(name)
    device.pull()
    return device


def note(town: Town, **fields: Any) -> str:
    """Publish a mandatory note of the communicant to everybody."""
    told = {"title": "Consignes", "body": "Casque", "status": "publie", "importance": "obligatoire"}
    everyone = {"author": town.ids["communicant"], "audience": {"everyone": True}}
    return town.device("communicant").create("news", {**told, **everyone, **fields})


def acknowledgement(town: Town, news: str, agent: str) -> dict[str, Any]:
    text = news_content_hash({"title": "Consignes", "body": "Casque"})
    people = {"agent": town.ids[agent], "news_author": town.ids["communicant"]}
    return {"news": news, "content_hash": text, "opened_at": "2026-11-23T08:00:00.000Z", **people}


def test_acknowledgement_cannot_be_made_another_agents(town: Town) -> None:
    news, terrain = note(town), pulled(town, "terrain")
    fields = acknowledgement(town, news, "terrain")
    own_id = acknowledgement_id(news, town.ids["terrain"], fields["content_hash"])
    made_up = terrain.make("acknowledgement", town.world.new_id(), Op.CREATE, fields)
    assert refusal(terrain.judged(made_up)) is RefusalCode.FORBIDDEN
    assert refusal(terrain.judged(terrain.make("acknowledgement", own_id, Op.CREATE, fields))) is None
    terrain.pull()
    assert refusal(terrain.patch("acknowledgement", own_id, agent=town.ids["chef"])) is RefusalCode.FORBIDDEN
    assert refusal(terrain.patch("acknowledgement", own_id, acknowledged_at="2026-11-23T09:00:00.000Z")) is None


def test_document_is_hung_on_a_note_by_its_writers_only(town: Town) -> None:
    news = note(town)
    for name, expected in (("terrain", RefusalCode.FORBIDDEN), ("communicant", None)):
        device = pulled(town, name)
        document = town.photo_fields(news, name, parent_kind="news", role="document")
        made = device.make("attachment", town.world.new_id(), Op.CREATE, document)
        assert refusal(device.judged(made)) is expected


def test_photo_is_not_moved_onto_a_note_or_the_town_itself(town: Town) -> None:
    news, terrain = note(town), pulled(town, "terrain")
    photo = terrain.create("attachment", town.photo_fields(terrain.create("report", town.report_fields())))
    terrain.pull()
    for kind, parent in (("news", news), ("town", town.tenant)):
        assert refusal(terrain.patch("attachment", photo, parent_kind=kind, parent_id=parent)) is RefusalCode.FORBIDDEN


def test_comment_is_not_signed_for_another(town: Town) -> None:
    terrain = pulled(town, "terrain")
    report = terrain.create("report", town.report_fields())
    entry = {"id": town.world.new_id(), "agent": town.ids["chef"], "text": "Je suis le chef"}
    assert refusal(terrain.append("report", report, comments=[entry])) is RefusalCode.FORBIDDEN


def test_whoever_was_dismissed_writes_on_no_entry_of_the_directory(town: Town) -> None:
    terrain = pulled(town, "terrain")
    town.change("agent", town.ids["terrain"], active=False)
    south = [town.ids["sud"]]
    gift = terrain.make("agent", town.ids["voisin"], Op.APPEND, {"zones": ([*south, town.ids["nord"]], south)})
    assert refusal(terrain.judged(gift)) is RefusalCode.FORBIDDEN
    assert town.ids["nord"] not in str(sorted(town.granted("voisin")))


def test_work_of_a_former_post_is_judged_by_that_post(town: Town) -> None:
    """A chef gave his service's task a place offline; before he is back he has become a communicant."""
    chef = pulled(town, "chef")
    task = chef.create("task", town.task_fields())
    chef.pull()
    town.change("agent", town.ids["chef"], role="communicant", service=None, team=None)
    entry = {"id": town.world.new_id(), "agent": town.ids["chef"], "text": "Vu avec les riverains"}
    verdict = chef.patch("task", task, title=("Reboucher", "Reboucher le trou"), comments=([entry], None))
    assert verdict.code is VerdictCode.CONFLICTED
    assert [one["text"] for one in town.fields("task", task)["comments"]] == ["Vu avec les riverains"]
