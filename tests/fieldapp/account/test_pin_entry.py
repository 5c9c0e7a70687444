"""Six digits typed by a wet finger: one touch, one digit."""

from fieldapp.account.actions_pin import ERASE, GUARD_S, PinEntry


def typed(*touches: tuple[str, float]) -> PinEntry:
    entry = PinEntry()
    for key, at_s in touches:
        entry = entry.touched(key, at_s)
    return entry


def test_digits_come_in_their_order() -> None:
    assert typed(("8", 0.0), ("0", 0.05), ("4", 0.1)).digits == "804"


def test_bounce_of_one_key_is_one_touch() -> None:
    assert typed(("8", 0.0), ("8", 0.05), ("8", 0.11)).digits == "8"


def test_train_of_bounces_is_one_touch() -> None:
    assert typed(*(("8", contact * 0.1) for contact in range(20))).digits == "8"


def test_same_digit_twice_is_two_touches() -> None:
    assert typed(("8", 0.0), ("8", GUARD_S)).digits == "88"


def test_eraser_takes_one_digit_and_bounces_too() -> None:
    assert typed(("8", 0.0), ("0", 1.0), (ERASE, 2.0), (ERASE, 2.05)).digits == "8"
    assert typed((ERASE, 0.0)).digits == ""


def test_seventh_digit_is_none() -> None:
    entry = typed(*((str(digit), float(digit)) for digit in range(8)))
    assert (entry.digits, entry.is_whole) == ("012345", True)
