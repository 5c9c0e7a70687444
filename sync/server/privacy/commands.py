"""`fieldserver privacy …`: the policy, what it lets go, the archives' slips, the list of what was erased."""

import getpass
import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.server import audit
from sync.server.cli_console import out
from sync.server.parts import Parts
from sync.server.privacy import again, archives, documents
from sync.server.privacy.cli_words import Data, run_on
from sync.server.privacy.erasing import Eraser
from sync.server.privacy.nightly import Nightly, look
from sync.server.privacy.policy import DOCUMENT, RULES, Kept, adopt, policy_of, set_duration
from sync.server.privacy.printing import csv_of, pdf_of
from sync.server.privacy.register_commands import notice, register
from sync.server.privacy.request_commands import request
from sync.server.rows_privacy import EliminationRow

LINES_MAX = 200
privacy = typer.Typer(help="What the RGPD asks: how long things are kept, persons' rights.", no_args_is_help=True)
policy = typer.Typer(help="How long each class of things is kept.", no_args_is_help=True)
slips = typer.Typer(help="Public archives: slips and their visa.", no_args_is_help=True)
privacy.add_typer(policy, name="policy")
privacy.add_typer(slips, name="archives")
privacy.add_typer(request, name="request")
privacy.add_typer(register, name="register")
privacy.add_typer(notice, name="notice")

_Number = Annotated[str, typer.Argument(help="Number of the slip, such as E2026-0001.", show_default=False)]
_Out = Annotated[Path, typer.Option("--out", help="File to write.", show_default=False)]


@policy.command("show")
def policy_show(data: Data) -> None:
    """Show the policy in force: each class, how long, since when it counts, what then happens."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            one = policy_of(unit)
        table = Table("class", "kept for", Column("since", overflow="fold"), Column("then", overflow="fold"), "visa")
        for kept, rule in RULES.items():
            said = (kept.value, one.durations[kept].written(), rule.since, rule.then)
            table.add_row(*said, "archives" if rule.archives else "")
        out.print(table)
        told = f"Version {one.version}." if one.is_adopted else "Not adopted yet: nothing goes by itself."
        out.print(told + ("" if one.is_adopted else " See: fieldserver privacy policy adopt"), soft_wrap=True)

    run_on(data, work)


@policy.command("adopt")
def policy_adopt(data: Data) -> None:
    """Put the policy in force as it is shown: from then on the server applies it every day."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            row = adopt(unit, who=getpass.getuser(), at=parts.service.now())
        out.print(f"The policy is in force (version {row.version}).")

    run_on(data, work)


@policy.command("set")
def policy_set(
    kept: Annotated[str, typer.Argument(help="The class: see `policy show`.", show_default=False)],
    said: Annotated[str, typer.Argument(help='Such as "6 months", "48 days", P5Y or never.', show_default=False)],
    data: Data,
) -> None:
    """Keep a class for another time, and put the policy in force; the version before is kept."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            row = set_duration(unit, kept, said, who=getpass.getuser(), at=parts.service.now())
        out.print(f"{kept}: {row.value()[kept]} from now on (version {row.version}).")

    run_on(data, work)


@policy.command("history")
def policy_history(data: Data) -> None:
    """Tell all versions of the policy, with who changed it and when."""

    def work(parts: Parts, tenant: str) -> None:
        table = Table("version", "who", "when", Column("what differs from the defaults", overflow="fold"))
        with parts.store.reading(tenant) as unit:
            rows = documents.versions_of(unit, DOCUMENT)
        for row in rows:
            differs = ", ".join(f"{name} {said}" for name, said in sorted(row.value().items()))
            table.add_row(str(row.version), row.who, row.at[:16], differs or "nothing")
        out.print(table if rows else "The policy was never changed nor adopted.")

    run_on(data, work)


@privacy.command("due")
def due(
    data: Data,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write every line to this file as well.")] = None,
) -> None:
    """Say line by line what the policy would let go now, and why; changes nothing."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            found, one = look(unit, parts.service.now()), policy_of(unit)
        rows = [
            [d.kept.value, d.kind, d.reference or d.id, d.since[:10], one.durations[d.kept].written(), d.waits]
            for d in found.due
        ]
        for kept, kind, name, since, length, waits in rows[:LINES_MAX]:
            then = "waits for the archives' visa" if waits else RULES[Kept(str(kept))].then
            out.print(
                f"{kept}: {kind} {name}: since {since or 'it was removed'}, kept {length}: {then}", soft_wrap=True
            )
        if len(rows) > LINES_MAX:
            out.print(f"… and {len(rows) - LINES_MAX} more: --csv FILE writes all of them.")
        if csv is not None:
            csv.write_bytes(csv_of(["class", "kind", "reference", "since", "kept for", "waits for visa"], rows))
        counts = Counter(found.counts()) + Counter({"waiting for a visa": len(found.due) - len(found.now_due())})
        out.print(", ".join(f"{name}: {count}" for name, count in sorted(counts.items())) or "Nothing is due.")

    run_on(data, work)


