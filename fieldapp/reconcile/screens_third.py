"""« Écrire autre chose »: a third version of what is in question, and a word to the other side."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import flet as ft

from fieldapp.reconcile.actions import third_form_of
from fieldapp.reconcile.queries import ConflictView
from fieldapp.reconcile.queries_both import chars_max, too_long
from fieldapp.reconcile.queries_directory import Directory, directory
from fieldapp.reconcile.screens_editor import EditorKind, Scene, editor, editor_kind
from fieldapp.reconcile.screens_values import field_label, field_words
from fieldapp.ui import routes
from fieldapp.ui.app import LACKS, App, use_app
from fieldapp.ui.kept_form import use_begun_line, use_form_over, use_left
from fieldapp.ui.keymap import use_sheet_keys
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Role
from fieldapp.ui.widgets import Action, Field, Kind, Sheet, Tap, banner, keyed, quiet, sheet, text_field
from sync.core.model import Fields, Json
from sync.records import KINDS
from sync.records.delays import PARIS

Keep = Callable[[dict[str, Any], str], Awaitable[None]]
_HAS_COMMENTS = frozenset(kind for kind, spec in KINDS.items() if "comments" in spec.rules)


@ft.component
def third_version(view: ConflictView, first: Fields, keep: Keep, close: Callable[[], None]) -> ft.Control:
    """Open the sheet of a third version; it begins with mine, with both texts, or as it was left."""
    begun = use_left(third_form_of(view.id))
    return ft.Container(width=0, height=0) if begun is None else _sheet(view, (first, begun), keep, close)


@ft.component
def _sheet(view: ConflictView, opened: tuple[Fields, Fields], keep: Keep, close: Callable[[], None]) -> ft.Control:
    app, look = use_app(), use_look()
    first, begun = {"values": dict(opened[0]), "word": ""}, opened[1]
    kept = use_form_over(app, third_form_of(view.id), first, begun)
    values, word = _said(kept.drawn)
    live = use_live(directory, kinds=("service", "team", "agent"))
    known = live.value if isinstance(live, Filled) else Directory()
    today = app.now().astimezone(PARIS).date()
    scene = Scene(view.subject.kind, str(view.theirs.get("status") or ""), app.agent.role, known, today)

    def put(name: str, value: Json) -> None:
        kept.typed(values={**_said(kept.latest())[0], name: value})

    writable = [name for name in view.names if editor_kind(name) is not EditorKind.FIXED]
    content = use_begun_line(kept, first, begun)
    content += [_over(look, view, name, values) for name in too_long(view.subject.kind, values)]
    content += [keyed(name, editor(look, scene, name, values.get(name), put)) for name in writable]
    if not writable:
        content.append(quiet(look, look.t("reconcile.third_open_text", what=field_words(look.t, view.names))))
    if view.subject.kind in _HAS_COMMENTS:
        content.append(keyed("word", _word_field(look, word, lambda typed: kept.typed(word=typed))))

    async def do() -> None:
        now, said = _said(await kept.settled())
        whole = {name: now.get(name) for name in writable}
        if too_long(view.subject.kind, whole):
            app.say(look.t("reconcile.third_shorten"), glyph=LACKS)
            return
        await keep(whole, said)

    shown = Sheet(
        title=look.t("reconcile.third_title"),
        content=content,
        close=Tap("third-close", look.t("action.close"), close),
        actions=(_action(look, app, view, writable, do),),
    )
    use_sheet_keys(close)
    ft.use_dialog(sheet(look, shown))
    return ft.Container(width=0, height=0)


def _said(fields: Mapping[str, Any]) -> tuple[Fields, str]:
    return fields["values"], fields["word"]


def _over(look: Look, view: ConflictView, name: str, values: Mapping[str, Any]) -> ft.Control:
    """Say how long a text may be, and how long it is."""
    limit, length = chars_max(view.subject.kind, name) or 0, len(str(values.get(name) or ""))
    told = look.t("reconcile.third_over", what=field_label(look.t, (name,)), n=length - limit, max=look.t.number(limit))
    return banner(look, "warning", told, role=Role.LATE)


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
