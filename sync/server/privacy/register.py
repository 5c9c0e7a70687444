"""The register of processing (RGPD art. 30): eight headings for each of the eight processings of DOMAIN AC-64.

What stands here is where a town begins; each heading that it changes is kept with all that it ever was. The durations
are not written twice: they are told from the policy in force.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sync.records.base import TEXT_CHARACTERS_MAX
from sync.server.privacy import documents
from sync.server.privacy.policy import Kept, Policy, policy_of
from sync.server.privacy.printing import csv_of, pdf_of
from sync.server.rows_outside import SettingRow
from sync.server.store import Unit

HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "controller": "Responsable du traitement",
        "purpose": "Finalité",
        "basis": "Base légale",
        "people": "Catégories de personnes",
        "data": "Catégories de données",
        "recipients": "Destinataires",
        "retention": "Durées de conservation",
        "security": "Mesures de sécurité",
    }
)
_MISSION = "Mission d’intérêt public (RGPD, art. 6.1.e)"
_SECURITY = (
    "Base chiffrée sur chaque appareil, droits par service et secteur, identité des usagers chiffrée sous une clé à "
    "part, journal d’audit chaîné, aucun transfert hors de l’Union européenne, aucun tiers."
)
_TOWN = "La collectivité, représentée par son maire ; délégué à la protection des données : à compléter"


@dataclass(frozen=True, slots=True)
class Processing:
    """One processing as it is pre-filled; what it keeps is told by classes of the policy."""

    code: str
    name: str
    purpose: str
    people: str
    data: str
    recipients: str
    kept: tuple[Kept, ...]
    basis: str = _MISSION


_K = Kept
PROCESSINGS: Mapping[str, Processing] = MappingProxyType(
    {
        one.code: one
        for one in (
            Processing(
                "signalements",
                "Relation aux usagers et signalements",
                "Recevoir, traiter et suivre les signalements ; répondre aux usagers qui le souhaitent",
                "Usagers, agents",
                "Lieu, objet, texte et photos du signalement ; nom, téléphone, courriel si l’usager les donne",
                "Accueil et service compétent ; le public après modération, sans identité",
                (_K.CONTACTS, _K.WORDS, _K.REPORTS),
            ),
            Processing(
                "agents",
                "Comptes des agents",
                "Ouvrir l’application aux agents et aux élus selon leurs droits",
                "Agents, élus",
                "Nom, fonction, service, équipe, adresse de connexion, appareils",
                "Collègues (annuaire), administrateur",
                (),
            ),
            Processing(
                "interventions",
                "Tâches, tournées et interventions",
                "Organiser le travail des équipes et en garder la preuve",
                "Agents",
                "Tâches confiées, états, durées, listes de contrôle, feuilles de tournée",
                "Équipe, chef d’équipe, service",
                (_K.ROUNDS, _K.DRAFTS),
            ),
            Processing(
                "accuses",
                "Accusés de lecture",
                "Savoir qui a reçu et lu les notes obligatoires",
                "Agents, élus",
                "Note, personne, date de réception, d’ouverture et de confirmation",
                "Auteur de la note, communication",
                (_K.ACKNOWLEDGEMENTS,),
            ),
            Processing(
                "journaux",
                "Journaux techniques et d’audit",
                "Assurer la sécurité et prouver ce qui a été fait",
                "Agents, élus",
                "Identifiants, dates, nature des opérations ; jamais le contenu",
                "Administrateur, délégué à la protection des données",
                (_K.JOURNAL,),
            ),
            Processing(
                "geolocalisation",
                "Géolocalisation ponctuelle",
                "Situer un signalement ou une photo au moment où l’agent le demande ; aucun suivi",
                "Agents",
                "Position au moment de la saisie",
                "Service compétent",
                (_K.POSITIONS,),
            ),
            Processing(
                "photos",
                "Photos",
                "Montrer un désordre et prouver sa réparation",
                "Agents, usagers ; tiers visibles par accident",
                "Images sans métadonnées ; visages et plaques à masquer",
                "Service compétent ; le public après modération",
                (_K.PHOTOS, _K.PHOTOS_VEHICLES),
            ),
            Processing(
                "decisions",
                "Décisions et visas",
                "Préparer, viser et tracer les décisions",
                "Agents, élus",
                "Auteur, avis, visa, date",
                "Membres de l’instance concernée",
                (),
            ),
        )
    }
)


class RegisterTrouble(Exception):
    """What was asked of the register cannot be; the code says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One processing of a town's register: its name and its eight headings."""

    code: str
    name: str
    headings: Mapping[str, str]


