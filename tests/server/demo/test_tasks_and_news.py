"""Tasks and news of the demo town: Karim's day, checklists, mandatory reading."""

from collections import Counter
from typing import Any

import pytest

from sync.core.instants import instant, parse_instant
from sync.records import KINDS
from sync.records.news import Importance, NewsStatus, acknowledgement_id, news_content_hash
from sync.records.task import OPEN_STATUSES, Priority, TaskStatus, check_results
from sync.server.demo.moments import local_day
from sync.server.demo.news import ITEMS
from tests.server.demo.parts import NOW, SEED, parts, replayed

Fields = dict[str, Any]


@pytest.fixture(scope="module")
def tasks() -> list[Fields]:
    return [dict(replayed().fields[record.id]) for record in parts().of_kind("task")]


def _of_karim(tasks: list[Fields]) -> list[Fields]:
    karim = parts().people.named("Karim Belkacem").id
    return [task for task in tasks if task.get("assignee") == karim and task["status"] in OPEN_STATUSES]


def test_karim_has_seven_today_two_late_and_one_danger(tasks: list[Fields]) -> None:
    mine = _of_karim(tasks)
    days = [local_day(parse_instant(task["due_at"])) for task in mine]
    today = local_day(NOW)
    assert sum(day == today for day in days) == 7
    assert sum(day < today for day in days) == 2
    assert next(t["title"] for t in mine if t["priority"] == Priority.DANGEREUX).startswith("Sécuriser la trappe")
    assert sum(task["priority"] == Priority.DANGEREUX for task in mine) == 1


def test_tasks_are_three_hundred_in_all_states(tasks: list[Fields]) -> None:
    states = Counter(task["status"] for task in tasks)
    assert sum(states.values()) == 300
    assert set(states) == set(TaskStatus)
    assert states[TaskStatus.FAITE] > 100


def test_tasks_fit_the_team_that_gets_them(tasks: list[Fields]) -> None:
    people = parts().people
    team_of = {person.id: people.teams[person.team] for person in people.persons if person.team}
    assert all(team_of[task["assignee"]] == task["team"] for task in tasks if task.get("assignee"))


def test_tasks_of_reports_stand_where_the_report_does(tasks: list[Fields]) -> None:
    reports = {report.record.id: report.fields for report in parts().reports}
    linked = [task for task in tasks if task.get("report")]
    assert len(linked) > 120
    for task in linked:
        report = reports[task["report"]]
        assert (task["lat"], task["long"], task["address"]) == (report["lat"], report["long"], report["address"])


def test_checklists_have_mandatory_items_that_done_tasks_answered(tasks: list[Fields]) -> None:
    for task in tasks:
        assert len(task["checklist"]) >= 2
        if task["status"] == TaskStatus.FAITE:
            results = check_results(task)
            mandatory = [item["id"] for item in task["checklist"] if item["mandatory"]]
            assert all(results[item]["result"] == "ok" for item in mandatory)


def test_tasks_and_news_pass_validation() -> None:
    fields = replayed().fields
    for kind in ("task", "news", "acknowledgement"):
        assert not [r.id for r in parts().of_kind(kind) if KINDS[kind].validate(fields[r.id])]


def test_news_are_forty_of_three_levels_and_real_length() -> None:
    news = [record.fields for record in parts().of_kind("news")]
    assert len(news) == len(ITEMS) == 40
    levels = Counter(fields["importance"] for fields in news)
    assert set(levels) == set(Importance)
    assert levels[Importance.OBLIGATOIRE] == 3
    lengths = [len(fields["body"].split()) for fields in news]
    assert sum(lengths) / 40 > 70
    assert min(lengths) > 30


def test_news_words_have_no_open_slot_and_true_apostrophes() -> None:
    for record in parts().of_kind("news"):
        words = " ".join(str(record.fields[name]) for name in ("title", "summary", "body"))
        assert "{" not in words
        assert "'" not in words
        assert "  " not in words.replace("\n", " \n").replace(" \n", "\n")


def test_karim_has_two_mandatory_news_to_read() -> None:
    karim, town = parts().people.named("Karim Belkacem"), parts()
    roads = town.people.services["voirie"]
    mandatory = [
        r
        for r in town.of_kind("news")
        if r.fields["importance"] == Importance.OBLIGATOIRE
        and r.fields["expires_at"] > instant(NOW)
        and roads in r.fields["audience"].get("services", ())
    ]
    assert len(mandatory) == 2
    assert "Vent fort ce soir : pas de nacelle après 16 h" in {r.fields["title"] for r in mandatory}
    read = {(r.fields["news"], r.fields["agent"]) for r in town.of_kind("acknowledgement")}
    assert not [r for r in mandatory if (r.id, karim.id) in read]


def test_acknowledgements_prove_the_text_that_was_read() -> None:
    news = {record.id: record for record in parts().of_kind("news")}
    proofs = parts().of_kind("acknowledgement")
    assert len(proofs) > 20
    for proof in proofs:
        fields = proof.fields
        content = news_content_hash(news[fields["news"]].fields)
        assert fields["content_hash"] == content
        assert proof.id == acknowledgement_id(fields["news"], fields["agent"], content)
        assert news[fields["news"]].fields["published_at"] < fields["opened_at"] < fields["acknowledged_at"]


def test_drafts_are_not_published() -> None:
    drafts = [r.fields for r in parts().of_kind("news") if r.fields["status"] == NewsStatus.BROUILLON]
    assert len(drafts) == 1
    assert "published_at" not in drafts[0]


def test_audiences_differ() -> None:
    audiences = {str(sorted(record.fields["audience"])) for record in parts(SEED).of_kind("news")}
    assert len(audiences) >= 3
