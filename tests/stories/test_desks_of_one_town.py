"""What desks share, and what stays with few: filters, templates, the person who called."""

from sqlmodel import select

from fieldapp.intake import actions as intake
from fieldapp.replica.tables import AnswerTemplate, Caller, SavedFilter
from fieldapp.triage import actions_filters, actions_merge, actions_templates
from fieldapp.triage.actions_templates import Draft
from fieldapp.ui.widgets.pill import UpToDate
from sync.core.model import Op
from sync.records.report import ReportStatus
from tests.fieldapp.town import uid
from tests.stories.device import Device
from tests.stories.people import CENTRE, VOIRIE
from tests.stories.story import Stage, story

LAT, LONG = CENTRE


async def count(device: Device, kind: type[SavedFilter] | type[AnswerTemplate] | type[Caller]) -> int:
    """Count the rows of a kind on a device."""
    return len(await device.read(lambda session: session.execute(select(kind.id)).all()))


@story
async def test_filters_and_templates_reach_the_desks_and_not_the_street(stage: Stage) -> None:
    karim, desk = await stage.device("karim", online=True), await stage.device("sylvie", online=True)
    await desk.write(actions_filters.save_filter, "En retard", {"which": "late"}, True)
    await desk.write(actions_templates.save_template, None, Draft("Reçu", "Votre {numéro} est arrivé."))
    await stage.sync_all()
    other = await stage.device("sylvie", online=True)
    assert (await count(other, SavedFilter), await count(other, AnswerTemplate)) == (1, 1)
    assert (await count(karim, SavedFilter), await count(karim, AnswerTemplate)) == (0, 0)
    assert isinstance(await desk.pill(), UpToDate)


@story
async def test_report_of_a_call_reaches_the_street_and_its_caller_does_not(stage: Stage) -> None:
    karim, desk = await stage.device("karim", online=True), await stage.device("sylvie")
    call = {"category": "nid_de_poule", "lat": LAT, "long": LONG, "address": "31 rue Grimaldi", "phone": "0612345678"}
    await desk.write(intake.put, call)
    report = await desk.write(intake.take_in)
    await desk.online()
    await stage.sync_all()
    shown = await karim.shown("report", report)
    assert shown is not None
    assert (shown["channel"], bool(shown["number"])) == ("telephone", True)
    assert await count(karim, Caller) == 0
    other = await stage.device("sylvie", online=True)
    assert await count(other, Caller) == 1


@story
async def test_duplicate_is_merged_without_network_and_detached_after_it(stage: Stage) -> None:
    for name in ("one", "two"):
        fields = {
            "service_code": "banc",
            "status": "nouveau",
            "requested_datetime": "2026-11-23T08:00:00.000Z",
            "lat": LAT,
            "long": LONG,
        }
        stage.hall.write("report", uid(name), Op.CREATE, service=VOIRIE, **fields)
    desk, other = await stage.device("sylvie"), await stage.device("sylvie", online=True)
    await desk.write(actions_merge.merge_into, (uid("two"),), uid("one"))
    await desk.online()
    await stage.sync_all()
    merged = await other.shown("report", uid("two"))
    assert merged is not None
    assert (merged["status"], merged["duplicate_of"]) == (ReportStatus.DOUBLON, uid("one"))
    await other.write(actions_merge.detach, uid("two"))
    await stage.sync_all()
    again = await desk.shown("report", uid("two"))
    assert again is not None
    assert (again["status"], again.get("duplicate_of")) == (ReportStatus.QUALIFIE, None)
