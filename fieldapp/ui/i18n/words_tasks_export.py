"""Words of a list of tasks that becomes a spreadsheet, as the triage says them: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue
from fieldapp.ui.i18n.words_triage_export import WORDS as OF_REPORTS

_COLUMNS: Final = (
    "category",
    "group",
    "status",
    "priority",
    "address",
    "service",
    "team",
    "agent",
    "due",
    "late",
    "lat",
    "long",
)
_FORMS: Final = ("export_csv", "export_csv_sub", "export_xlsx", "export_xlsx_sub", "exported", "not_exported")

WORDS: Final[Catalogue] = {
    **{f"tasks.column_{name}": OF_REPORTS[f"triage.column_{name}"] for name in _COLUMNS},
    **{f"tasks.{name}": OF_REPORTS[f"triage.{name}"] for name in _FORMS},
    "tasks.export": OF_REPORTS["triage.export_title"],
    "tasks.export_yes": OF_REPORTS["triage.yes"],
    "tasks.export_no": OF_REPORTS["triage.no"],
    "tasks.export_sub": (
        {"one": "{list} : {n} tâche", "other": "{list} : {n} tâches"},
        {"one": "{list}: {n} task", "other": "{list}: {n} tasks"},
    ),
    "tasks.export_note": (
        "Le fichier n’est plus protégé par l’application.",
        "The file is no longer protected by the app.",
    ),
    "tasks.export_name": ("taches-{day}.{kind}", "tasks-{day}.{kind}"),
    "tasks.column_title": ("Tâche", "Task"),
    "tasks.column_done": ("Faite le", "Done"),
    "tasks.column_minutes": ("Minutes passées", "Minutes spent"),
}
