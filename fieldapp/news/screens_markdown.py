"""The text of a note: Markdown in our type and colours, which asks nothing of the network."""

import re
from typing import Any, Final

import flet as ft

from fieldapp.ui.i18n import NBSP
from fieldapp.ui.look import Look
from fieldapp.ui.tokens import RADIUS_CHIP, Role, Style
from fieldapp.ui.widgets import pad

_TOGETHER: Final = re.compile(
    r"(?<=[\w»)*]) (?=[:;?!»](?!\w))|(?<=«) |(?<=\d) (?=(?:h|min|km|m|cm|€|%)(?!\w))|(?<=\d h) (?=\d)"
)
"""Only after a word or a figure: the colons of a table's ruler and the marks of a list stay as they are."""


def markdown(look: Look, body: str) -> ft.Control:
    """Draw a text; its pictures are links: drawn in place they would be fetched from anywhere."""
    return ft.Markdown(
        value=held_together(without_pictures(body)),
        selectable=True,
        extension_set=ft.MarkdownExtensionSet.GITHUB_FLAVORED,
        auto_follow_links=False,
        soft_line_break=True,
        md_style_sheet=_styles(look),
    )


def without_pictures(body: str) -> str:
    """Make plain links of the pictures in a Markdown text."""
    return body.replace("![", "[")


def held_together(body: str) -> str:
    """Keep on one line what belongs together: « danger », « 85 km/h », « 15 h 30 », a word and its colon."""
    return _TOGETHER.sub(NBSP, body)


def _styles(look: Look) -> ft.MarkdownStyleSheet:
    tokens, style = look.tokens, look.text_style
    lead, bold = style(Style.LEAD), style(Style.BOLD)
    heads: dict[str, Any] = {"h1_text_style": style(Style.TITLE), "h2_text_style": style(Style.HEADING)}
    heads.update({f"h{level}_text_style": style(Style.ROW) for level in range(3, 7)})
    # A title belongs to what follows: air above it, and less below than between two paragraphs.
    between = 14 if look.measures.field else 10
    above = ft.Padding(left=0, right=0, top=between * 0.7, bottom=0)
    heads.update({f"h{level}_padding": above for level in range(1, 7)})
    line = ft.BorderSide(max(4, tokens.border), tokens.accent)
    return ft.MarkdownStyleSheet(
        **heads,
        p_text_style=lead,
        list_bullet_text_style=lead,
        table_body_text_style=style(Style.BODY),
        table_head_text_style=bold,
        strong_text_style=ft.TextStyle(font_family=bold.font_family),
        blockquote_text_style=lead,
        blockquote_padding=pad(8, 16),
        blockquote_decoration=ft.BoxDecoration(border=ft.Border(left=line), bgcolor=tokens.sunk),
        code_text_style=lead,
        codeblock_padding=12,
        codeblock_decoration=ft.BoxDecoration(bgcolor=tokens.sunk, border_radius=RADIUS_CHIP),
        a_text_style=ft.TextStyle(
            color=look.tint(Role.ACCENT).on_soft, decoration=ft.TextDecoration.UNDERLINE, font_family=bold.font_family
        ),
        horizontal_rule_decoration=ft.BoxDecoration(
            border=ft.Border(top=ft.BorderSide(max(1, tokens.border), tokens.line))
        ),
        block_spacing=between,
    )
