"""Duplicates in a real replica: merged, taken back as a whole, detached long after."""

from typing import Any

import pytest

from fieldapp.triage import actions, actions_merge
from fieldapp.triage.actions_merge import SameReport
from tests.fieldapp.town import ELU, KARIM, NORD, NOW, SYLVIE, VOIRIE, Town


def shown(town: Town, record_id: str, kind: str = "report") -> dict[str, Any]:
    return town.replica.write_now(lambda unit: unit.fields(kind, record_id))


def test_followers_and_author_of_a_duplicate_follow_the_other(town: Town) -> None:
    original = town.report("original", followers=[SYLVIE])
    twin = town.report("twin", followers=[ELU], author=KARIM)
    town.replica.write_now(actions_merge.merge_into, (twin,), original)
    assert set(shown(town, original)["followers"]) == {SYLVIE, ELU, KARIM}
    assert (shown(town, twin)["status"], shown(town, twin)["duplicate_of"]) == ("doublon", original)


def test_duplicates_of_a_duplicate_go_to_the_report_that_stays(town: Town) -> None:
    original, twin = town.report("original"), town.report("twin")
    child = town.report("child", status="doublon", duplicate_of=twin, closed_at=NOW)
    town.replica.write_now(actions_merge.merge_into, (twin,), original)
    assert shown(town, child)["duplicate_of"] == original


def test_merging_into_a_duplicate_merges_into_what_it_repeats(town: Town) -> None:
    original = town.report("original")
    middle = town.report("middle", status="doublon", duplicate_of=original, closed_at=NOW)
    twin = town.report("twin")
    town.replica.write_now(actions_merge.merge_into, (twin,), middle)
    assert shown(town, twin)["duplicate_of"] == original


def test_merging_into_itself_is_refused_without_a_trace(town: Town) -> None:
    original = town.report("original")
    child = town.report("child", status="doublon", duplicate_of=original, closed_at=NOW)
    with pytest.raises(SameReport):
        town.replica.write_now(actions_merge.merge_into, (original,), child)
    assert shown(town, original)["status"] == "nouveau"


def test_merge_taken_back_leaves_no_trace_of_it(town: Town) -> None:
    original = town.report("original", followers=[SYLVIE])
    twin = town.report("twin", followers=[ELU, SYLVIE], author=KARIM, status="a_qualifier")
    child = town.report("child", status="doublon", duplicate_of=twin, closed_at=NOW)
    merged = town.replica.write_now(actions_merge.merge_into, (twin,), original)
    assert shown(town, child)["duplicate_of"] == original
    town.replica.write_now(actions_merge.part_again, merged)
    assert shown(town, original)["followers"] == [SYLVIE]
    assert shown(town, child)["duplicate_of"] == twin
    fields = shown(town, twin)
    assert (fields["status"], fields.get("duplicate_of"), fields.get("closed_at")) == ("qualifie", None, None)


def test_who_began_to_follow_meanwhile_goes_on_after_the_merge_is_taken_back(town: Town) -> None:
    original, twin = town.report("original"), town.report("twin", author=KARIM)
    merged = town.replica.write_now(actions_merge.merge_into, (twin,), original)
    town.replica.write_now(lambda unit: unit.update("report", original, {"followers": sorted([KARIM, ELU])}))
    town.replica.write_now(actions_merge.part_again, merged)
    assert shown(town, original)["followers"] == [ELU]


def test_several_reports_become_one_and_part_again(town: Town) -> None:
    original, twins = town.report("original"), [town.report(f"twin {n}") for n in range(3)]
    merged = town.replica.write_now(actions_merge.merge_into, twins, original)
    assert {shown(town, twin)["duplicate_of"] for twin in twins} == {original}
    town.replica.write_now(actions_merge.part_again, merged)
    assert {shown(town, twin)["status"] for twin in twins} == {"qualifie"}


def test_detached_duplicate_comes_back_to_the_desk_with_its_number(town: Town) -> None:
    original = town.report("original", followers=[KARIM])
    held = {"service": VOIRIE, "team": NORD, "number": "A2026K0412"}
    twin = town.report("twin", status="doublon", duplicate_of=original, closed_at=NOW, author=KARIM, **held)
    before = town.replica.write_now(actions_merge.detach, twin)
    fields = shown(town, twin)
    assert (fields["status"], fields["number"], fields["service"]) == ("qualifie", "A2026K0412", VOIRIE)
    assert not {"duplicate_of", "closed_at", "team"} & {name for name, value in fields.items() if value is not None}
    assert shown(town, original)["followers"] == [KARIM], "a word too many is better than one that is missing"
    town.replica.write_now(actions.take_back, twin, before)
    assert (shown(town, twin)["status"], shown(town, twin)["duplicate_of"]) == ("doublon", original)
