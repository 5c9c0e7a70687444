"""Tracked files stand in a listed folder, and their text names no machine, no foreign host, no note to oneself."""

import pytest

from tests.house.places import TEXT_RULES, folders_not_listed, foreign_hosts, machine_paths, markers
from tests.house.source import ROOT, read_text, tracked_paths

# Licences are quoted as they are, with the hosts that they name.
QUOTED = ("LICENSE", "assets/fonts/OFL-", "sync/server/public/static/OFL-")


def test_every_folder_is_listed() -> None:
    broken = [str(finding) for finding in folders_not_listed(tracked_paths())]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.__name__)
def test_no_tracked_text_holds_what_is_refused(rule: object) -> None:
    assert callable(rule)
    texts = ((path, read_text(ROOT / path)) for path in tracked_paths() if not path.startswith(QUOTED))
    broken = [str(finding) for path, text in texts if text is not None for finding in rule(path, text)]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    "path",
    [
        "scripts/run.py",
        "notes.md",
        "sync/shared/a.py",
        "fieldapp/components/a.py",
        "tests/misc/test_a.py",
        "docs/index.md",
    ],
)
def test_folder_or_top_file_is_refused_when_not_listed(path: str) -> None:
    assert [finding.path for finding in folders_not_listed([path])] == [path]


@pytest.mark.parametrize(
    "path",
    ["README.md", "sync/core/merge.py", "sync/PROTOCOL.md", "sync/server/pages/a.py", "assets/icons/a.svg", ".ci/run"],
)
def test_path_of_the_layout_is_allowed(path: str) -> None:
    assert not list(folders_not_listed([path]))


@pytest.mark.parametrize(
    "text",
    [
        "see https:" + "//tiles.org/1",
        "http:" + "//10.0.0.4:80/x",
        "wss:" + "//user@evil.io",
        "https:" + "//name:word@evil.io",
        "https:" + "//{name}@evil.io",
        "https:" + "//{z}.tiles.org/{x}",
        "https:" + "//evil.io{path}",
        "http:" + "//a",
        "at py" + "pi.org",
    ],
)
def test_host_is_refused_when_not_listed(text: str) -> None:
    assert list(foreign_hosts("fieldapp/a.py", text))


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:85/x",
        "https://mairie.example/a",
        "https://name:word@mairie.example",
        "http://{host}:1",
        "http://[{host}]:{port}",
        "https://{name}.example/",
        "https://{hosts['a']}/",
        "https://host[:port]",
        "sqlite+pysqlite://",
        "file:///x",
    ],
)
def test_own_and_reserved_hosts_are_allowed(text: str) -> None:
    assert not list(foreign_hosts("fieldapp/a.py", text))


def test_prose_may_name_a_host_that_code_may_not() -> None:
    text = "https:" + "//github.com/someone/something"
    assert not list(foreign_hosts("CONTRIBUTING.md", text))
    assert list(foreign_hosts("fieldapp/a.py", text))


@pytest.mark.parametrize("path", ["/ho" + "me/me/x", "'/wo" + "rk/main'", "C:" + "\\Users\\me", "(/t" + "mp/a.db)"])
def test_path_of_a_machine_is_refused(path: str) -> None:
    assert list(machine_paths("fieldapp/a.py", path))


@pytest.mark.parametrize("path", ["/usr/bin/x", "/var/lib/fieldserver", "GET /work", "a/work/b", "/reports/tmp/"])
def test_path_that_every_machine_has_is_allowed(path: str) -> None:
    assert not list(machine_paths("fieldapp/a.py", path))


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" + "XX"])
def test_note_to_oneself_is_refused(word: str) -> None:
    assert list(markers("fieldapp/a.py", f"# {word}: later"))
