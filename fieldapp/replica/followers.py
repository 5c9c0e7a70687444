"""Following a report: whoever does hears of it."""

from fieldapp.replica.unit import Unit


def follow(unit: Unit, report_id: str, *, wanted: bool) -> None:
    """Follow a report, or no longer."""
    followers = set(unit.fields("report", report_id).get("followers") or ())
    changed = followers | {unit.agent} if wanted else followers - {unit.agent}
    unit.update("report", report_id, {"followers": sorted(changed)})
