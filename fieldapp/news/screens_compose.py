"""The composer of a note."""

import flet as ft


@ft.component
def compose_page(news_id: str | None) -> ft.Control:
    """Write a new note, or correct one."""
    return ft.Container()
