"""Gestures that are refused are told; text saves itself once, soon, and when it leaves."""

import asyncio
from typing import Any

import pytest

from fieldapp.replica.errors import MoveNotAllowed, NotAllowed, NotValid, RecordAbsent, WriteRefused
from fieldapp.ui import gestures
from fieldapp.ui.gestures import Autosave, refusal_key
from fieldapp.ui.i18n.catalogue import CATALOGUE
from sync.core.errors import FieldError
from sync.core.model import Op


@pytest.mark.parametrize(
    ("refusal", "key"),
    [
        (RecordAbsent("task", "x"), "refused.absent"),
        (NotAllowed("task", "x", Op.PATCH), "refused.not_allowed"),
        (MoveNotAllowed("task", "x", "faite", "a_faire"), "refused.move"),
        (NotValid("attachment", (FieldError("/photos", "too-many"),)), "photo.too_many"),
        (NotValid("task", (FieldError("/fields/title", "required"),)), "refused.not_valid"),
    ],
)
def test_refusal_has_its_words(refusal: WriteRefused, key: str) -> None:
    assert refusal_key(refusal) == key
    assert key in CATALOGUE


def saved_after(steps: Any) -> list[str]:
    saved: list[str] = []

    async def story() -> None:
        saver = Autosave()
        saver.save = saved.append
        await steps(saver)

    asyncio.run(story())
    return saved


def test_text_is_saved_once_after_its_last_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gestures, "AUTOSAVE_S", 0.01)

    async def steps(saver: Autosave) -> None:
        done, keep = asyncio.Event(), saver.save

        def save(text: str) -> None:
            keep(text)
            done.set()

        saver.save = save
        for text in ("t", "tr", "trou"):
            saver.heard(text)
        await done.wait()

    assert saved_after(steps) == ["trou"]


def test_text_is_saved_at_once_when_asked_and_not_twice() -> None:
    async def steps(saver: Autosave) -> None:
        saver.heard("trou")
        await saver.flush()
        await saver.flush()

    assert saved_after(steps) == ["trou"]


def test_emptied_text_is_saved_too() -> None:
    async def steps(saver: Autosave) -> None:
        saver.heard("")
        await saver.flush()

    assert saved_after(steps) == [""]
