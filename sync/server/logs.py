"""Structured logs, one JSON object a line, no personal data: ids, codes and counts, never a field's value.

An exception's message may quote what a person wrote, so that a fault is told by its type and its places in the code,
under an incident code that the answer carries too.
"""

import secrets
import sys
import traceback
from contextlib import suppress
from typing import Any, TextIO

import structlog

FRAMES_MAX = 12


class _Lines:
    """Writes lines to standard error as it is at the moment; a log that cannot be written stops no work."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, line: str) -> None:
        """Write one line."""
        stream = self._stream or sys.stderr
        with suppress(OSError, ValueError):
            stream.write(line + "\n")
            stream.flush()

    info = error = write


def configure(stream: TextIO | None = None) -> None:
    """Write logs as JSON Lines to a stream (standard error unless told otherwise)."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=lambda *_: _Lines(stream),
        cache_logger_on_first_use=False,
    )


def event(name: str, **members: Any) -> None:
    """Log something that happened, with ids and counts only."""
    structlog.get_logger().info(name, **members)


def incident(name: str, trouble: BaseException, **members: Any) -> str:
    """Log a fault by its type and places, without its message; give the code under which it is found."""
    code = secrets.token_hex(4)
    structlog.get_logger().error(name, incident=code, fault=type(trouble).__name__, at=_places(trouble), **members)
    return code


def _places(trouble: BaseException) -> list[str]:
    frames = traceback.extract_tb(trouble.__traceback__)[-FRAMES_MAX:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
