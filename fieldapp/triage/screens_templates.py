"""The sheet on which answer templates are kept: the list, one of them in a form, and six to begin with."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from fieldapp.triage import actions_templates, queries_templates
from fieldapp.triage.actions_templates import Draft
from fieldapp.triage.queries_templates import PLACEHOLDERS, Template, unknown_placeholders
from fieldapp.triage.screens_sheets import CONFIRM_KEY, Asked, confirm, nothing, shut
from fieldapp.ui.gestures import written
from fieldapp.ui.histories import dotted
from fieldapp.ui.i18n import Language, Words, listing
from fieldapp.ui.kept_form import KeptForm, use_begun_line, use_form_over, use_left
from fieldapp.ui.keymap import use_keys
from fieldapp.ui.live import Filled, use_live
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets import (
    Action,
    Choice,
    Field,
    Sheet,
    Tap,
    button,
    choice_row,
    column,
    filter_chip,
    grow,
    icon_button,
    keyed,
    quiet,
    row,
    sheet,
    text,
    text_field,
    tight_row,
)
from sync.core.model import Fields
from sync.records.answer_template import WRITER_ROLES
from sync.records.base import TEXT_CHARACTERS_MAX, TITLE_CHARACTERS_MAX
from sync.records.categories import GROUPS
from sync.records.report import RejectReason, ReportStatus

STATES: Final = (
    ReportStatus.AFFECTE,
    ReportStatus.PROGRAMME,
    ReportStatus.EN_ATTENTE_USAGER,
    ReportStatus.TRANSFERE_TIERS,
    ReportStatus.RESOLU,
    ReportStatus.REJETE,
)
"""States on which a resident is written to; None is any."""
STARTERS: Final[tuple[tuple[str, ReportStatus | None, RejectReason | None], ...]] = (
    ("received", None, None),
    ("planned", ReportStatus.PROGRAMME, None),
    ("precise", ReportStatus.EN_ATTENTE_USAGER, None),
    ("handed_on", ReportStatus.TRANSFERE_TIERS, None),
    ("done", ReportStatus.RESOLU, None),
    ("not_ours", ReportStatus.REJETE, RejectReason.HORS_COMPETENCE),
)
"""Templates to begin with: their words are `triage.starter_<name>`, in the language of the town's residents."""


@dataclass(frozen=True, slots=True)
class Form:
    """A template as it stands in the form; `id` is None while it is new."""

    id: str | None
    draft: Draft
    tried: bool = False


Put = Callable[..., Any]
"""Takes fields of the draft as they are typed or chosen."""


@ft.component
def templates_sheet(asked: Asked) -> ft.Control:
    """Show the templates, or the one that is being written."""
    look = use_look()
    form, set_form = ft.use_state(_no_form())
    live = use_live(queries_templates.templates, kinds=("answer_template",))
    known = live.value if isinstance(live, Filled) else ()
    if form is not None:
        return template_sheet(asked, form, partial(set_form, None))
    return _list_sheet(look, asked, known, set_form)


def _no_form() -> Form | None:
    return None


def _list_sheet(
    look: Look, asked: Asked, known: tuple[Template, ...], edit: Callable[[Form | None], None]
) -> ft.Control:
    t, may_write = look.t, asked.gestures.app.agent.role in WRITER_ROLES
    content: list[ft.Control] = [_listed(look, asked, one, edit if may_write else None) for one in known]
    if not known:
        content.append(quiet(look, t("triage.templates_none")))
    actions: list[Action] = []
    if may_write and not known:
        start = partial(written, asked.gestures.app, look, actions_templates.save_templates, starters())
        actions.append(Action("templates-start", t("triage.templates_start"), start, glyph="list-plus"))
    if may_write:
        new = partial(edit, Form(None, Draft("", "")))
        actions.append(Action("template-new", t("triage.template_new"), new, glyph="plus"))
    leave = shut(look, asked)
    ft.use_dialog(sheet(look, Sheet(t("triage.templates_title"), content, leave, t("triage.templates_sub"), actions)))
    return nothing()


def starters() -> tuple[Draft, ...]:
    """Give six templates in the words of the town's residents."""
    t = Words(Language.FR)
    return tuple(
        Draft(t(f"triage.starter_{name}"), t(f"triage.starter_{name}_text"), status, reason)
        for name, status, reason in STARTERS
    )


def _listed(look: Look, asked: Asked, one: Template, edit: Callable[[Form | None], None] | None) -> ft.Control:
    t = look.t
    state = t(f"state.{one.status}") if one.status else t("triage.template_any")
    reason = t(f"triage.reason_{one.reason}") if one.reason else ""
    sub = dotted(state, reason, _group_name(look, one.group) if one.group else "")
    draft = Draft(one.title, one.text, one.status, one.reason, one.group)
    do = partial(edit, Form(one.id, draft)) if edit else None
    name = dotted(one.title, sub)
    chosen = Choice(f"edit-{one.id}", name, do, word=one.title, sub=sub, glyph="note-pencil", leads=edit is not None)
    if edit is None:
        return choice_row(look, chosen)
    drop = Tap(f"drop-{one.id}", t("triage.template_forget", title=one.title), partial(_forget, look, asked, one))
    return row(grow(choice_row(look, chosen)), icon_button(look, drop, "trash", framed=False), gap=4)


