"""The home of each kind of work: what to read, what to do, how the town stands."""

import flet as ft

from fieldapp.today.screens_desk import desk_home
from fieldapp.today.screens_field import field_home
from fieldapp.today.screens_town import town_home
from fieldapp.ui.app import use_app
from fieldapp.ui.screen import screen


@screen
def today() -> ft.Control:
    """Show the home of whoever works here."""
    agent = use_app().agent
    if agent.works_in_field:
        return field_home()
    return desk_home() if agent.works_at_desk else town_home()
