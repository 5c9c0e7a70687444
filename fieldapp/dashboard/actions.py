"""Writes of the town's objectives. The judge holds the same rules; a device hears them here, before it is said."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import select

from fieldapp.replica import leavings
from fieldapp.replica.errors import NotValid
from fieldapp.replica.leavings import NEW, Leaving, end_leavings
from fieldapp.replica.tables import Objective
from fieldapp.replica.unit import Unit
from sync.core.model import Fields
from sync.records import KINDS
from sync.records.objective import ObjectiveStatus

OBJECTIVE: Final = "objective"


@dataclass(frozen=True, slots=True)
class Draft:
    """An objective as a form gives it."""

    title: str = ""
    indicator: str | None = None
    baseline: float | None = None
    target: float | None = None
    due_on: str | None = None

    @property
    def fields(self) -> Fields:
        """Give the fields of the record."""
        figures = {"baseline": self.baseline, "target": self.target}
        return {"title": self.title.strip(), "indicator": self.indicator, **figures, "due_on": self.due_on}


def form_of(objective_id: str | None) -> Leaving:
    """Name the form in which an objective is written, a new one or one that is there."""
    return Leaving(leavings.OBJECTIVE, OBJECTIVE, objective_id or NEW)


def plan(unit: Unit, draft: Draft) -> str:
    """Keep a new objective as a plan and give its id."""
    end_leavings(unit, OBJECTIVE, NEW, (leavings.OBJECTIVE,))
    return unit.create(OBJECTIVE, {**draft.fields, "author": unit.agent})


def change(unit: Unit, objective_id: str, draft: Draft) -> None:
    """Keep an objective that is changed, in the state in which it stands."""
    end_leavings(unit, OBJECTIVE, objective_id, (leavings.OBJECTIVE,))
    unit.update(OBJECTIVE, objective_id, draft.fields)


def follow(unit: Unit, objective_id: str, draft: Draft) -> None:
    """Let everybody follow an objective; raise `NotValid` where something lacks or three are followed."""
    _refuse_crowd(unit, objective_id)
    status = {"status": ObjectiveStatus.ACTIF, "closed_at": None}
    unit.update(OBJECTIVE, objective_id, {**draft.fields, **status})


def end(unit: Unit, objective_id: str) -> str:
    """End an objective: it leaves everybody's home and stays told. Give where it stood, for « Annuler »."""
    stood = str(unit.fields(OBJECTIVE, objective_id)["status"])
    unit.update(OBJECTIVE, objective_id, {"status": ObjectiveStatus.CLOS, "closed_at": unit.now})
    return stood


def put_back(unit: Unit, objective_id: str, stood: str) -> None:
    """Put an objective back to where it stood."""
    if stood == ObjectiveStatus.ACTIF:
        _refuse_crowd(unit, objective_id)
    unit.update(OBJECTIVE, objective_id, {"status": stood, "closed_at": None})


def _refuse_crowd(unit: Unit, objective_id: str) -> None:
    beside = unit.session.exec(select(Objective.status).where(Objective.id != objective_id)).all()
    active: Fields = {"status": ObjectiveStatus.ACTIF}
    errors = KINDS[OBJECTIVE].crowds(active, [{"status": status} for status in beside])
    if errors:
        raise NotValid(OBJECTIVE, errors)
