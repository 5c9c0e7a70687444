"""Logs are JSON Lines of ids and codes; a fault is told by its places, never by its message."""

import io
import json
from collections.abc import Iterator

import pytest
import structlog

from sync.server import logs

SECRET = "Madame Durand, 12 rue des Lilas"


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    """Leave the logs as they were."""
    yield
    structlog.reset_defaults()


def lines_of(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_event_is_one_line_of_json() -> None:
    stream = io.StringIO()
    logs.configure(stream)
    logs.event("request", route="POST /v1/push", status=200)
    (line,) = lines_of(stream)
    assert (line["event"], line["route"], line["status"], line["level"]) == ("request", "POST /v1/push", 200, "info")
    assert str(line["timestamp"]).endswith("Z")


def test_incident_names_places_and_a_code_and_not_the_message() -> None:
    stream = io.StringIO()
    logs.configure(stream)
    try:
        raise ValueError(SECRET)
    except ValueError as trouble:
        code = logs.incident("fault", trouble, device="d")
    (line,) = lines_of(stream)
    assert (line["incident"], line["fault"], line["device"]) == (code, "ValueError", "d")
    assert "test_logs.py" in str(line["at"])
    assert SECRET not in stream.getvalue()


def test_log_that_cannot_be_written_stops_no_work() -> None:
    stream = io.StringIO()
    logs.configure(stream)
    stream.close()
    logs.event("request")


def test_logs_go_to_standard_error_as_it_is_when_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logs.event("request", status=200)
    assert '"status": 200' in capsys.readouterr().err
