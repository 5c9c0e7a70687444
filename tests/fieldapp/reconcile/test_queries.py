"""What waits for a decision, and how one question looks."""

from datetime import UTC, datetime

from fieldapp.reconcile.queries import conflict_of, refused_of, waiting
from fieldapp.reconcile.queries_directory import directory
from fieldapp.reconcile.screens_refused import mendable
from fieldapp.reconcile.screens_values import side_words
from fieldapp.ui.i18n import Language, Words
from sync.core.errors import FieldError, RefusalCode
from sync.core.judge import ConflictReason
from tests.fieldapp.reconcile.questions import conflict, new_report, refuse, side
from tests.fieldapp.town import KARIM, SYLVIE, Town, uid

FR, NOW = Words(Language.FR), datetime(2026, 11, 23, 14, tzinfo=UTC)
MINE, THEIRS, BASE = "2026-11-27T07:00:00.000Z", "2026-11-26T12:30:00.000Z", "2026-11-25T07:00:00.000Z"


def due_conflict(town: Town) -> str:
    task = town.task("Élagage du platane", due_at=THEIRS, address="Place d’Armes")
    return conflict(
        town, "task", task, ["due_at"], side({"due_at": MINE}), base={"due_at": BASE}, theirs={"due_at": THEIRS}
    )


def test_open_conflict_is_listed_with_its_subject(town: Town) -> None:
    found = due_conflict(town)
    (one,) = town.replica.read_now(waiting, KARIM).conflicts
    assert (one.id, one.subject.title, one.subject.place) == (found, "Élagage du platane", "Place d’Armes")
    assert (one.names, one.is_mine) == (("due_at",), True)


def test_settled_conflict_is_no_longer_listed(town: Town) -> None:
    task = town.task("Élagage")
    conflict(town, "task", task, ["due_at"], side({"due_at": MINE}), status="regle")
    assert town.replica.read_now(waiting, KARIM).count == 0


def test_conflict_of_others_is_told_apart(town: Town) -> None:
    task = town.task("Élagage")
    conflict(town, "task", task, ["due_at"], side({"due_at": MINE}, agent=SYLVIE))
    (one,) = town.replica.read_now(waiting, KARIM).conflicts
    assert not one.is_mine


def test_view_holds_base_mine_theirs_and_who(town: Town) -> None:
    view = town.replica.read_now(conflict_of, due_conflict(town), KARIM)
    assert view is not None
    assert (view.base["due_at"], view.mine.values["due_at"], view.theirs["due_at"]) == (BASE, MINE, THEIRS)
    assert view.people[view.theirs_agent] == "Sylvie Martin"
    assert view.mine.is_mine


def test_view_shows_as_theirs_what_everybody_sees_now(town: Town) -> None:
    question = due_conflict(town)
    town.task("Élagage du platane", due_at=BASE)
    view = town.replica.read_now(conflict_of, question, KARIM)
    assert view is not None
    assert view.theirs == {"due_at": BASE}


def test_view_compares_my_last_side_and_keeps_the_others(town: Town) -> None:
    task = town.task("Élagage", due_at=THEIRS)
    sides = (side({"due_at": BASE}, n=1), side({"due_at": THEIRS}, agent=SYLVIE, n=4), side({"due_at": MINE}, n=2))
    question = conflict(town, "task", task, ["due_at"], *sides)
    view = town.replica.read_now(conflict_of, question, KARIM)
    assert view is not None
    assert view.mine.values == {"due_at": MINE}
    assert [other.agent for other in view.others] == [KARIM, SYLVIE]


def test_view_of_a_record_that_left_says_so(town: Town) -> None:
    gone = side({"status": "faite"}, reason="moved")
    question = conflict(town, "task", uid("gone"), ["status"], gone, theirs={"status": "a_faire"})
    view = town.replica.read_now(conflict_of, question, KARIM)
    assert view is not None
    assert not view.subject.is_here
    assert view.mine.reason is ConflictReason.MOVED
    assert view.theirs == {"status": "a_faire"}


def test_view_of_an_unknown_conflict_is_none(town: Town) -> None:
    assert town.replica.read_now(conflict_of, uid("nothing"), KARIM) is None


def test_refused_gesture_is_one_line_led_by_its_reason(town: Town) -> None:
    def gesture(unit: object) -> None:
        report = new_report(description="Trou")(unit)  # type: ignore[arg-type]
        unit.append("report", report, "comments", {"text": "vu"})  # type: ignore[attr-defined]

    town.replica.write_now(gesture)
    refuse(town, RefusalCode.BLOCKED, RefusalCode.INVALID)
    (one,) = town.replica.read_now(waiting, KARIM).refused
    assert (one.n, one.code) == (2, RefusalCode.INVALID)
    view = town.replica.read_now(refused_of, one.n)
    assert view is not None
    assert view.held_back == 1


def test_refused_creation_keeps_its_values_and_points_at_the_field(town: Town) -> None:
    town.replica.write_now(new_report(description="Trou", address="12 rue Imberty"))
    refuse(town, RefusalCode.INVALID, errors=(FieldError("/fields/description", "too-long"),))
    view = town.replica.read_now(refused_of, 1)
    assert view is not None
    values = {one.name: (one.now, one.trouble) for one in view.fields}
    assert values["description"] == ("Trou", "too-long")
    assert view.subject.category == "nid_de_poule"
    assert view.subject.place == "12 rue Imberty"


def test_refusal_names_what_the_change_did_not_write(town: Town) -> None:
    report = town.report("r")
    town.replica.write_now(lambda unit: unit.update("report", report, {"status": "en_cours"}))
    refuse(
        town, RefusalCode.INVALID, errors=(FieldError("/fields/status_notes", "required"), FieldError("/fields", "x"))
    )
    view = town.replica.read_now(refused_of, 1)
    assert view is not None
    assert [(one.name, one.trouble) for one in view.fields] == [("status", ""), ("status_notes", "required")]
    assert [one.name for one in mendable(view)] == ["status_notes", "status"]


def test_refused_that_does_not_exist_is_none(town: Town) -> None:
    assert town.replica.read_now(refused_of, 12) is None


def test_directory_names_services_teams_and_agents(town: Town) -> None:
    found = town.replica.read_now(directory)
    assert (SYLVIE, "Sylvie Martin") in found.agents
    assert found.services
    assert found.teams


def test_two_orders_of_a_round_are_told_by_their_places(town: Town) -> None:
    stops = [
        {"id": uid("a"), "kind": "place", "address": "Rue Saige, 3"},
        {"id": uid("b"), "kind": "place", "title": "Dépôt"},
    ]
    mine, theirs = [uid("b"), uid("a")], [uid("a"), uid("b")]
    walk = town.round("Centre", stops=stops, order=theirs)
    question = conflict(town, "round", walk, ["order"], side({"order": mine}), theirs={"order": theirs})
    view = town.replica.read_now(conflict_of, question, KARIM)
    assert view is not None
    assert side_words(FR, ("order",), view.mine.values, view.people, NOW) == "1. Dépôt · 2. Rue Saige, 3"
    assert view.theirs == {"order": theirs}, "what stands on this tablet now"
