"""What becomes of a report: the legal moves of its status, by whom and when, up to the present moment."""

import random
from datetime import datetime, timedelta
from typing import Any

from sync.core.instants import instant
from sync.records.base import Role
from sync.records.publication import FROM_OUTSIDE, PUBLICATION, Publication
from sync.records.report import RejectReason, ReportStatus
from sync.server.demo.agent_words import (
    DESK_COMMENTS,
    FIELD_COMMENTS,
    IMPOSSIBLE_NOTES,
    REJECT_NOTES,
    RESOLVED_NOTES,
    THIRD_PARTY_NOTES,
    WAITING_NOTE,
    WATCH_NOTE,
)
from sync.server.demo.chance import pick
from sync.server.demo.life import Life
from sync.server.demo.moments import work_after, working_hours
from sync.server.demo.people import TEAMS, People, Person
from sync.server.demo.records import SERVER
from sync.server.demo.report_drafts import Draft
from sync.server.demo.report_fates import Fate

ARCHIVED_AFTER = timedelta(days=365)
LATE_SHARE = 0.2
_S = ReportStatus
_REASONS: dict[RejectReason, float] = {
    RejectReason.HORS_COMPETENCE: 0.3,
    RejectReason.INTROUVABLE: 0.26,
    RejectReason.PRIVE: 0.18,
    RejectReason.MAL_LOCALISE: 0.13,
    RejectReason.AUTRE: 0.08,
    RejectReason.HORS_TERRITOIRE: 0.05,
}


