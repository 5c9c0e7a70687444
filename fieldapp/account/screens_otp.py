"""The field for a code of the second factor: drawn where the town hall asked for one, and nowhere else."""

from collections.abc import Callable
from typing import Any

import flet as ft

from fieldapp.ui.look import Look
from fieldapp.ui.widgets.fields import Field, text_field


def otp_field(look: Look, typed: str, heard: Callable[[str], Any], enter: Callable[[], Any], told: str) -> ft.Control:
    """Ask the six digits that the phone shows now, or one of the spare codes."""
    field = Field(
        "otp",
        look.t("account.otp"),
        typed,
        heard,
        on_submit=lambda _typed: enter(),
        hint=look.t("account.otp_hint"),
        trouble=told,
        autofill=ft.AutofillHint.ONE_TIME_CODE,
    )
    return text_field(look, field)
