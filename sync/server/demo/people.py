"""The people of the town hall: services, sectors as zones, teams, some sixty agents and élus, accounts."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sync.core.instants import instant
from sync.records.base import Role
from sync.server.demo.chance import record_id, stream
from sync.server.demo.family_names import MEN, WOMEN, families
from sync.server.demo.plan_geojson import ring
from sync.server.demo.records import SERVER, DemoAccount, DemoRecord
from sync.server.demo.street_plan import StreetPlan

MAIL_HOST = "saint-aubin.example"
FOUNDED_BEFORE = timedelta(days=730)
_R = Role

# service code -> name, telephone (the regulator keeps 02 61 91 for fiction: these ring nowhere)
SERVICES: dict[str, tuple[str, str]] = {
    "voirie": ("Voirie", "02 61 91 40 10"),
    "proprete": ("Propreté", "02 61 91 40 12"),
    "espaces_verts": ("Espaces verts", "02 61 91 40 14"),
    "eclairage": ("Éclairage public", "02 61 91 40 16"),
    "batiments": ("Bâtiments", "02 61 91 40 18"),
    "police": ("Police municipale", "02 61 91 40 17"),
    "accueil": ("Accueil et relation usagers", "02 61 91 40 00"),
    "communication": ("Communication", "02 61 91 40 22"),
    "direction": ("Direction générale", "02 61 91 40 02"),
}
NORTH = ("Centre", "La Gare", "Les Hauts", "Beaulieu")
SOUTH = ("Faubourg Saint-Jean", "Le Gué", "Bords de Lisse", "Zone artisanale")
# team key -> name, service code, sectors
TEAMS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "voirie_nord": ("Voirie nord", "voirie", NORTH),
    "voirie_sud": ("Voirie sud", "voirie", SOUTH),
    "proprete_centre": ("Propreté centre", "proprete", ("Centre", "La Gare")),
    "proprete_quartiers": (
        "Propreté quartiers",
        "proprete",
        ("Les Hauts", "Beaulieu", "Faubourg Saint-Jean", "Le Gué", "Bords de Lisse", "Zone artisanale"),
    ),
    "encombrants": ("Encombrants et graffitis", "proprete", NORTH + SOUTH),
    "verts_nord": ("Espaces verts nord", "espaces_verts", NORTH),
    "verts_sud": ("Espaces verts sud", "espaces_verts", SOUTH),
    "eclairage": ("Éclairage public", "eclairage", NORTH + SOUTH),
    "batiments": ("Bâtiments, entretien", "batiments", NORTH + SOUTH),
    "police": ("Brigade municipale", "police", NORTH + SOUTH),
}


@dataclass(frozen=True)
class _Post:
    """A post of the organisation chart; a post without a name is filled by chance."""

    role: Role
    title: str
    service: str | None = None
    team: str | None = None
    name: str = ""
    told_as: str = ""


_POSTS: tuple[_Post, ...] = (
    _Post(_R.AGENT_TERRAIN, "agent de voirie", "voirie", "voirie_nord", "Karim Belkacem", "agent de terrain, voirie"),
    _Post(_R.AGENT_BUREAU, "régulatrice", "accueil", None, "Sylvie Martin", "agent de bureau, régulatrice"),
    _Post(_R.COMMUNICANT, "chargée de communication", "communication", None, "Claire Delaunay", "communicante"),
    _Post(_R.ELU, "adjointe au cadre de vie", None, None, "Hélène Guérin", "élue"),
    _Post(_R.CHEF_EQUIPE, "chef d’équipe", "voirie", "voirie_nord", "Philippe Rousseau", "chef d’équipe, voirie"),
    _Post(_R.DPO, "déléguée à la protection des données", "direction", None, "Nathalie Ferrand", "DPO"),
    _Post(_R.ADMIN_SI, "administrateur du système d’information", "direction", None, "Thomas Lebreton", "admin"),
    _Post(_R.RESPONSABLE_SERVICE, "responsable de la voirie", "voirie", None, "Michel Garnier", "responsable, voirie"),
    _Post(_R.DIRECTION, "directrice générale des services", "direction", None, "Anne Chevallier", "direction (DGS)"),
    _Post(_R.DIRECTION, "directeur des services techniques", "direction"),
    _Post(_R.CHEF_EQUIPE, "chef d’équipe", "voirie", "voirie_sud"),
    *[_Post(_R.AGENT_TERRAIN, "agent de voirie", "voirie", "voirie_nord")] * 4,
    *[_Post(_R.AGENT_TERRAIN, "agent de voirie", "voirie", "voirie_sud")] * 4,
    _Post(_R.RESPONSABLE_SERVICE, "responsable de la propreté", "proprete"),
    *[
        _Post(_R.CHEF_EQUIPE, "chef d’équipe", "proprete", team)
        for team in ("proprete_centre", "proprete_quartiers", "encombrants")
    ],
    *[_Post(_R.AGENT_TERRAIN, "agent de propreté", "proprete", "proprete_centre")] * 4,
    *[_Post(_R.AGENT_TERRAIN, "agent de propreté", "proprete", "proprete_quartiers")] * 4,
    *[_Post(_R.AGENT_TERRAIN, "agent de propreté", "proprete", "encombrants")] * 3,
    _Post(_R.RESPONSABLE_SERVICE, "responsable des espaces verts", "espaces_verts"),
    _Post(_R.CHEF_EQUIPE, "chef d’équipe", "espaces_verts", "verts_nord"),
    _Post(_R.CHEF_EQUIPE, "cheffe d’équipe", "espaces_verts", "verts_sud"),
    *[_Post(_R.AGENT_TERRAIN, "jardinier", "espaces_verts", "verts_nord")] * 3,
    *[_Post(_R.AGENT_TERRAIN, "jardinière", "espaces_verts", "verts_sud")] * 3,
    _Post(_R.CHEF_EQUIPE, "chef d’équipe", "eclairage", "eclairage"),
    *[_Post(_R.AGENT_TERRAIN, "électricien", "eclairage", "eclairage")] * 3,
    _Post(_R.RESPONSABLE_SERVICE, "responsable des bâtiments", "batiments"),
    *[_Post(_R.AGENT_TERRAIN, "agent des bâtiments", "batiments", "batiments")] * 3,
    _Post(_R.RESPONSABLE_SERVICE, "chef de service de police municipale", "police"),
    *[_Post(_R.AGENT_TERRAIN, "policier municipal", "police", "police")] * 3,
    _Post(_R.RESPONSABLE_SERVICE, "responsable de l’accueil", "accueil"),
    *[_Post(_R.AGENT_BUREAU, "agente d’accueil", "accueil")] * 2,
    _Post(_R.COMMUNICANT, "rédacteur, réseaux et site", "communication"),
    _Post(_R.ELU, "maire"),
    _Post(_R.ELU, "premier adjoint, finances"),
    _Post(_R.ELU, "adjointe à l’éducation"),
    _Post(_R.ELU, "conseiller délégué à la voirie"),
    _Post(_R.ELU, "conseillère déléguée aux bords de Lisse"),
)
_FEMININE = {"agent ": "agente ", "policier municipal": "policière municipale"}
_WOMENS_TITLES = ("agente", "adjointe", "cheffe", "directrice", "conseillère", "jardinière", "chargée")


@dataclass(frozen=True)
class Person:
    """An agent or an élu."""

    id: str
    given_name: str
    family_name: str
    role: Role
    title: str
    service: str | None
    """Service code."""
    team: str | None
    """Team key."""
    told_as: str = ""

    @property
    def name(self) -> str:
        """Give the full name."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class People:
    """Everybody, and the ids of what they belong to."""

    town: str
    services: dict[str, str]
    zones: dict[str, str]
    teams: dict[str, str]
    persons: tuple[Person, ...]

    def named(self, name: str) -> Person:
        """Find a person by full name; KeyError when there is none."""
        return {person.name: person for person in self.persons}[name]

    def of_team(self, team: str, role: Role | None = None) -> list[Person]:
        """List the members of a team, of one role only if asked."""
        return [p for p in self.persons if p.team == team and role in (None, p.role)]

    def chief_of(self, team: str) -> Person:
        """Give the one who plans a team's work: its chief, else the head of its service."""
        chiefs = self.of_team(team, Role.CHEF_EQUIPE)
        return (chiefs or self.of_role(Role.RESPONSABLE_SERVICE, TEAMS[team][1]))[0]

    def of_role(self, role: Role, service: str | None = None) -> list[Person]:
        """List the people of a role, of one service only if asked."""
        return [p for p in self.persons if p.role == role and service in (None, p.service)]


