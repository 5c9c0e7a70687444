"""What each status of a report means to others: Open311, CitySDK, FixMyStreet, and people (DOMAIN D.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sync.core.model import Fields
from sync.records.report import RejectReason, ReportStatus


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """One status in the words of others."""

    is_open: bool
    detailed: str
    """CitySDK's `detailed_status`."""
    update: str
    """FixMyStreet's status of an update."""
    fr: str
    en: str

    def words(self, language: str) -> str:
        """Give the words for people."""
        return self.en if language == "en" else self.fr


# status | open | CitySDK | FixMyStreet | French | English
_TABLE = """
nouveau           | open   | RECEIVED   | OPEN              | Reçu par la mairie | Received by the town hall
a_qualifier       | open   | RECEIVED   | FOR_TRIAGE        | Reçu, en cours d’examen | Received, being looked at
qualifie          | open   | RECEIVED   | INVESTIGATING     | Examiné | Looked at
affecte           | open   | RECEIVED   | INVESTIGATING     | Transmis au service | Passed on to the service
pris_en_charge    | open   | IN_PROCESS | IN_PROGRESS       | Pris en charge | Taken in charge
programme         | open   | IN_PROCESS | ACTION_SCHEDULED  | Intervention programmée | Work is scheduled
en_cours          | open   | IN_PROCESS | IN_PROGRESS       | Intervention en cours | Work is under way
fait_a_controler  | open   | IN_PROCESS | IN_PROGRESS       | Fait, à contrôler | Done, to be checked
resolu            | closed | PROCESSED  | FIXED             | Résolu | Resolved
archive           | closed | PROCESSED  | CLOSED            | Clos | Closed
en_attente_usager | open   | IN_PROCESS | INVESTIGATING     | En attente d’une réponse | Waiting for an answer
transfere_tiers   | open   | IN_PROCESS | INTERNAL_REFERRAL | Transmis à un partenaire | Passed on, followed by the town
sous_surveillance | open   | IN_PROCESS | INVESTIGATING     | Sous surveillance | Being watched
rejete            | closed | REJECTED   | NO_FURTHER_ACTION | Non retenu | Not taken
doublon           | closed | REJECTED   | DUPLICATE         | Déjà signalé | Reported already
impossible        | closed | REJECTED   | NO_FURTHER_ACTION | Intervention impossible | Nothing can be done
"""


def _public_status(line: str) -> tuple[str, PublicStatus]:
    code, is_open, detailed, update, fr, en = (cell.strip() for cell in line.split("|"))
    return code, PublicStatus(is_open == "open", detailed, update, fr, en)


STATUSES: Mapping[str, PublicStatus] = MappingProxyType(dict(map(_public_status, _TABLE.strip().splitlines())))
REOPENED = PublicStatus(True, "IN_PROCESS", "REOPEN", "Rouvert", "Reopened")
NOT_OURS = PublicStatus(False, "REJECTED", "NOT_COUNCILS_RESPONSIBILITY", "Non retenu", "Not taken")
REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        RejectReason.HORS_COMPETENCE: (
            "Non retenu : hors compétence de la commune",
            "Not taken: not the town’s to mend",
        ),
        RejectReason.HORS_TERRITOIRE: ("Non retenu : en dehors de la commune", "Not taken: outside the town"),
        RejectReason.INTROUVABLE: ("Non retenu : introuvable sur place", "Not taken: not found there"),
        RejectReason.MAL_LOCALISE: ("Non retenu : lieu imprécis", "Not taken: the place is not clear"),
        RejectReason.PRIVE: ("Non retenu : propriété privée", "Not taken: private property"),
        RejectReason.ABUSIF: ("Non retenu : ce n’est pas un signalement", "Not taken: this is not a report"),
        RejectReason.AUTRE: ("Non retenu", "Not taken"),
    }
)
"""Why a report is not taken, in French and in English."""


def public_status(fields: Fields) -> PublicStatus:
    """Give what a report's status means to others."""
    status = str(fields.get("status") or ReportStatus.NOUVEAU)
    if status == ReportStatus.REJETE and fields.get("reject_reason") == RejectReason.HORS_COMPETENCE:
        return NOT_OURS
    if status == ReportStatus.QUALIFIE and fields.get("reopened"):
        return REOPENED
    return STATUSES.get(status, STATUSES[ReportStatus.NOUVEAU])


def status_notes(fields: Fields, language: str) -> str:
    """Give the public words of a status and, where it was not taken, of the reason."""
    reason = REASONS.get(str(fields.get("reject_reason")))
    if reason is None or fields.get("status") != ReportStatus.REJETE:
        return public_status(fields).words(language)
    return reason[1] if language == "en" else reason[0]
