"""`fieldserver routing` and `fieldserver levels`: where reports go, and how soon they are answered and mended."""

from typing import Annotated, Any

import typer
from rich.table import Table

from sync.core.model import Op
from sync.records.calendars import CALENDARS
from sync.records.categories import CATEGORIES, GROUPS
from sync.records.levels import FIRST_ANSWER, FIX, SERVICE_LEVELS, delay_in, levels_of
from sync.records.routing import By
from sync.records.routing_rule import ABOUT, ROUTING_RULE_KIND, is_about_something_else, rule_id
from sync.server import audit
from sync.server.cli_console import out
from sync.server.cli_town import AskedWrongly, Data, in_town
from sync.server.parts import Parts
from sync.server.town_rules import TownRecords, levels_write, rule_writes, town_records, write
from sync.server.writers import SystemWrite

routing = typer.Typer(help="Which service and team gets which reports.", no_args_is_help=True)
levels = typer.Typer(help="How soon reports are answered and mended, on which calendar.", no_args_is_help=True)

_Said = {
    By.CATEGORY_AND_ZONE: "a rule for this category in this sector",
    By.CATEGORY: "a rule for this category",
    By.GROUP_AND_ZONE: "a rule for this family in this sector",
    By.GROUP: "a rule for this family",
    By.TABLE: "the service that the category names",
    By.DEFAULT: "the default queue",
    By.NOBODY_YET: "nobody yet: it waits at the desk of all offices",
}


def _records(parts: Parts, tenant: str) -> TownRecords:
    with parts.store.reading(tenant) as unit:
        return town_records(unit)


@routing.command("show")
def routing_show(data: Data) -> None:
    """Show the town's rules; what no rule takes goes to the service that its category names."""

    def work(parts: Parts, tenant: str) -> None:
        known = _records(parts, tenant)
        table = Table("category", "family", "sector", "service", "team", "called")
        rules = [fields for _, fields in known.guide[ROUTING_RULE_KIND]]
        for rule in sorted(rules, key=lambda rule: [rule.get(name) or "" for name in ABOUT], reverse=True):
            zone = known.name_of("zone", rule.get("zone"))
            to = (known.name_of("service", rule.get("service")), known.name_of("team", rule.get("team")))
            table.add_row(rule.get("category") or "", rule.get("group") or "", zone, *to, rule.get("name") or "")
        out.print(table)
        if rule_id() not in {record_id for record_id, _ in known.guide[ROUTING_RULE_KIND]}:
            out.print("No default queue: fieldserver routing set SERVICE --name “À répartir” --data …")

    in_town(data, work)