def _group_name(look: Look, code: str) -> str:
    group = GROUPS.get(code)
    return (group.fr if look.t.language is Language.FR else group.en) if group else code


async def _forget(look: Look, asked: Asked, one: Template) -> None:
    app = asked.gestures.app
    gone = await written(app, look, actions_templates.forget_template, one.id)
    if gone is not None:
        back = partial(written, app, look, actions_templates.bring_template_back, gone.value)

        async def bring_back() -> None:
            await back()

        asked.gestures.offer(look.t("triage.template_forgotten", title=one.title), bring_back)


@ft.component
def template_sheet(asked: Asked, form: Form, back: Callable[[], None]) -> ft.Control:
    """Show a template to write, as soon as it is known what was begun of it."""
    begun = use_left(actions_templates.form_of(form.id))
    return nothing() if begun is None else template_form(asked, form, begun, back)


@ft.component
def template_form(asked: Asked, opened: Form, begun: Fields, back: Callable[[], None]) -> ft.Control:
    """Ask for a title, the words, and when they are offered."""
    look, app = use_look(), asked.gestures.app
    first, leaving = asdict(opened.draft), actions_templates.form_of(opened.id)
    kept, (tried, set_tried) = use_form_over(app, leaving, first, begun), ft.use_state(False)
    t, draft = look.t, draft_of(kept.drawn)
    form = Form(opened.id, draft, tried)

    async def keep() -> None:
        draft = draft_of(await kept.settled())
        if not (draft.title.strip() and draft.text.strip()) or unknown_placeholders(draft.text):
            set_tried(True)
            return
        if await written(app, look, actions_templates.save_template, opened.id, draft):
            app.say(t("triage.template_kept", title=draft.title.strip()))
            back()

    use_keys({CONFIRM_KEY: keep})
    content: list[ft.Control] = [
        *use_begun_line(kept, first, begun if opened.id else {}),
        keyed("title", text_field(look, _title_field(look, form, kept.typed))),
        keyed("text", text_field(look, _text_field(look, form, kept.typed))),
        _placeholders(look, kept),
        text(look, t("triage.template_when"), Style.BOLD),
        row(*_states(look, draft, kept.choose), wrap=True),
    ]
    if draft.status == ReportStatus.REJETE:
        content.append(row(*_reasons(look, draft, kept.choose), wrap=True))
    leave = Action("template-back", t("action.back"), back, glyph="arrow-left")
    act = confirm(look, "template-confirm", t("triage.template_keep"), keep, "floppy-disk")
    title = t("triage.template_edit") if opened.id else t("triage.template_new")
    ft.use_dialog(sheet(look, Sheet(title, content, shut(look, asked), actions=(leave, act))))
    return nothing()


def draft_of(fields: Mapping[str, Any]) -> Draft:
    """Give the draft that the fields of the form are."""
    return Draft(*(fields[name] for name in ("title", "text", "status", "reason", "group")))


def _title_field(look: Look, form: Form, change: Put) -> Field:
    lacks = form.tried and not form.draft.title.strip()
    return Field(
        "template-title",
        look.t("triage.template_title"),
        form.draft.title,
        lambda typed: change(title=typed),
        chars_max=TITLE_CHARACTERS_MAX,
        trouble=look.t("triage.template_lacks_title") if lacks else "",
        autofocus=form.id is None,
    )


def _text_field(look: Look, form: Form, change: Put) -> Field:
    t, trouble = look.t, ""
    unknown = unknown_placeholders(form.draft.text)
    if form.tried and unknown:
        trouble = t("triage.template_unknown", what=listing(t, unknown))
    elif form.tried and not form.draft.text.strip():
        trouble = t("triage.template_lacks_text")
    return Field(
        "template-text",
        t("triage.template_text"),
        form.draft.text,
        lambda typed: change(text=typed),
        lines=4,
        chars_max=TEXT_CHARACTERS_MAX,
        trouble=trouble,
    )


def _placeholders(look: Look, kept: KeptForm) -> ft.Control:
    """Offer what can be asked for; a tap puts it at the end of the words."""

    async def put(name: str) -> None:
        await kept.choose(text=f"{kept.latest()['text']}{{{name}}}")

    chips = [
        tight_row(
            button(
                look,
                Action(
                    f"placeholder-{number}",
                    look.t("triage.template_put", what=name),
                    partial(put, name),
                    word=f"{{{name}}}",
                ),
            )
        )
        for number, name in enumerate(PLACEHOLDERS)
    ]
    return column(quiet(look, look.t("triage.template_placeholders")), row(*chips, wrap=True), gap=8, stretch=True)


def _states(look: Look, draft: Draft, change: Put) -> list[ft.Control]:
    answers: list[tuple[str, str, str | None]] = [("any", look.t("triage.template_any"), None)]
    answers += [(one.value.replace("_", "-"), look.t(f"state.{one}"), one.value) for one in STATES]
    return [
        filter_chip(
            look,
            Tap(f"for-{noun}", word, partial(change, status=value, reason=None), selected=draft.status == value),
        )
        for noun, word, value in answers
    ]


def _reasons(look: Look, draft: Draft, change: Put) -> list[ft.Control]:
    return [
        filter_chip(
            look,
            Tap(
                f"why-{one.replace('_', '-')}",
                look.t(f"triage.reason_{one}"),
                partial(change, reason=None if draft.reason == one else one.value),
                selected=draft.reason == one,
            ),
        )
        for one in RejectReason
    ]