def gather_people(seed: int, now: datetime) -> People:
    """Fill every post of the organisation chart and give each thing its id."""
    founded = now - FOUNDED_BEFORE
    rng = stream(seed, "people")
    names = _names(rng)
    persons = []
    for i, post in enumerate(_POSTS):
        given, _, family = (post.name or next(names[_is_womans(post.title)])).partition(" ")
        persons.append(
            Person(
                record_id(seed, founded + timedelta(minutes=10 + i), "agent", i),
                given,
                family,
                post.role,
                _title(post.title, given),
                post.service,
                post.team,
                post.told_as,
            )
        )
    return People(
        town=record_id(seed, founded, "town"),
        services={code: record_id(seed, founded, "service", code) for code in SERVICES},
        zones={name: record_id(seed, founded, "zone", name) for name in NORTH + SOUTH},
        teams={key: record_id(seed, founded, "team", key) for key in TEAMS},
        persons=tuple(persons),
    )


def organisation_records(plan: StreetPlan, people: People, now: datetime) -> list[DemoRecord]:
    """Give the records of the town, its services, zones, teams and agents, in dependency order."""
    at = instant(now - FOUNDED_BEFORE)

    def made(kind: str, record_id: str, **fields: Any) -> DemoRecord:
        told = {name: value for name, value in fields.items() if value is not None}
        return DemoRecord(kind, record_id, told, SERVER, at)

    records = [made("town", people.town, **_town_fields(plan))]
    for code, (name, phone) in SERVICES.items():
        records.append(made("service", people.services[code], name=name, code=code, phone=phone))
    for sector in plan.sectors:
        polygon = [ring(plan.frame, sector.outline)]
        records.append(made("zone", people.zones[sector.name], name=sector.name, code=sector.code, polygon=polygon))
    for key, (name, service, sectors) in TEAMS.items():
        zones = sorted(people.zones[sector] for sector in sectors)
        records.append(made("team", people.teams[key], name=name, service=people.services[service], zones=zones))
    records.extend(made("agent", person.id, **_agent_fields(people, person)) for person in people.persons)
    return records


