"""The proof of reading as a file: who confirmed which text and when, for those who must be able to show it."""

import asyncio
from collections.abc import Callable
from functools import partial

import flet as ft

from fieldapp.news.queries_proof import Proof, ProofRow, proof_of
from fieldapp.ui.app import App
from fieldapp.ui.i18n import Words
from fieldapp.ui.look import Look
from fieldapp.ui.spreadsheets import Cell, Table, csv_bytes, has_xlsx, xlsx_bytes
from fieldapp.ui.widgets import Action, button, column, quiet, row, tight_row

HEAD = ("note", "text", "service", "name", "state", "reached", "opened", "acknowledged")
"""The columns: their words are `news.proof_column_<name>`."""


def proof_part(app: App, look: Look, news_id: str) -> ft.Control:
    """Offer the proof in the forms that this device can write."""
    t = look.t
    forms = [("csv", csv_bytes), *([("xlsx", xlsx_bytes)] if has_xlsx() else [])]
    buttons = [
        tight_row(
            button(
                look,
                Action(
                    f"proof-{kind}",
                    t("news.proof_label", kind=kind.upper()),
                    partial(_save, app, look, news_id, (kind, write)),
                    word=t("news.proof_word", kind=kind.upper()),
                    glyph="download-simple",
                ),
            )
        )
        for kind, write in forms
    ]
    return column(row(*buttons, gap=8, wrap=True), quiet(look, t("news.proof_note")), gap=6, stretch=True)


async def _save(app: App, look: Look, news_id: str, form: tuple[str, Callable[[Table], bytes]]) -> None:
    t, (kind, write) = look.t, form
    proof = await app.replica.read(proof_of, news_id)
    if proof is None:
        return
    name = t("news.proof_name", day=app.now().date().isoformat(), kind=kind)
    # Aside: a large town takes a moment, and the screen does not wait.
    kept = await app.device.save_file(name, await asyncio.to_thread(write, table_of(t, proof)))
    app.say(t("news.proof_saved", name=name) if kept else t("news.proof_not_saved"))


def table_of(t: Words, proof: Proof) -> Table:
    """Give the proof as a table in the words of the screen."""
    head = [t(f"news.proof_column_{name}") for name in HEAD]
    return Table(proof.title, head, [_cells(t, proof, one) for one in proof.rows])


def _cells(t: Words, proof: Proof, one: ProofRow) -> list[Cell]:
    state = _state(one, proof.is_mandatory)
    service = one.service or t("news.no_service")
    told = [proof.title, proof.content_hash, service, one.name, t(f"news.proof_state_{state}")]
    return [*told, one.reached_at, one.opened_at, one.acknowledged_at]


def _state(one: ProofRow, is_mandatory: bool) -> str:
    if one.acknowledged_at:
        return "acknowledged"
    if one.opened_at:
        return "opened"
    if one.knew_earlier or not is_mandatory:
        return "earlier" if one.knew_earlier else "pending"
    return "received" if one.reached_at else "unreached"
