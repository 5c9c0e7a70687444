"""What stands in a feed: notes for an audience, or the newest public reports.

A note is in a feed if it is published, not over, and addressed to all or to the feed's own service, team, sector or
role. One that names persons is confidential: it is theirs, on their devices, and in no feed, and so is one of which
somebody is left out. Comments and authors stay inside.
"""

from datetime import timedelta

from sync.core.ids import derived_id
from sync.core.instants import parse_instant
from sync.core.model import Record
from sync.records.base import TOWN_SCOPE
from sync.records.news import NewsStatus, audience_scopes
from sync.server.feeds.feed import Entry, Feed, newest_first
from sync.server.open_data.bulk import bulk_row, telling_of
from sync.server.outside.publication import PublicReader, PublicReport
from sync.server.outside.settings import TownSettings, settings_of
from sync.server.rows import RecordRow, TownRow
from sync.server.rows_interop import LinkRow
from sync.server.rows_outside import PublicRow
from sync.server.store import Unit

NEWS = "news"
PERSON = "agent:"
REPORT_DAYS = 31
_SIGN = f'"{NewsStatus.PUBLIE}"'
"""What is somewhere in the text of every published note."""
_TOLD = ("title", "body", "summary", "status")
_WORDS = {
    "fr": ("Informations", "Signalements", "N° {number} : {status}.", "Service : {agency}."),
    "en": ("News", "Reports", "No. {number}: {status}.", "Service: {agency}."),
}


def news_feed(unit: Unit, link: LinkRow, now: str) -> Feed:
    """Give the notes of a link's audience."""
    rows = (row for row in unit.find(RecordRow, "kind", [NEWS]) if not row.removed and _SIGN in row.fields_json)
    shown = (row.record() for row in rows)
    entries = [_note(record) for record in shown if _is_for(record, link.subject, now)]
    settings = settings_of(unit)
    title = f"{_name(unit, settings)} – {_WORDS[settings.languages[0]][0]}"
    return _feed(unit, link.secret_hash, title, entries)


def reports_feed(unit: Unit, language: str | None, now: str) -> Feed:
    """Give the newest public reports."""
    settings = settings_of(unit)
    today = parse_instant(now).date()
    days = [(today - timedelta(days=n)).isoformat() for n in range(REPORT_DAYS)]
    reader, told = PublicReader(unit), settings.language(language)
    rows = [row for row in unit.find(PublicRow, "requested_on", days) if reader.is_public(row.publication)]
    rows.sort(key=lambda row: (row.requested_on, row.report), reverse=True)
    entries = [_report(report, settings, told) for report in reader.of_index(rows[:100])]
    return _feed(unit, f"reports {told}", f"{_name(unit, settings)} – {_WORDS[told][1]}", entries, told)


def _feed(unit: Unit, what: str, title: str, entries: list[Entry], language: str | None = None) -> Feed:
    settings, town = settings_of(unit), unit.get(TownRow, [("town",)])[("town",)]
    return Feed(
        id=derived_id("feed", unit.tenant, what),
        title=title,
        author=_name(unit, settings),
        language=language or settings.languages[0],
        begun=town.created_at,
        entries=newest_first(entries),
    )


def _name(unit: Unit, settings: TownSettings) -> str:
    return settings.public_name or unit.get(TownRow, [("town",)])[("town",)].name


def _is_for(record: Record, subject: str, now: str) -> bool:
    fields = record.fields
    if fields.get("status") != NewsStatus.PUBLIE or str(fields.get("expires_at") or "9999") <= now:
        return False
    scopes = audience_scopes(fields.get("audience"))
    return bool(scopes & {TOWN_SCOPE, subject}) and not any(scope.startswith(PERSON) for scope in scopes)


def _note(record: Record) -> Entry:
    fields = record.fields
    moments = [record.stamps[name].at for name in _TOLD if name in record.stamps]
    updated = max(moments)
    return Entry(
        id=record.id,
        title=str(fields["title"]),
        published=min(str(fields.get("published_at") or updated), updated),
        updated=updated,
        text=str(fields.get("body") or ""),
        summary=str(fields.get("summary") or ""),
        categories=tuple(str(fields[name]) for name in ("category", "importance") if fields.get(name)),
    )


def _report(report: PublicReport, settings: TownSettings, language: str) -> Entry:
    row = bulk_row(report, telling_of(settings, language))
    words = _WORDS[language]
    lines = [words[2].format(number=row["service_request_id"], status=row["status_notes"])]
    lines += [words[3].format(agency=row["agency_responsible"])] if row["agency_responsible"] else []
    lines += [str(row[name]) for name in ("address", "description") if row[name]]
    return Entry(
        id=report.id,
        title=f"{row['service_subtype']} ({row['service_request_id']})",
        published=report.requested_at,
        updated=report.updated_at,
        text="\n".join(lines),
        categories=(str(row["service_name"]),),
    )
