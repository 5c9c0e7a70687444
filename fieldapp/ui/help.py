"""The « ? » beside the pill of every screen: at most 60 words, on the device, in both languages.

`TOPICS` says which words belong to which place; a place that is not there yet gets `help.any`, and
`tests/fieldapp/ui/test_help.py` asks for its own. At the desk F1 opens it too.
"""

from collections.abc import Callable
from typing import Final

import flet as ft

from fieldapp.ui import routes
from fieldapp.ui.keymap import use_keys, use_sheet_keys
from fieldapp.ui.look import Look, use_look
from fieldapp.ui.tokens import Style
from fieldapp.ui.widgets.buttons import icon_button, text_button
from fieldapp.ui.widgets.layout import tight_row
from fieldapp.ui.widgets.press import Tap
from fieldapp.ui.widgets.sheets import Sheet, sheet
from fieldapp.ui.widgets.text import quiet, text

WORDS_MAX: Final = 60
SIGN_IN: Final = "sign_in"
_ANY: Final = "any"

TOPICS: Final = {
    routes.TODAY: "today",
    routes.TASKS: "tasks",
    routes.TASK: "task",
    routes.NEW_REPORT: "new_report",
    routes.NEAR_ME: "near",
    routes.REPORT: "report",
    routes.ROUNDS: "rounds",
    routes.ROUND: "round",
    routes.NEW_ROUND: "new_round",
    routes.NEWS: "news",
    routes.NEWS_ITEM: "news_item",
    routes.COMPOSE: "compose",
    routes.COMPOSE_ITEM: "compose",
    routes.TRIAGE: "triage",
    routes.TRIAGE_REPORT: "triage",
    routes.BOARD: "board",
    routes.DASHBOARD: "dashboard",
    routes.INTAKE: "intake",
    routes.SEARCH: "search",
    routes.RECONCILE: "reconcile",
    routes.CONFLICT: "conflict",
    routes.REFUSED: "refused",
    routes.ACCOUNT: "account",
    routes.ACCESSIBILITY: "accessibility",
    routes.MORE: "more",
}


@ft.component
def help_mark(topic: str, go: Callable[[str], None] | None = None) -> ft.Control:
    """Draw the « ? » that opens the help of a topic; with `go`, the way to what conforms (RGAA) too."""
    look = use_look()
    is_open, set_open = ft.use_state(False)
    use_keys({"F1": lambda: set_open(True)})
    tap = Tap("help", look.t("help.open"), lambda: set_open(True))
    mark = icon_button(look, tap, "question", size=look.measures.pill_height)
    if not is_open:
        return mark
    return ft.Row([mark, _open_help(topic, lambda: set_open(False), go)], spacing=0, tight=True)


def topic_of(pattern: str) -> str:
    """Give the topic of a place."""
    return TOPICS.get(pattern, _ANY)


@ft.component
def _open_help(topic: str, close: Callable[[], None], go: Callable[[str], None] | None) -> ft.Control:
    look = use_look()
    use_sheet_keys(close)
    ft.use_dialog(sheet(look, help_sheet(look, topic, close, go)))
    return ft.Container(width=0, height=0)


def help_sheet(look: Look, topic: str, close: Callable[[], None], go: Callable[[str], None] | None = None) -> Sheet:
    """Say what one does here and what is safe."""
    words: list[ft.Control] = [
        text(look, look.t(f"help.{topic}"), Style.LEAD),
        quiet(look, look.t("help.offline"), Style.META),
    ]
    if go is not None:

        def leave() -> None:
            close()
            go(routes.ACCESSIBILITY)

        words.append(tight_row(text_button(look, Tap("help-accessibility", look.t("accessibility.link"), leave))))
    return Sheet(look.t("help.title"), words, Tap("help-close", look.t("action.close"), close))
