"""The log of the app: where and what kind, never whose. Messages of exceptions may quote a record: left out.

On a device stdout and stderr land in a file; what is written there must be nothing that a finder could read.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Final

_OURS: Final = ("fieldapp", "sync")
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FRAMES_MAX: Final = 12


class PlainFormatter(logging.Formatter):
    """Writes an exception as its type and its places, without its message and without source lines."""

    def formatException(  # the standard library's own name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Give type and places of an exception, the innermost last."""
        kind, _, trace = ei
        if kind is None:
            return ""
        frames = traceback.extract_tb(trace)[-FRAMES_MAX:]
        places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([f"  {kind.__name__}", *(f"    at {place}" for place in places)])


class NoForeignWords(logging.Filter):
    """Lets our own records pass as they are; of other libraries' only level and exception, no words."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Blank the words of a record that is not ours."""
        if not record.name.startswith(_OURS):
            record.msg, record.args = "(message of a library)", ()
        return True


def keep_logs_plain(level: int = logging.WARNING) -> None:
    """Set the process's logging up; twice does no harm."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainFormatter(_FORMAT))
    handler.addFilter(NoForeignWords())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # A line that cannot be written is lost: the standard library would tell it whole, with what an exception says.
    logging.raiseExceptions = False
    for name in ("flet", "flet_components", "flet_controls", "uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(level)


def _short(filename: str) -> str:
    parts = filename.replace("\\", "/").split("/")
    return "/".join(parts[-2:])
