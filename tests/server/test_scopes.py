"""Who sees what, and what happens when that changes: moves, reassignment, withdrawal, photos that follow."""

from sync.core.errors import RefusalCode
from sync.core.model import Op, VerdictCode
from sync.protocol.messages import Gone, Put
from sync.records.base import Role
from sync.server.rows import GrantRow, PastGrantRow, RecordRow, scopes_text
from tests.server.device_in_hand import Device
from tests.server.town_in_hand import SQUARE, Town


def pulled(town: Town, name: str) -> Device:
    device = town.device(name)
    device.pull()
    return device


def lines_about(device: Device, record_id: str) -> list[Put | Gone]:
    return [line for line in device.lines if line.id == record_id]


def test_record_that_moves_is_put_in_one_place_and_gone_from_the_other(town: Town) -> None:
    north, south = pulled(town, "terrain"), pulled(town, "voisin")
    report = town.device("bureau").create("report", town.report_fields("bureau"))
    for device in (north, south):
        device.pull()
    assert (north.sees("report", report), south.sees("report", report)) == (True, False)
    town.change("report", report, zone=town.ids["sud"])
    for device in (north, south):
        device.pull()
    assert (north.sees("report", report), south.sees("report", report)) == (False, True)
    assert lines_about(north, report) == [Gone("report", report, (town.scope("zone", "nord"),))]


def test_record_that_moves_within_a_devices_scopes_is_one_put(town: Town) -> None:
    bureau = pulled(town, "bureau")
    report = bureau.create("report", town.report_fields("bureau"))
    bureau.pull()
    town.change("report", report, zone=town.ids["sud"])
    bureau.pull()
    (line,) = lines_about(bureau, report)
    assert isinstance(line, Put)
    assert town.scope("zone", "sud") in line.scopes
    assert town.scope("zone", "nord") not in line.scopes


def test_put_names_all_scopes_of_the_device_and_no_other(town: Town) -> None:
    terrain = pulled(town, "terrain")
    report = terrain.create("report", town.report_fields())
    terrain.pull()
    scopes = terrain.held["report", report].scopes
    assert set(scopes) == {town.scope("zone", "nord"), town.scope("agent", "terrain")}


def test_reassigned_task_leaves_one_tablet_and_appears_on_the_other(town: Town) -> None:
    terrain, voisin = pulled(town, "terrain"), pulled(town, "voisin")
    task = town.device("chef").create("task", town.task_fields(assignee=town.ids["terrain"]))
    terrain.pull()
    assert terrain.sees("task", task)
    town.change("task", task, assignee=town.ids["voisin"])
    terrain.pull()
    voisin.pull()
    assert not terrain.sees("task", task)
    assert voisin.sees("task", task)


def test_work_on_what_was_taken_away_meanwhile_waits_for_a_person(town: Town) -> None:
    terrain = pulled(town, "terrain")
    task = town.device("chef").create("task", town.task_fields(assignee=town.ids["terrain"]))
    terrain.pull()
    town.change("task", task, assignee=town.ids["voisin"])
    entry = {"id": town.world.new_id(), "agent": town.ids["terrain"], "text": "J'y étais"}
    verdict = terrain.patch("task", task, status="faite", comments=([entry], None))
    assert verdict.code is VerdictCode.CONFLICTED
    kept = town.fields("task", task)
    assert (kept["status"], [one["text"] for one in kept["comments"]]) == ("a_faire", ["J'y étais"])
    side = town.fields("conflict", verdict.conflicts[0])["sides"][0]
    assert (side["reason"], side["values"]) == ("moved", {"status": "faite"})
    terrain.pull()
    assert terrain.sees("conflict", verdict.conflicts[0])
    assert not terrain.sees("task", task)


