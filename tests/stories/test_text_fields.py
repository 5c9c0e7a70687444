"""The list of text fields that the marker words go into: it is read from the code, and knows each of them."""

from pathlib import Path

from tests.stories.marker_words import Typist
from tests.stories.text_fields import text_fields


def test_text_field_that_nobody_types_into_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "screens_new.py").write_text(
        "from fieldapp.ui.widgets import Field\n"
        "import flet as ft\n"
        "one, two = Field('who', 'Qui'), Field(f'line-{n}'.lower(), label)\n"
        "three, four = Field(label='x', identifier='where'), ft.TextField()\n"
    )
    typist = Typist(text_fields(tmp_path))
    assert {one.identifier for one in typist.forgotten} == {"who", "line-*", "where", "<TextField>"}
