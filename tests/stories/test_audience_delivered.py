"""« N personnes » at the desk are the very people to whom the server gives the note, whatever the audience."""

from fieldapp.news import actions
from fieldapp.news.queries_audience import Audience, directory
from fieldapp.news.queries_form import NewsForm
from sync.core.model import Op
from sync.records.base import Role
from sync.server.rows import GrantRow, RecordRow
from tests.fieldapp.town import WEST, square, uid
from tests.stories.device import Device
from tests.stories.people import CLAIRE, EAST, KARIM, LEA, NORD, SYLVIE, VOIRIE
from tests.stories.story import Stage, story

ANNE, PAUL, HELENE, GONE = uid("anne"), uid("paul"), uid("helene"), uid("gone")
AUDIENCES = {
    "everyone": Audience(everyone=True),
    "service": Audience(services=(VOIRIE,)),
    "team": Audience(teams=(NORD,)),
    "sector of a team and of one agent": Audience(zones=(EAST,)),
    "sector of an elected and of one agent": Audience(zones=(WEST,)),
    "both sectors": Audience(zones=(EAST, WEST)),
    "role": Audience(roles=(Role.ELU,)),
    "one of all": Audience(False, (VOIRIE,), (NORD,), (WEST,), (Role.ELU,), (SYLVIE,)),
    "sector but one": Audience(zones=(EAST,), excepted=(LEA,)),
    "nobody": Audience(agents=(GONE,)),
}


def settle(stage: Stage) -> None:
    """Add a sector, two agents with sectors of their own, an elected with his, and one who has left."""
    stage.hall.write("zone", WEST, Op.CREATE, name="Ouest", code="Z2", polygon=square(0.0, 0.0))
    field = {"role": Role.AGENT_TERRAIN, "active": True}
    stage.hall.write("agent", ANNE, Op.CREATE, given_name="Anne", family_name="Roy", zones=[WEST], **field)
    stage.hall.write("agent", PAUL, Op.CREATE, given_name="Paul", family_name="Blin", zones=[EAST], **field)
    elected = {"role": Role.ELU, "active": True, "zones": [WEST]}
    stage.hall.write("agent", HELENE, Op.CREATE, given_name="Hélène", family_name="Roux", **elected)
    gone = {**field, "active": False, "team": NORD}
    stage.hall.write("agent", GONE, Op.CREATE, given_name="Luc", family_name="Parti", **gone)


def delivered(stage: Stage, news: str) -> set[str]:
    """Name those whose devices the server gives the note, but for the writer, who has it as its writer."""
    hall = stage.hall
    with hall.parts.store.reading(hall.tenant) as unit:
        scopes = unit.get(RecordRow, [("news", news)])["news", news].scopes()
        return {row.agent for row in unit.every(GrantRow) if row.scopes() & scopes} - {CLAIRE}


async def published(writer: Device, title: str, audience: Audience) -> str:
    """Publish a note on the writer's device."""
    form = NewsForm(title=title, body="Texte.", audience=audience)
    draft: str = await writer.write(actions.keep_new, form.draft())
    news: str = await writer.write(actions.publish_new, draft, form.fields())
    return news


@story
async def test_people_that_the_desk_counts_are_those_to_whom_the_server_gives_the_note(stage: Stage) -> None:
    settle(stage)
    claire = await stage.device("claire", online=True)
    people = await claire.read(directory)
    notes = {name: await published(claire, name, audience) for name, audience in AUDIENCES.items()}
    await claire.sync()
    for name, audience in AUDIENCES.items():
        meant = {person.id for person in people.meant(audience)}
        assert delivered(stage, notes[name]) == meant - {CLAIRE}, name
        assert people.count(audience).people == len(meant), name
    assert {person.id for person in people.meant(AUDIENCES["sector of a team and of one agent"])} == {KARIM, LEA, PAUL}
    assert {person.id for person in people.meant(AUDIENCES["sector of an elected and of one agent"])} == {ANNE, HELENE}
