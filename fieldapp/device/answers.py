"""Answers of Flet's services: one that has none, or is not on this platform, says so by None."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

import flet as ft

T = TypeVar("T")

CALL_S_MAX: Final = 5.0
"""A service that has not answered by then does not answer: no screen waits for it."""


async def asked(answer: Awaitable[T], timeout_s: float = CALL_S_MAX) -> T | None:
    """Give a service's answer; None when it has none, is not on this platform, or does not answer in time."""
    try:
        return await asyncio.wait_for(answer, timeout_s)
    except (RuntimeError, TimeoutError, ft.FletException):
        return None
