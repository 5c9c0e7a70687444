"""Sizes of text: what the field asks of every style, and what a look that is enlarged makes of them."""

from dataclasses import replace

from fieldapp.ui.look import Look
from fieldapp.ui.tokens import FIELD_TYPES, Style


def test_words_of_the_field_have_18_sp_and_only_chips_keys_and_units_less() -> None:
    small = {style for style, kind in FIELD_TYPES.items() if kind.size < 18}
    assert small == {Style.CHIP, Style.KEY, Style.UNIT}
    assert min(kind.size for kind in FIELD_TYPES.values()) == 16


def test_look_that_is_enlarged_draws_larger_letters_and_boxes_that_do_not_grow_as_before() -> None:
    plain = Look()
    twice = replace(plain, enlarged=2.0, measures=replace(plain.measures, text_scale=2.0))
    for style in Style:
        assert twice.text_style(style).size == 2 * (plain.text_style(style).size or 0)
    assert twice.sp(twice.unscaled(24)) == 24