@privacy.command("run")
def run(data: Data) -> None:
    """Apply the policy now instead of at the next hour; what is erased does not come back."""

    def work(parts: Parts, tenant: str) -> None:
        counts = Nightly(parts).run(tenant)
        out.print(", ".join(f"{name}: {count}" for name, count in sorted(counts.items())) or "Nothing was due.")

    run_on(data, work)


@slips.command("slip")
def slip(data: Data, folder: Annotated[Path, typer.Option("--out", help="Folder for the CSV and the PDF.")]) -> None:
    """Make a slip (bordereau d'élimination) of all that waits, as CSV and PDF for the archives."""

    def work(parts: Parts, tenant: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        now = parts.service.now()
        with parts.store.writing(tenant) as unit:
            row = archives.make_slip(unit, look(unit, now).due, who=getpass.getuser(), at=now)
        _write_slip(row, folder)
        out.print(f"Slip {row.number}: {len(row.items())} records. Nothing of it goes before its visa is noted.")

    run_on(data, work)


@slips.command("list")
def slip_list(data: Data) -> None:
    """List the slips and their visas."""

    def work(parts: Parts, tenant: str) -> None:
        table = Table("slip", "made", "records", "visa by", "visa on")
        with parts.store.reading(tenant) as unit:
            rows = list(unit.every(EliminationRow))
        for row in rows:
            table.add_row(row.number, row.made_at[:10], str(len(row.items())), row.visa_by or "waits", row.visa_on)
        out.print(table if rows else "There is no slip.")

    run_on(data, work)


@slips.command("visa")
def slip_visa(
    number: _Number,
    data: Data,
    by: Annotated[str, typer.Option("--by", help="Who gave it, in the archives.", show_default=False)],
    on: Annotated[str, typer.Option("--on", help="Day on which it was given.", show_default=False)],
) -> None:
    """Note the archives' visa: what the slip lists goes with the next run."""
    try:
        day = date.fromisoformat(on).isoformat()
    except ValueError:
        raise typer.BadParameter("say the day as 2026-11-28", param_hint="--on") from None

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            visa = archives.Visa(by, day)
            row = archives.note_visa(unit, number, visa, who=getpass.getuser(), at=parts.service.now())
        out.print(f"Visa noted on slip {row.number}: {len(row.items())} records go with the next run.")

    run_on(data, work)


@privacy.command("erasures")
def erasures(data: Data, file: _Out) -> None:
    """Write the list of what was erased (ids, no words), to go through again after a restore."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            content = again.written(unit)
        _write_private(file, content)
        out.print(f"Wrote {file}. After a restore: fieldserver privacy repeat {file} --data …", soft_wrap=True)

    run_on(data, work)


@privacy.command("repeat")
def repeat(
    file: Annotated[Path, typer.Argument(help="The list that `privacy erasures` wrote.", show_default=False)],
    data: Data,
) -> None:
    """Erase again, on a server that came back from a backup, what had been erased since."""

    def work(parts: Parts, tenant: str) -> None:
        listed = again.read(file.read_bytes())
        with parts.store.reading(tenant) as unit:
            order = again.order_of(unit, listed)
        done = Eraser(parts.service, parts.uploads).erase(
            tenant,
            order,
            lambda unit, told: audit.note(unit, parts.service.now(), "erased-again", records=str(len(told.records))),
        )
        parts.store.let_go()
        out.print(f"Erased again: {len(done.records)} records, {done.requesters} identities, {done.files} files.")

    run_on(data, work)


def _write_slip(row: EliminationRow, folder: Path) -> None:
    head = ["classe", "nature", "identifiant", "référence", "clos le", "sort final"]
    rows = [[kept, kind, record, name, since[:10], "Détruire"] for kept, kind, record, name, since in row.items()]
    (folder / f"{row.number}.csv").write_bytes(csv_of(head, rows))
    lines = [f"{name or record} — {kept} — clos le {since}" for kept, _, record, name, since, _ in rows]
    visa = "Visa du directeur des Archives départementales : nom, date, signature"
    parts = [("Documents proposés à l’élimination (sort final : détruire)", lines), (visa, ["", "", ""])]
    (folder / f"{row.number}.pdf").write_bytes(pdf_of(f"Bordereau d’élimination {row.number}", parts))


def _write_private(file: Path, content: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as written:
        written.write(content)
