"""Contrast of every token pair that stands on another, by the formula of WCAG 2.2."""

from collections.abc import Iterator

import pytest

from fieldapp.ui.tokens import THEMES, Role, ThemeName, Tokens

TEXT_MIN = 4.5
OUTDOOR_TEXT_MIN = 7.0
OUTLINE_MIN = 3.0


def luminance(color: str) -> float:
    """Give the relative luminance of #RRGGBB."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Give the contrast ratio of two colours."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_pairs(tokens: Tokens) -> Iterator[tuple[str, str, str]]:
    """Give every text colour with each ground it stands on: name, text, ground."""
    for ground in ("paper", "card", "sunk", "bar"):
        yield f"ink on {ground}", tokens.ink, getattr(tokens, ground)
        yield f"ink2 on {ground}", tokens.ink2, getattr(tokens, ground)
    yield "toast", tokens.on_toast, tokens.toast
    for role in Role:
        tint = tokens.tint(role)
        yield f"{role} on its soft", tint.on_soft, tint.soft
        yield f"on {role}", tint.on, tint.strong
        for ground in ("paper", "card", "bar"):
            yield f"{role} on {ground}", tint.strong, getattr(tokens, ground)
        yield f"ink on soft {role}", tokens.ink, tint.soft
        yield f"ink2 on soft {role}", tokens.ink2, tint.soft
    yield "quiet word on paper", tokens.tint(Role.ACCENT).on_soft, tokens.paper
    yield "a chip on a selected row", tokens.tint(Role.ACCENT).on_soft, tokens.card


def outline_pairs(tokens: Tokens) -> Iterator[tuple[str, str, str]]:
    """Give every outline of a control with what lies on both sides of it."""
    for ground in ("paper", "card", "bar"):
        yield f"edge on {ground}", tokens.edge, getattr(tokens, ground)
        yield f"focus on {ground}", tokens.focus, getattr(tokens, ground)
        yield f"accent on {ground}", tokens.accent, getattr(tokens, ground)


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_text_reads_on_its_ground(name: ThemeName) -> None:
    least = OUTDOOR_TEXT_MIN if name is ThemeName.OUTDOOR else TEXT_MIN
    poor = {pair: round(contrast(text, ground), 2) for pair, text, ground in text_pairs(THEMES[name])}
    assert not {pair: ratio for pair, ratio in poor.items() if ratio < least}


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_outline_is_seen(name: ThemeName) -> None:
    pairs = {pair: round(contrast(line, ground), 2) for pair, line, ground in outline_pairs(THEMES[name])}
    assert not {pair: ratio for pair, ratio in pairs.items() if ratio < OUTLINE_MIN}


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21.0


def test_label_on_a_photo_reads_even_on_white() -> None:
    tokens = THEMES[ThemeName.LIGHT]
    share = int(tokens.veil[1:3], 16) / 255
    mixed = "#" + "".join(
        f"{round(int(tokens.veil[start : start + 2], 16) * share + 255 * (1 - share)):02X}" for start in (3, 5, 7)
    )
    assert contrast(tokens.on_veil, mixed) >= TEXT_MIN


def test_outdoor_borders_are_two_dp() -> None:
    assert THEMES[ThemeName.OUTDOOR].border == 2
