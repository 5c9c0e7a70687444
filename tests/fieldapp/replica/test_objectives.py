"""Figures of objectives on a real replica: each counted again by hand, and of what it is the figure."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from fieldapp.replica.objectives import Aim, Reach, followed
from sync.protocol.messages import Put
from sync.records.news import acknowledgement_id, news_content_hash
from tests.fieldapp.day import moved
from tests.fieldapp.town import ELU, KARIM, NOW, PROPRETE, SCOPE, SYLVIE, Town, town_replica, uid


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with town_replica(tmp_path, KARIM) as town:
        yield town


def _from_a_newer_version(session: Session) -> tuple[None, set[str]]:
    session.connection().exec_driver_sql("UPDATE objective SET indicator = 'steps_removed'")
    return None, {"objective"}


def one(town: Town, agent: str = KARIM) -> Aim:
    (aim,) = town.replica.read_now(followed, agent, NOW)
    return aim


def figure(town: Town, agent: str = KARIM) -> tuple[float | None, Reach, float | None]:
    aim = one(town, agent)
    return aim.now.value, aim.now.reach, aim.earlier


def mended(town: Town, name: str, days_ago: int, lasted: int, due_in: int | None) -> None:
    closed = moved(NOW, days=-days_ago)
    due = None if due_in is None else moved(closed, days=due_in - lasted)
    town.report(
        name, status="resolu", requested_datetime=moved(closed, days=-lasted), closed_at=closed, expected_datetime=due
    )


def fill_reports(town: Town) -> None:
    """Mend six reports: two this week, three before, one that counted until this week; two do not count."""
    mended(town, "in time", 2, 4, 5)
    mended(town, "late", 3, 9, 5)
    mended(town, "earlier late", 9, 12, 5)
    mended(town, "earlier in time", 10, 2, 5)
    mended(town, "no date", 11, 6, None)
    mended(town, "counted a week ago only", 34, 1, 5)
    town.report("twin", status="doublon", closed_at=moved(NOW, days=-1), expected_datetime=NOW)
    town.report("open", status="en_cours", expected_datetime=moved(NOW, days=-1))


def test_share_in_time_and_days_to_mend_are_those_of_thirty_days_today_and_a_week_ago(town: Town) -> None:
    fill_reports(town)
    town.objective("in time")
    assert figure(town) == (50.0, Reach.SECTORS, 100.0 * 2 / 3)
    town.objective("in time", indicator="days_to_mend", baseline=9.0, target=3.0)
    assert figure(town) == (6.0, Reach.SECTORS, 4.0)


def test_figures_say_of_what_they_are_and_are_none_where_nothing_is_held(town: Town) -> None:
    fill_reports(town)
    town.objective("in time")
    communicant = town.put("agent", "c", given_name="C", family_name="D", role="communicant", active=True)
    assert [figure(town, who)[:2] for who in (SYLVIE, ELU, communicant)] == [
        (50.0, Reach.TOWN),
        (50.0, Reach.TOWN),
        (None, Reach.NOWHERE),
    ]


def test_tasks_in_time_are_mine_my_services_or_the_towns(town: Town) -> None:
    done = {"status": "faite", "done_at": moved(NOW, days=-2)}
    town.task("mine in time", **done, due_at=moved(NOW, days=-1))
    town.task("mine late", **done, due_at=moved(NOW, days=-3))
    town.task("no date", **done)
    town.task("hers", **done, assignee=uid("lea"), due_at=moved(NOW, days=-1))
    town.task("elsewhere", **done, assignee=uid("lea"), service=PROPRETE, due_at=moved(NOW, days=-1))
    town.objective("tasks", indicator="tasks_in_time")
    assert figure(town) == (50.0, Reach.MINE, None)
    chief = town.chief()
    assert figure(town, chief)[:2] == (100.0 * 2 / 3, Reach.SERVICE)
    assert figure(town, SYLVIE)[:2] == (75.0, Reach.TOWN)
    assert figure(town, ELU)[:2] == (None, Reach.NOWHERE)


def acknowledge(town: Town, news: str, title: str, agent: str, at: str | None) -> None:
    text = news_content_hash({"title": title, "body": "Aucun travail en nacelle après 16 h."})
    key = {"news": news, "news_author": SYLVIE, "agent": agent, "content_hash": text}
    fields = {**key, "acknowledged_at": at, "opened_at": NOW}
    town.rv += 1
    town.pull(Put("acknowledgement", acknowledgement_id(news, agent, text), town.rv, (SCOPE,), fields))


def test_reading_is_mine_and_for_who_writes_to_the_town_everybodys(town: Town) -> None:
    wind, cold = town.news("wind"), town.news("cold", published_at=moved(NOW, days=-12))
    town.news("for others", audience={"services": [PROPRETE]})
    town.news("optional", importance="importante")
    acknowledge(town, wind, "wind", KARIM, None)
    acknowledge(town, cold, "cold", KARIM, moved(NOW, days=-1))
    acknowledge(town, wind, "wind", ELU, NOW)
    town.objective("reading", indicator="notes_read")
    assert figure(town) == (50.0, Reach.MINE, 0.0)
    communicant = town.put("agent", "c", given_name="C", family_name="D", role="communicant", active=True)
    assert figure(town, communicant) == (25.0, Reach.TOWN, 0.0)


@pytest.mark.parametrize(
    ("baseline", "target", "share"), [(20.0, 80.0, 0.5), (80.0, 20.0, 0.5), (60.0, 80.0, 0.0), (20.0, 40.0, 1.0)]
)
def test_way_is_the_share_between_baseline_and_target_in_either_direction(
    town: Town, baseline: float, target: float, share: float
) -> None:
    fill_reports(town)
    town.objective("in time", baseline=baseline, target=target)
    aim = one(town)
    assert aim.share == pytest.approx(share)
    assert aim.is_behind is (baseline == 60.0)


def test_only_active_ones_are_followed_the_nearest_day_first(town: Town) -> None:
    town.objective("later", due_on="2027-06-30")
    town.objective("sooner", due_on="2026-12-31")
    town.objective("plan", status="projet")
    town.objective("over", status="clos")
    assert [aim.title for aim in town.replica.read_now(followed, KARIM, NOW)] == ["sooner", "later"]


def test_indicator_of_a_newer_version_is_counted_nowhere(town: Town) -> None:
    town.objective("new", indicator="reports_in_time")
    town.replica.transact_now(_from_a_newer_version)
    assert figure(town) == (None, Reach.NOWHERE, None)
