"""`fieldserver privacy register …` and `notice …`: the register of processing, and what people are told."""

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from sync.server.cli_console import out
from sync.server.parts import Parts
from sync.server.privacy import documents
from sync.server.privacy.cli_words import Data, run_on
from sync.server.privacy.notices import FIRST_VERSION, notice_of, set_notice
from sync.server.privacy.register import HEADINGS, as_csv, as_pdf, register_of, set_heading

register = typer.Typer(help="The register of processing (RGPD art. 30).", no_args_is_help=True)
notice = typer.Typer(help="What people are told where their data is taken.", no_args_is_help=True)

_Lines = Annotated[Path, typer.Option(help="File with one line per paragraph.", exists=True, dir_okay=False)]


@register.command("show")
def register_show(data: Data) -> None:
    """Show the register: each processing with its eight headings."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            version, entries = register_of(unit)
        for entry in entries:
            out.print(f"\n{entry.name} ({entry.code})")
            for name, text in entry.headings.items():
                out.print(f"  {HEADINGS[name]} [{name}] : {text}", soft_wrap=True, markup=False)
        out.print(f"\nVersion {version}.")

    run_on(data, work)


@register.command("set")
def register_set(
    code: Annotated[str, typer.Argument(help="Code of the processing.", show_default=False)],
    heading: Annotated[str, typer.Argument(help="Heading, such as purpose or recipients.", show_default=False)],
    text: Annotated[str, typer.Argument(help="Its text.", show_default=False)],
    data: Data,
) -> None:
    """Write one heading anew; the version before is kept, with who and when."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.writing(tenant) as unit:
            row = set_heading(unit, (code, heading), text, who=getpass.getuser(), at=parts.service.now())
        out.print(f"Register: version {row.version}.")

    run_on(data, work)


@register.command("history")
def register_history(data: Data) -> None:
    """Tell the versions of the register, with who changed it and when."""
    run_on(data, lambda parts, tenant: _told_history(parts, tenant, "register"))


@register.command("export")
def register_export(
    data: Data, file: Annotated[Path, typer.Option("--out", help="File to write, .csv or .pdf.", show_default=False)]
) -> None:
    """Write the register as a table (.csv) or as pages (.pdf)."""
    if file.suffix not in (".csv", ".pdf"):
        raise typer.BadParameter("write .csv or .pdf", param_hint="--out")

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            version, entries = register_of(unit)
        file.write_bytes(as_csv(entries) if file.suffix == ".csv" else as_pdf(entries, version))
        out.print(f"Wrote {file}.", soft_wrap=True)

    run_on(data, work)


@notice.command("show")
def notice_show(
    data: Data,
    language: Annotated[str, typer.Option(help="fr or en.")] = "fr",
    version: Annotated[str | None, typer.Option(help="Which version; the one in force unless told.")] = None,
) -> None:
    """Show the notice as people read it."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            one = notice_of(unit, language, version)
        for line in one.lines:
            out.print(line, soft_wrap=True, markup=False)
        out.print(f"Version {one.version}.")

    run_on(data, work)


@notice.command("set")
def notice_set(data: Data, fr: _Lines, en: _Lines) -> None:
    """Give the notice new words in both languages: it gets the next version."""

    def work(parts: Parts, tenant: str) -> None:
        files = (("fr", fr), ("en", en))
        texts = {name: [line for line in file.read_text().splitlines() if line.strip()] for name, file in files}
        with parts.store.writing(tenant) as unit:
            row = set_notice(unit, texts, who=getpass.getuser(), at=parts.service.now())
        out.print(f"The notice is version {row.version + FIRST_VERSION} from now on.")

    run_on(data, work)


@notice.command("history")
def notice_history(data: Data) -> None:
    """Tell the versions of the notice, with who changed it and when."""
    run_on(data, lambda parts, tenant: _told_history(parts, tenant, "notice"))


def _told_history(parts: Parts, tenant: str, name: str) -> None:
    with parts.store.reading(tenant) as unit:
        rows = documents.versions_of(unit, name)
    table = Table("change", "who", "when", Column("document", no_wrap=True))
    for row in rows:
        table.add_row(str(row.version), row.who, row.at[:16], name)
    out.print(table if rows else "It was never changed.")
