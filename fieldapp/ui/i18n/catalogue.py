"""Every word of the screens: the catalogues of all features, put together by explicit imports.

A folder scan would find nothing on a device, where sources are compiled. A new feature adds one import
and one line to `_PARTS`.
"""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue, Entry
from fieldapp.ui.i18n.words_accessibility import WORDS as ACCESSIBILITY
from fieldapp.ui.i18n.words_account import WORDS as ACCOUNT
from fieldapp.ui.i18n.words_board import WORDS as BOARD
from fieldapp.ui.i18n.words_dashboard import WORDS as DASHBOARD
from fieldapp.ui.i18n.words_errors import WORDS as ERRORS
from fieldapp.ui.i18n.words_gate import WORDS as GATE
from fieldapp.ui.i18n.words_help import WORDS as HELP
from fieldapp.ui.i18n.words_intake import WORDS as INTAKE
from fieldapp.ui.i18n.words_keys import WORDS as KEYS
from fieldapp.ui.i18n.words_news import WORDS as NEWS
from fieldapp.ui.i18n.words_objectives import WORDS as OBJECTIVES
from fieldapp.ui.i18n.words_packs import WORDS as PACKS
from fieldapp.ui.i18n.words_reconcile import WORDS as RECONCILE
from fieldapp.ui.i18n.words_recovery import WORDS as RECOVERY
from fieldapp.ui.i18n.words_reports import WORDS as REPORTS
from fieldapp.ui.i18n.words_rounds import WORDS as ROUNDS
from fieldapp.ui.i18n.words_search import WORDS as SEARCH
from fieldapp.ui.i18n.words_second_factor import WORDS as SECOND_FACTOR
from fieldapp.ui.i18n.words_shell import WORDS as SHELL
from fieldapp.ui.i18n.words_sync import WORDS as SYNC
from fieldapp.ui.i18n.words_tasks import WORDS as TASKS
from fieldapp.ui.i18n.words_time import WORDS as TIME
from fieldapp.ui.i18n.words_today import WORDS as TODAY
from fieldapp.ui.i18n.words_triage import WORDS as TRIAGE
from fieldapp.ui.i18n.words_ui import WORDS as UI
from fieldapp.ui.i18n.words_voice import WORDS as VOICE
from fieldapp.ui.i18n.words_work import WORDS as WORK

_PARTS: Final[tuple[Catalogue, ...]] = (
    UI,
    WORK,
    SYNC,
    SECOND_FACTOR,
    ERRORS,
    TIME,
    ACCESSIBILITY,
    ACCOUNT,
    BOARD,
    DASHBOARD,
    GATE,
    INTAKE,
    HELP,
    KEYS,
    NEWS,
    OBJECTIVES,
    PACKS,
    RECONCILE,
    RECOVERY,
    REPORTS,
    ROUNDS,
    SEARCH,
    SHELL,
    TASKS,
    TODAY,
    TRIAGE,
    VOICE,
)


def _together(parts: tuple[Catalogue, ...]) -> dict[str, Entry]:
    """Join the catalogues; the same key in two of them is a bug."""
    whole: dict[str, Entry] = {}
    for part in parts:
        twice = whole.keys() & part.keys()
        assert not twice, f"words defined twice: {sorted(twice)}"
        whole.update(part)
    return whole


CATALOGUE: Final[Catalogue] = _together(_PARTS)
