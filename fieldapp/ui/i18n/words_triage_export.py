"""Words of a list that becomes a spreadsheet: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

WORDS: Final[Catalogue] = {
    "triage.key_export": ("Exporter la liste", "Export the list"),
    "triage.export_title": ("Exporter la liste", "Export the list"),
    "triage.export_sub": (
        {"one": "{list} : {n} signalement", "other": "{list} : {n} signalements"},
        {"one": "{list}: {n} report", "other": "{list}: {n} reports"},
    ),
    "triage.export_csv": ("CSV", "CSV"),
    "triage.export_csv_sub": ("S’ouvre dans Excel et LibreOffice", "Opens in Excel and LibreOffice"),
    "triage.export_xlsx": ("Excel (XLSX)", "Excel (XLSX)"),
    "triage.export_xlsx_sub": ("Dates et filtres prêts à l’emploi", "Dates and filters ready to use"),
    "triage.export_words": ("Avec ce que les usagers écrivent", "With what residents wrote"),
    "triage.export_note": (
        "Ni nom ni contact d’usager. Le fichier n’est plus protégé par l’application.",
        "No name or contact of a resident. The file is no longer protected by the app.",
    ),
    "triage.export_name": ("signalements-{day}.{kind}", "reports-{day}.{kind}"),
    "triage.exported": ("Fichier prêt : {name}", "File ready: {name}"),
    "triage.not_exported": ("Fichier non enregistré", "File not saved"),
    "triage.yes": ("oui", "yes"),
    "triage.no": ("non", "no"),
    "triage.column_number": ("Numéro", "Number"),
    "triage.column_category": ("Catégorie", "Category"),
    "triage.column_group": ("Famille", "Family"),
    "triage.column_status": ("État", "State"),
    "triage.column_priority": ("Priorité", "Priority"),
    "triage.column_address": ("Adresse", "Address"),
    "triage.column_zone": ("Secteur", "Sector"),
    "triage.column_service": ("Service", "Service"),
    "triage.column_team": ("Équipe", "Team"),
    "triage.column_agent": ("Agent", "Agent"),
    "triage.column_channel": ("Origine", "Origin"),
    "triage.column_requested": ("Reçu le", "Received"),
    "triage.column_due": ("Échéance", "Due"),
    "triage.column_late": ("En retard", "Late"),
    "triage.column_scheduled": ("Programmé le", "Scheduled"),
    "triage.column_closed": ("Clos le", "Closed"),
    "triage.column_lat": ("Latitude", "Latitude"),
    "triage.column_long": ("Longitude", "Longitude"),
    "triage.column_words": ("Texte", "Text"),
}