class Lives:
    """Lives the reports of a town through, one after the other."""

    def __init__(self, people: People, seed: int, now: datetime, rng: random.Random) -> None:
        self._people, self._seed, self._now, self._rng = people, seed, now, rng
        self._desk = people.of_role(Role.AGENT_BUREAU)

    def live(self, life: Life, draft: Draft, fate: Fate, original: str | None) -> None:
        """Take one report through its fate; `original` is the id of the report that it repeats."""
        if fate is Fate.MENDED_AT_ONCE:
            self._mend_at_once(life, draft)
        elif fate is not Fate.UNSORTED:
            self._sort(life, draft, fate, original)
        old = life.at < self._now - ARCHIVED_AFTER
        if old and life.fields["status"] == _S.RESOLU:
            life.change(life.at + ARCHIVED_AFTER, SERVER, {"status": _S.ARCHIVE.value})

    def _sort(self, life: Life, draft: Draft, fate: Fate, original: str | None) -> None:
        """Sort a report at the desk: close it there, let it wait, or hand it to its team."""
        rng = self._rng
        desk = rng.choices(self._desk, [3, *[1] * (len(self._desk) - 1)])[0]
        at = self._soon(work_after(draft.at, rng.expovariate(1 / 3.0) + 0.05), draft.at)
        if rng.random() < 0.16:
            life.comment(at - (at - draft.at) / 5, desk.id, rng.choice(DESK_COMMENTS), self._seed)
        if fate in (Fate.REJECTED, Fate.REPEATED):
            self._refuse(life, at, desk, original)
        elif fate in (Fate.ASKED_BACK, Fate.HANDED_ON, Fate.WATCHED):
            self._wait(life, draft, fate, at, desk)
        else:
            self._assign(life, draft, fate, at, desk)

    def _refuse(self, life: Life, at: datetime, desk: Person, original: str | None) -> None:
        if original is not None:
            self._close(life, at, desk, _S.DOUBLON, {"duplicate_of": original})
            return
        reason = pick(self._rng, _REASONS)
        told = {"reject_reason": reason.value, "status_notes": REJECT_NOTES[reason.value]}
        self._close(life, at, desk, _S.REJETE, told)

    def _wait(self, life: Life, draft: Draft, fate: Fate, at: datetime, desk: Person) -> None:
        """Put a report aside: for the citizen's answer, with a third party, or under watch."""
        rng = self._rng
        status, note, hours = {
            Fate.ASKED_BACK: (_S.EN_ATTENTE_USAGER, WAITING_NOTE, rng.uniform(20, 90)),
            Fate.HANDED_ON: (_S.TRANSFERE_TIERS, rng.choice(THIRD_PARTY_NOTES), rng.uniform(30, 160)),
            Fate.WATCHED: (_S.SOUS_SURVEILLANCE, WATCH_NOTE, rng.uniform(150, 400)),
        }[fate]
        if not life.change(at, desk.id, {"status": status.value, "status_notes": note}):
            return
        later = work_after(at, hours)
        if fate is Fate.ASKED_BACK:
            self._assign(life, draft, Fate.MENDED, later, desk)
        elif fate is Fate.HANDED_ON:
            self._close(life, later, desk, _S.RESOLU, {"status_notes": "Réparation confirmée par le gestionnaire."})
        else:
            self._close(life, later, desk, _S.RESOLU, {"status_notes": "Plus rien à cet endroit depuis un mois."})

    def _assign(self, life: Life, draft: Draft, fate: Fate, at: datetime, desk: Person) -> None:
        rng = self._rng
        team = team_for(draft.category.service_code, draft.category.group, draft.spot.sector)
        if team is None:
            self._settle_at_desk(life, at, desk)
            return
        if rng.random() < 0.22 and life.change(at, desk.id, {"status": _S.QUALIFIE.value}):
            at = self._soon(work_after(at, rng.uniform(0.1, 4)), at)
        given = {"status": _S.AFFECTE.value, "team": self._people.teams[team], **_let_out(draft)}
        if life.fields["priority"] == "genant" and rng.random() < 0.14:
            given["priority"] = "tres_genant"
        if not life.change(at, desk.id, given):
            return
        chief = self._people.chief_of(team)
        if fate is Fate.SENT_BACK:
            self._send_back(life, at, chief)
        elif fate is Fate.BOOKED:
            taken_at = self._soon(work_after(at, rng.uniform(0.2, 3)), at)
            self._take(life, taken_at, chief, self._people.persons[0])
        elif fate is not Fate.FORGOTTEN:
            worker = rng.choice(self._people.of_team(team, Role.AGENT_TERRAIN))
            self._work(life, draft, fate, (worker, chief))

    def _send_back(self, life: Life, at: datetime, chief: Person) -> None:
        back = self._soon(work_after(at, self._rng.uniform(0.3, 2)), at)
        if life.change(back, chief.id, {"status": _S.A_QUALIFIER.value}):
            text = "Ce n’est pas pour nous, à requalifier."
            life.comment(back + timedelta(seconds=70), chief.id, text, self._seed)

    def _take(self, life: Life, at: datetime, chief: Person, worker: Person) -> bool:
        return life.change(at, chief.id, {"status": _S.PRIS_EN_CHARGE.value, "assignee": worker.id})

    def _work(self, life: Life, draft: Draft, fate: Fate, crew: tuple[Person, Person]) -> None:
        """Let the team take the report in charge and mend it, mostly in time."""
        rng = self._rng
        worker, chief = crew
        left = max(0.4, self._hours_allowed(draft) - working_hours(draft.at, life.at))
        if not self._take(life, work_after(life.at, left * rng.uniform(0.1, 0.35)), chief, worker):
            return
        done_at = work_after(life.at, left * 0.6)
        if left > 20 and rng.random() < 0.45:
            planned_at = life.at + timedelta(minutes=rng.randint(3, 90))
            planned = {"status": _S.PROGRAMME.value, "scheduled_at": instant(done_at)}
            if not life.change(planned_at, chief.id, planned):
                return
        if rng.random() < 0.35:
            begun = max(life.at + timedelta(minutes=1), done_at - timedelta(minutes=rng.randint(10, 80)))
            life.change(begun, worker.id, {"status": _S.EN_COURS.value})
        self._finish(life, done_at, crew, fate)

    def _hours_allowed(self, draft: Draft) -> float:
        """Draw the hours of work until the end: mostly within the category's delay, sometimes well over."""
        category, rng = draft.category, self._rng
        allowed = category.fix_hours * 9 / 24 if category.fix_hours else category.fix_days * 9
        return allowed * (rng.uniform(1.05, 2.4) if rng.random() < LATE_SHARE else rng.betavariate(3, 2))

    def _finish(self, life: Life, done_at: datetime, crew: tuple[Person, Person], fate: Fate) -> None:
        rng = self._rng
        worker, chief = crew
        done_at = max(done_at, life.at + timedelta(minutes=rng.randint(5, 50)))
        if fate is Fate.IMPOSSIBLE:
            self._close(life, done_at, worker, _S.IMPOSSIBLE, {"status_notes": rng.choice(IMPOSSIBLE_NOTES)})
            return
        told: dict[str, Any] = {"time_spent_minutes": rng.choice((10, 15, 15, 20, 25, 30, 45, 60, 90))}
        if rng.random() < 0.3:
            life.comment(done_at - timedelta(seconds=50), worker.id, rng.choice(FIELD_COMMENTS), self._seed)
        if fate is Fate.CHECKED:
            if not life.change(done_at, worker.id, {"status": _S.FAIT_A_CONTROLER.value, **told}):
                return
            done_at, worker, told = work_after(done_at, rng.uniform(2, 22)), chief, {}
        self._close(life, done_at, worker, _S.RESOLU, {"status_notes": rng.choice(RESOLVED_NOTES), **told})

    def _mend_at_once(self, life: Life, draft: Draft) -> None:
        """Let the agent who found the trouble mend it on the spot."""
        assert draft.author is not None, "only an agent mends what he reports"
        begun = draft.at + timedelta(minutes=self._rng.randint(1, 4))
        if not life.change(begun, draft.author.id, {"status": _S.EN_COURS.value, "assignee": draft.author.id}):
            return
        spent = self._rng.choice((5, 10, 15, 20, 30))
        told = {"time_spent_minutes": spent, "status_notes": "Fait sur place par l’agent."}
        self._close(life, begun + timedelta(minutes=spent), draft.author, _S.RESOLU, told)

    def _settle_at_desk(self, life: Life, at: datetime, desk: Person) -> None:
        if life.change(at, desk.id, {"status": _S.QUALIFIE.value}):
            done_at = work_after(at, self._rng.uniform(1, 40))
            self._close(life, done_at, desk, _S.RESOLU, {"status_notes": "Le nécessaire a été fait."})

    def _close(self, life: Life, at: datetime, by: Person, status: ReportStatus, told: dict[str, Any]) -> None:
        life.change(at, by.id, {"status": status.value, "closed_at": instant(at), **told})

    def _soon(self, at: datetime, after: datetime) -> datetime:
        """Bring a step of the desk before now: what the desk sorts is sorted by now."""
        if at < self._now - timedelta(minutes=self._rng.randint(2, 40)):
            return at
        return after + (self._now - after) * self._rng.uniform(0.55, 0.95)


def team_for(service: str, group: str, sector: str) -> str | None:
    """Name the team that takes a report: category and sector decide, as in the routing rule of a town."""
    if service == "proprete" and group in ("depots", "graffitis"):
        return "encombrants"
    fitting = [key for key, (_, owner, sectors) in TEAMS.items() if owner == service and sector in sectors]
    return next((key for key in fitting if key != "encombrants"), None)


def _let_out(draft: Draft) -> dict[str, str]:
    """Give what the desk says of words from outside once it has read them."""
    return {PUBLICATION: Publication.PUBLISHED.value} if draft.channel.value in FROM_OUTSIDE else {}
