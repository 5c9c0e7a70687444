"""« Écrire autre chose »: a third version of what is in question, and a word to the other side."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import flet as ft

from fieldapp.reconcile.queries import ConflictView
from fieldapp.reconcile.queries_directory import Directory, directory
from fieldapp.reconcile.screens_editor import EditorKind, Scene, editor, editor_kind
from fieldapp.reconcile.screens_values import field_words
from fieldapp.ui import routes
from fieldapp.ui.app import App, use_app
from fieldapp.ui.keymap import use_sheet_keys
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.widgets import Action, Field, Kind, Sheet, Tap, quiet, sheet, text_field
from sync.core.model import Json
from sync.records import KINDS
from sync.records.delays import PARIS

Keep = Callable[[dict[str, Any], str], Awaitable[None]]
_HAS_COMMENTS = frozenset(kind for kind, spec in KINDS.items() if "comments" in spec.rules)


@ft.component
def third_version(view: ConflictView, keep: Keep, close: Callable[[], None]) -> ft.Control:
    """Open the sheet in which a third version is written; it begins with mine."""
    app, look = use_app(), use_look()
    values, set_values = ft.use_state(dict(view.mine.values))
    word, set_word = ft.use_state("")
    live = use_live(directory, kinds=("service", "team", "agent"))
    known = live.value if isinstance(live, Filled) else Directory()
    today = app.now().astimezone(PARIS).date()
    scene = Scene(view.subject.kind, str(view.theirs.get("status") or ""), app.agent.role, known, today)

    def put(name: str, value: Json) -> None:
        set_values(lambda before: {**before, name: value})

    writable = [name for name in view.names if editor_kind(name) is not EditorKind.FIXED]
    content = [editor(look, scene, name, values.get(name), put) for name in writable]
    if not writable:
        content.append(quiet(look, look.t("reconcile.third_open_text", what=field_words(look.t, view.names))))
    if view.subject.kind in _HAS_COMMENTS:
        content.append(_word_field(look, word, set_word))
    shown = Sheet(
        title=look.t("reconcile.third_title"),
        content=content,
        close=Tap("third-close", look.t("action.close"), close),
        actions=(_action(look, app, view, writable, partial(_kept, keep, values, writable, word)),),
    )
    use_sheet_keys(close)
    ft.use_dialog(sheet(look, shown))
    return ft.Container(width=0, height=0)


def _word_field(look: Look, word: str, heard: Callable[[str], None]) -> ft.Control:
    label = look.t("reconcile.third_word")
    return text_field(look, Field("third-word", label, word, heard, lines=2))


def _action(look: Look, app: App, view: ConflictView, writable: list[str], do: Callable[[], Any]) -> Action:
    if writable:
        return Action("third-keep", look.t("reconcile.third_do"), do, kind=Kind.PRIMARY, glyph="check")
    paths = {"task": routes.task, "report": routes.report, "round": routes.round_page, "news": routes.news_item}
    path = paths[view.subject.kind](view.subject.id) if view.subject.kind in paths else routes.RECONCILE
    word = look.t("reconcile.third_open")
    return Action("third-open", word, partial(app.go, path), kind=Kind.PRIMARY, glyph="arrow-square-out")


async def _kept(keep: Keep, values: dict[str, Any], writable: list[str], word: str) -> None:
    await keep({name: values.get(name) for name in writable}, word)
