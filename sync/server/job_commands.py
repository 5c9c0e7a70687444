"""`fieldserver jobs`: what the server does by itself, what of it failed, and how it is tried again."""

from typing import Annotated

import typer
from rich.table import Column, Table

from sync.server import audit
from sync.server.cli_console import out
from sync.server.cli_town import AskedWrongly, Data, in_town
from sync.server.jobs import retry
from sync.server.parts import Parts
from sync.server.rows_jobs import JobRow, JobState

SHOWN_MAX = 200
jobs = typer.Typer(help="Work that the server does by itself.", no_args_is_help=True)


@jobs.command("list")
def jobs_list(
    data: Data,
    dead: Annotated[bool, typer.Option("--dead", help="Only those that failed too often.")] = False,
) -> None:
    """List the jobs, those first whose turn comes first, and count them by state."""

    def work(parts: Parts, tenant: str) -> None:
        with parts.store.reading(tenant) as unit:
            rows = [row for row in unit.every(JobRow) if row.state == JobState.DEAD or not dead]
        table = Table(Column("job", overflow="fold"), "state", "at", "attempts", "what went wrong")
        for row in sorted(rows, key=lambda row: (row.turn_at, row.name))[:SHOWN_MAX]:
            at = row.ended_at if row.state == JobState.DONE else row.run_at
            table.add_row(row.name, row.state, at[:16], str(row.attempts), row.trouble)
        out.print(table)
        counts = (f"{sum(row.state == state for row in rows)} {state}" for state in JobState)
        out.print(f"{len(rows)} jobs: {', '.join(counts)}.")

    in_town(data, work)


@jobs.command("retry")
def jobs_retry(
    name: Annotated[str, typer.Argument(help="Name of a dead job, or `all` of them.", show_default=False)],
    data: Data,
) -> None:
    """Let a dead job be tried again, from the first attempt on."""

    def work(parts: Parts, tenant: str) -> None:
        now = parts.service.now()
        with parts.store.writing(tenant) as unit:
            dead = [row.name for row in unit.every(JobRow) if row.state == JobState.DEAD]
            again = [one for one in dead if name in (one, "all") and retry(unit, one, now)]
            audit.note(unit, now, "jobs-retried", jobs=str(len(again)))
        if not again:
            raise AskedWrongly("There is no such dead job. See: fieldserver jobs list --dead")
        out.print(f"{len(again)} jobs are tried again at once.")

    in_town(data, work)