def test_photo_follows_its_report_through_every_move(town: Town) -> None:
    terrain, voisin, bureau = (pulled(town, name) for name in ("terrain", "voisin", "bureau"))
    report = bureau.create("report", town.report_fields("bureau"))
    bureau.pull()
    photo = bureau.create("attachment", town.photo_fields(report, "bureau"))
    terrain.pull()
    assert terrain.sees("attachment", photo)
    rv = town.row("attachment", photo).rv
    town.change("report", report, zone=town.ids["sud"])
    terrain.pull()
    voisin.pull()
    assert not terrain.sees("attachment", photo)
    assert voisin.sees("attachment", photo)
    assert town.row("attachment", photo).rv == rv


def test_photo_of_a_removed_record_stays_with_its_author(town: Town) -> None:
    chef, terrain = pulled(town, "chef"), pulled(town, "terrain")
    task = chef.create("task", town.task_fields())
    chef.pull()
    photo = chef.create("attachment", town.photo_fields(task, "chef", parent_kind="task"))
    terrain.pull()
    assert terrain.sees("attachment", photo)
    chef.pull()
    chef.remove("task", task)
    for device in (chef, terrain):
        device.pull()
    assert not terrain.sees("attachment", photo)
    assert chef.sees("attachment", photo)


def test_photo_that_changes_its_report_follows_the_new_one(town: Town) -> None:
    bureau, voisin = pulled(town, "bureau"), pulled(town, "voisin")
    north = bureau.create("report", town.report_fields("bureau"))
    south = bureau.create("report", town.report_fields("bureau", zone=town.ids["sud"]))
    bureau.pull()
    photo = bureau.create("attachment", town.photo_fields(north, "bureau"))
    voisin.pull()
    assert not voisin.sees("attachment", photo)
    bureau.pull()
    bureau.patch("attachment", photo, parent_id=south)
    town.change("report", north, zone=None)
    voisin.pull()
    assert voisin.sees("attachment", photo)


def test_scope_taken_away_is_no_longer_granted_and_its_records_never_come_again(town: Town) -> None:
    terrain = pulled(town, "terrain")
    report = town.device("bureau").create("report", town.report_fields("bureau"))
    terrain.pull()
    town.change("team", town.ids["equipe"], zones=[])
    page = terrain.pull()
    assert town.scope("zone", "nord") not in page.opened.granted
    assert not terrain.sees("report", report)
    town.change("report", report, priority="dangereux")
    terrain.pull()
    assert not terrain.sees("report", report)


def test_work_made_under_an_older_grant_is_judged_by_it(town: Town) -> None:
    terrain = pulled(town, "terrain")
    report = town.device("bureau").create("report", town.report_fields("bureau"))
    terrain.pull()
    epoch = terrain.scope_epoch
    change = terrain.make("report", report, Op.PATCH, {"status": ("en_cours", "nouveau")})
    town.change("agent", town.ids["terrain"], team=None)
    assert terrain.judged(change).code is VerdictCode.CONFLICTED
    late = terrain.make("report", report, Op.PATCH, {"status": ("en_cours", "nouveau")}, scope_epoch=epoch + 1)
    refusal = terrain.judged(late).refusal
    assert refusal is not None
    assert refusal.code is RefusalCode.FORBIDDEN


def test_scope_that_is_new_to_a_device_is_read_from_its_start(town: Town) -> None:
    voisin = pulled(town, "voisin")
    report = town.device("bureau").create("report", town.report_fields("bureau"))
    voisin.pull()
    assert not voisin.sees("report", report)
    town.change("agent", town.ids["voisin"], team=town.ids["equipe"])
    page = voisin.pull()
    assert town.scope("zone", "nord") in page.opened.granted
    assert voisin.sees("report", report)


def test_grants_follow_the_directory_and_every_version_is_kept(town: Town) -> None:
    before = town.granted("bureau")
    zone = town.world.new_id()
    town.write("zone", zone, name="Est", code="est", polygon=SQUARE)
    assert town.granted("bureau") == before | {f"zone:{zone}"}
    town.write("zone", zone, Op.REMOVE)
    assert town.granted("bureau") == before
    with town.store.reading(town.tenant) as unit:
        past = [row for row in unit.every(PastGrantRow) if row.agent == town.ids["bureau"]]
    assert [row.epoch for row in past] == list(range(1, len(past) + 1))
    assert past[-3].scopes() == past[-1].scopes() == before