def register_of(unit: Unit) -> tuple[int, list[Entry]]:
    """Give the register in force, and its version."""
    version, content = documents.newest(unit, "register")
    policy = policy_of(unit)
    return version, [_entry(one, policy, (content or {}).get(one.code, {})) for one in PROCESSINGS.values()]


def set_heading(unit: Unit, place: tuple[str, str], text: str, *, who: str, at: str) -> SettingRow:
    """Write one heading of one processing (its code, then the heading) anew; raise `RegisterTrouble`."""
    code, heading = place
    if code not in PROCESSINGS:
        raise RegisterTrouble("register-processing-unknown")
    if heading not in HEADINGS:
        raise RegisterTrouble("register-heading-unknown")
    if not text.strip() or len(text) > TEXT_CHARACTERS_MAX or "\0" in text:
        raise RegisterTrouble("register-text-not-valid")
    _, content = documents.newest(unit, "register")
    changed = {**(content or {}), code: {**(content or {}).get(code, {}), heading: text.strip()}}
    return documents.write(unit, "register", changed, who=who, at=at)


def as_csv(entries: Sequence[Entry]) -> bytes:
    """Write the register as a table, one processing a line."""
    rows = [[one.name, *(one.headings[heading] for heading in HEADINGS)] for one in entries]
    return csv_of(["Traitement", *HEADINGS.values()], rows)


def as_pdf(entries: Sequence[Entry], version: int) -> bytes:
    """Write the register as pages."""
    parts = ((one.name, [f"{HEADINGS[name]} : {text}" for name, text in one.headings.items()]) for one in entries)
    return pdf_of(f"Registre des activités de traitement (version {version})", parts)


def _entry(one: Processing, policy: Policy, changed: Mapping[str, str]) -> Entry:
    filled = {
        "controller": _TOWN,
        "purpose": one.purpose,
        "basis": one.basis,
        "people": one.people,
        "data": one.data,
        "recipients": one.recipients,
        "retention": " ; ".join(_kept(one.kept, policy)) or "Tant que la personne exerce sa fonction, puis un an",
        "security": _SECURITY,
    }
    return Entry(one.code, one.name, {name: str(changed.get(name) or filled[name]) for name in HEADINGS})


def _kept(kept: Sequence[Kept], policy: Policy) -> Iterator[str]:
    for one in kept:
        yield f"{_WORDS[one]} : {_in_words(policy.durations[one].amount, policy.durations[one].unit)}"


_WORDS = {
    _K.CONTACTS: "coordonnées, après clôture",
    _K.WORDS: "textes des usagers, après clôture",
    _K.REPORTS: "signalement sans identité, après clôture",
    _K.ROUNDS: "feuilles de tournée, après le jour",
    _K.DRAFTS: "brouillons, après le dernier changement",
    _K.ACKNOWLEDGEMENTS: "accusés, après la fin de la note",
    _K.JOURNAL: "valeurs des changements",
    _K.POSITIONS: "positions des photos d’agents",
    _K.PHOTOS: "photos des usagers, après clôture",
    _K.PHOTOS_VEHICLES: "photos de véhicules, après clôture",
}


def _in_words(amount: int, unit: str) -> str:
    if not amount:
        return "sans limite"
    words = {"D": ("jour", "jours"), "M": ("mois", "mois"), "Y": ("an", "ans")}[unit]
    return f"{amount} {words[amount > 1]}"