def accounts_of(people: People) -> tuple[DemoAccount, ...]:
    """Give everybody's account; mail addresses are `prenom.nom`, numbered when two people share one."""
    given: dict[str, int] = {}
    accounts = []
    for person in people.persons:
        login = f"{_plain(person.given_name)}.{_plain(person.family_name)}"
        given[login] = given.get(login, 0) + 1
        suffix = "" if given[login] == 1 else str(given[login])
        told_as = person.told_as or person.title
        mail = f"{login}{suffix}@{MAIL_HOST}"
        accounts.append(DemoAccount(mail, person.id, person.role.value, told_as, bool(person.told_as)))
    return tuple(accounts)


def _town_fields(plan: StreetPlan) -> dict[str, Any]:
    positions = [plan.frame.to_lat_long(point) for point in plan.boundary]
    lats, longs = [lat for lat, _ in positions], [long for _, long in positions]
    return {
        "name": plan.name,
        "insee_code": plan.insee_code,
        "centre_lat": plan.frame.lat,
        "centre_long": plan.frame.long,
        "bounds": [min(longs), min(lats), max(longs), max(lats)],
        "phone": SERVICES["accueil"][1],
    }


def _agent_fields(people: People, person: Person) -> dict[str, Any]:
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "role": person.role.value,
        "job_title": person.title,
        "service": people.services[person.service] if person.service else None,
        "team": people.teams[person.team] if person.team else None,
        "active": True,
    }


def _is_womans(title: str) -> bool | None:
    """Say whether a title is written in the feminine; None when it may be either's."""
    if title.startswith(_WOMENS_TITLES):
        return True
    either = ("responsable", "maire", "policier municipal", "rédacteur, réseaux", "agent ")
    return None if title.startswith(either) else False


def _title(title: str, given_name: str) -> str:
    """Write a title in the feminine for a woman."""
    for masculine, feminine in _FEMININE.items():
        if given_name in WOMEN and title.startswith(masculine):
            return title.replace(masculine, feminine, 1)
    return title


def _names(rng: random.Random) -> dict[bool | None, Iterator[str]]:
    """Give endless names of men, of women and of either, no family twice while there are enough."""
    taken = {post.name.split(" ")[-1] for post in _POSTS if post.name}
    left = [name for name in families() if name not in taken]
    rng.shuffle(left)
    pool = iter(left * 3)

    def draw(givens: list[str]) -> Iterator[str]:
        while True:
            yield f"{rng.choice(givens)} {next(pool)}"

    return {True: draw(WOMEN), False: draw(MEN), None: draw(WOMEN + MEN)}


def _plain(name: str) -> str:
    """Write a name for a mail address: small letters without accents, words joined by hyphens."""
    letters = unicodedata.normalize("NFKD", name.lower())
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return kept.replace(" ", "-").replace("’", "")
