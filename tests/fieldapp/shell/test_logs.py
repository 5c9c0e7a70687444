"""The log tells where and what kind, never whose."""

import io
import logging

import pytest

from fieldapp.shell.logs import NoForeignWords, PlainFormatter

NAME = "Mme Durand"


@pytest.fixture
def written() -> tuple[logging.Logger, io.StringIO, logging.Handler]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(PlainFormatter("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(NoForeignWords())
    return logging.getLogger("fieldapp.test-logs"), out, handler


def test_exception_is_logged_without_its_message(
    written: tuple[logging.Logger, io.StringIO, logging.Handler],
) -> None:
    logger, out, handler = written
    logger.addHandler(handler)
    try:
        raise ValueError(NAME)
    except ValueError:
        logger.exception("a fault")
    finally:
        logger.removeHandler(handler)
    assert NAME not in out.getvalue()
    assert "ValueError" in out.getvalue()
    assert "test_logs.py" in out.getvalue()


def test_words_of_a_library_are_left_out(written: tuple[logging.Logger, io.StringIO, logging.Handler]) -> None:
    _, out, handler = written
    foreign = logging.getLogger("flet.test-logs")
    foreign.addHandler(handler)
    foreign.error("could not show %s", NAME)
    foreign.removeHandler(handler)
    assert NAME not in out.getvalue()
    assert "ERROR flet.test-logs" in out.getvalue()