@routing.command("set")
def routing_set(
    to: Annotated[
        str, typer.Argument(help="Service, or service/team; `none` takes the rule away.", show_default=False)
    ],
    data: Data,
    what: Annotated[str | None, typer.Option("--for", help="Code of a category, or `family:` and that of one.")] = None,
    zone: Annotated[str | None, typer.Option("--sector", help="Only in this sector: its code or name.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="How the town calls it.")] = None,
) -> None:
    """Say where reports of a category or a family go; without either, which service is the default queue."""

    def work(parts: Parts, tenant: str) -> None:
        known = _records(parts, tenant)
        about = _about(what, known.id_of("zone", zone) if zone else None)
        if to == "none":
            write(parts, tenant, SystemWrite(ROUTING_RULE_KIND, rule_id(**about), Op.REMOVE))
            out.print("The rule is gone.")
            return
        service, _, crew = to.partition("/")
        chosen, team = known.id_of("service", service), known.id_of("team", crew) if crew else None
        if team and (team, chosen) not in {(one, told.get("service")) for one, told in known.guide["team"]}:
            raise AskedWrongly(f"{crew} is not a team of {known.name_of('service', chosen)}.")
        write(parts, tenant, *rule_writes(about, {"service": chosen, "team": team, "name": name}))
        told = (known.name_of("service", chosen), known.name_of("team", team))
        out.print(f"{_about_words(known, about)}: {', '.join(filter(None, told))}.")

    in_town(data, work)


def _about(what: str | None, zone: str | None) -> dict[str, str | None]:
    _, is_family, family = (what or "").partition("family:")
    about = {"category": None if is_family else what, "group": family or None, "zone": zone}
    if is_about_something_else(about):
        raise AskedWrongly("A sector narrows a category or a family: name one with --for.")
    _check_category(about["category"])
    if about["group"] and about["group"] not in GROUPS:
        raise AskedWrongly(f"There is no family {about['group']}. There are: {', '.join(GROUPS)}.")
    return about


def _check_category(code: str | None) -> None:
    if code and code not in CATEGORIES:
        raise AskedWrongly(f"There is no category {code}. See: fieldserver levels show")


def _about_words(known: TownRecords, about: dict[str, str | None]) -> str:
    what = about["category"] or about["group"] or "Default queue"
    return f"{what} in {known.name_of('zone', about['zone'])}" if about["zone"] else what


@routing.command("test", context_settings={"ignore_unknown_options": True})
def routing_test(category: str, lat: float, long: float, data: Data) -> None:
    """Tell where a report of a category at a position would go, and by which rule. Changes nothing."""

    def work(parts: Parts, tenant: str) -> None:
        known = _records(parts, tenant)
        zone = known.routing.zone_of(lat, long)
        route = known.routing.route(category, zone)
        out.print(f"sector: {known.name_of('zone', zone) or 'outside of all'}")
        out.print(f"service: {known.name_of('service', route.service) or 'none'}")
        out.print(f"team: {known.name_of('team', route.team) or 'none'}")
        out.print(f"by: {_Said[route.by]}")

    in_town(data, work)


@levels.command("show")
def levels_show(data: Data) -> None:
    """Show within what each category is answered and mended: `d` working days, `h` hours."""

    def work(parts: Parts, tenant: str) -> None:
        promised = levels_of(_records(parts, tenant).policy)
        table = Table("category", "what", "first answer", "mended", "by the town")
        for code, one in CATEGORIES.items():
            own = "yes" if code in promised.fixes or code in promised.first_answers else ""
            table.add_row(code, one.fr, str(promised.first_answer_of(code)), str(promised.fix_of(code)), own)
        out.print(table)
        out.print(f"Calendar: {promised.calendar}, {CALENDARS[promised.calendar].name}.")

    in_town(data, work)


@levels.command("set")
def levels_set(
    data: Data,
    category: Annotated[str | None, typer.Option("--for", help="Code of a category.")] = None,
    fix: Annotated[str | None, typer.Option("--mended", help="Such as 5d or 48h; `usual` takes it away.")] = None,
    answer: Annotated[str | None, typer.Option("--first-answer", help="The same, of one category or of all.")] = None,
    calendar: Annotated[str | None, typer.Option("--calendar", help="Such as FR, FR-57 or FR-974.")] = None,
) -> None:
    """Change what the town promises; reports that are here keep their dates."""

    def work(parts: Parts, tenant: str) -> None:
        told: dict[str, Any] = dict(_records(parts, tenant).policy.get(SERVICE_LEVELS) or {})
        if calendar:
            if calendar not in CALENDARS:
                raise AskedWrongly(f"There is no calendar {calendar}. There are: {', '.join(CALENDARS)}.")
            told["calendar"] = calendar
        if category is None:
            if fix:
                raise AskedWrongly("Name the category that is mended within this: --for CODE.")
            _put(told, FIRST_ANSWER, answer)
        else:
            _check_category(category)
            by_category = dict(told.get("categories") or {})
            own = dict(by_category.get(category) or {})
            _put(own, FIRST_ANSWER, answer)
            _put(own, FIX, fix)
            told["categories"] = {**by_category, category: own}
        levels_write(parts, tenant, told)
        with parts.store.writing(tenant) as unit:
            audit.note(unit, parts.service.now(), "levels-set", category=category or "", calendar=calendar or "")
        out.print("The town's service levels are set. See: fieldserver levels show")

    in_town(data, work)


def _put(told: dict[str, Any], name: str, delay: str | None) -> None:
    if delay == "usual":
        told.pop(name, None)
    elif delay is not None:
        if delay_in(delay) is None:
            raise AskedWrongly(f"{delay} is no delay: 5d are five working days, 48h two days round the clock.")
        told[name] = delay