def test_grants_of_a_whole_team_follow_the_team(town: Town) -> None:
    town.change("team", town.ids["equipe"], zones=[town.ids["sud"]])
    for name in ("terrain", "chef"):
        assert town.scope("zone", "sud") in town.granted(name)
        assert town.scope("zone", "nord") not in town.granted(name)


def test_grants_of_an_older_version_are_renewed_once(town: Town) -> None:
    agent = town.ids["terrain"]
    older = {scope for scope in town.granted("terrain") if not scope.startswith("sector:")}
    with town.store.writing(town.tenant) as unit:
        unit.put([GrantRow(agent, 1, scopes_text(older))])
    town.service.keep_house(town.tenant)
    assert town.granted("terrain") - older == {town.scope("sector", "nord")}
    town.service.keep_house(town.tenant)
    with town.store.reading(town.tenant) as unit:
        assert unit.get(GrantRow, [(agent,)])[(agent,)].epoch == 2


def test_grants_do_not_move_when_only_words_change(town: Town) -> None:
    terrain = pulled(town, "terrain")
    epoch = terrain.scope_epoch
    town.change("zone", town.ids["nord"], name="Grand Nord")
    town.change("service", town.ids["voirie"], phone="0102030405")
    assert terrain.pull().opened.scope_epoch == epoch


def test_role_changes_scopes(town: Town) -> None:
    town.change("agent", town.ids["terrain"], role=Role.DIRECTION.value)
    assert "desk:none" in town.granted("terrain")
    assert "role:agent_terrain" not in town.granted("terrain")


def test_agent_who_left_reads_nothing_and_may_hand_in_what_he_wrote(town: Town) -> None:
    terrain = pulled(town, "terrain")
    report = terrain.make("report", town.world.new_id(), Op.CREATE, town.report_fields())
    town.change("agent", town.ids["terrain"], active=False)
    assert terrain.judged(report).code is VerdictCode.ACCEPTED
    assert terrain.pull().opened.granted == ()
    assert terrain.held == {}
    late = terrain.make("report", town.world.new_id(), Op.CREATE, town.report_fields())
    assert terrain.judged(late).code is VerdictCode.REJECTED


def test_draft_news_is_its_writers_until_published(town: Town) -> None:
    writer, reader = pulled(town, "communicant"), pulled(town, "elu")
    fields = {"title": "Marché", "body": "Samedi", "status": "brouillon", "author": town.ids["communicant"]}
    news = writer.create("news", fields | {"audience": {"roles": ["elu"]}})
    reader.pull()
    assert not reader.sees("news", news)
    writer.pull()
    writer.patch("news", news, status="publie")
    reader.pull()
    assert reader.sees("news", news)
    writer.pull()
    writer.patch("news", news, status="retire")
    reader.pull()
    assert not reader.sees("news", news)


def test_removed_record_is_gone_from_every_device_and_kept_as_a_tombstone(town: Town) -> None:
    chef, terrain = pulled(town, "chef"), pulled(town, "terrain")
    task = chef.create("task", town.task_fields())
    for device in (chef, terrain):
        device.pull()
    chef.remove("task", task)
    for device in (chef, terrain):
        device.pull()
        assert not device.sees("task", task)
    row = town.row("task", task)
    assert (row.removed, row.scopes(), row.fields()["title"]) == (True, frozenset(), "Reboucher le trou")


def test_records_keep_the_scopes_that_follow_from_their_fields(town: Town) -> None:
    report = town.device("terrain").create("report", town.report_fields())
    with town.store.reading(town.tenant) as unit:
        row = unit.get(RecordRow, [("report", report)])["report", report]
    assert row.scopes() == {
        town.scope("zone", "nord"),
        town.scope("desk", "voirie"),
        town.scope("agent", "terrain"),
    }
