"""Every page in real Chromium: no rule of WCAG 2.2 AA is broken by axe-core, nothing is wider than its window.

Each page is looked at in both languages, on a telephone, a tablet and a desk; then a report is made with scripts off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from sync.core.model import Op
from sync.records.report import Channel
from sync.server.data_folder import DataFolder
from sync.server.opening import opened
from sync.server.outside.given import GivenReport
from sync.server.parts import Parts
from sync.server.public.moderation import Act, Moderation
from sync.server.writers import SystemWrite
from tests.browser_driver import FLAGS, chromium_path
from tests.server.map.pack_in_hand import village_pack
from tests.server.outside.door_in_hand import picture
from tests.server.process_in_hand import made_town, running

pytestmark = pytest.mark.browser

WIDTHS = ((390, 844), (800, 1280), (1280, 800))
NARROWEST = 320
"""A window of 1280 at 400 % (WCAG 1.4.10)."""
LANGUAGES = ("fr", "en")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": RULES}
OF_WIDTH = {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block", "css-orientation-lock"]}
"""What depends on the window's width; the rest of a page is the same in each."""
STEP_MS = 10_000
AXE = Axe().axe_script
CENTRE = (48.0, 2.0)
PLACED = "categorie=nid_de_poule&lat=48.001&long=2.001&adresse=3%20rue%20Basse"


@dataclass(frozen=True)
class Site:
    """A running server, and the addresses of its pages."""

    url: str
    pages: tuple[str, ...]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run a server with a map, a report that is open and public, one that is mended, one that waits."""
    folder = tmp_path_factory.mktemp("site") / "server"
    made_town(folder).store.close()  # type: ignore[attr-defined]  # a store on a database
    with opened(DataFolder(folder)) as parts:
        tenant = parts.store.tenants()[0]
        parts.maps.publish(tenant, village_pack(folder.parent, *CENTRE, zooms=(15, 16)), parts.service.now())
        pages = _furnished(parts, tenant)
    with running(folder) as server:
        yield Site(server.url, pages)


def _furnished(parts: Parts, tenant: str) -> tuple[str, ...]:
    moderation, secrets, numbers = Moderation(parts.service, parts.uploads.files), [], []
    for n in range(3):
        where, photos = (48.001, 2.001 + n / 1_000, "3 rue Basse"), (picture((400, 300)),)
        given = GivenReport("nid_de_poule", Channel.WEB, *where, "Un trou profond", photos=photos)
        received = parts.outside.report(tenant, given)
        secrets.append(received.tracking_secret)
        numbers.append(received.number)
        if n < 2:
            moderation.publish(tenant, received.number, Act("test", "relu"), with_photos=True)
        if n == 1:
            mended = {"status": "resolu", "status_notes": "Rebouché.", "closed_at": parts.service.now()}
            parts.service.write_as_system(tenant, "test", [SystemWrite("report", received.report_id, Op.PATCH, mended)])
    return (
        "/",
        "/signaler",
        "/signaler?q=trou",
        "/signaler/lieu?categorie=danger_immediat",
        "/signaler/lieu?categorie=nid_de_poule&adresse=rue",
        f"/signaler/lieu?{PLACED}",
        f"/signaler/deja?{PLACED}",
        f"/signaler/envoyer?{PLACED}",
        "/signalements",
        f"/signalements/{numbers[0]}",
        f"/suivi/{secrets[1]}",
        f"/suivi/{secrets[2]}?fait=recu",
        "/accessibilite",
        "/confidentialite",
        "/nulle-part",
    )


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give one Chromium."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=chromium_path(), args=[flag for flag in FLAGS if not flag.startswith("--js-flags")]
        )


def broken(page: Page, run_only: object) -> list[str]:
    """Say which rules the page breaks as it stands, and where."""
    options = {"resultTypes": ["violations"], "preload": False, "runOnly": run_only}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule_at_any_width(site: Site, chromium: Browser, language: str) -> None:
    findings: list[str] = []
    context = chromium.new_context(locale=f"{language}-FR")
    context.add_init_script(AXE)
    page = context.new_page()
    for address in site.pages:
        page.goto(site.url + address, timeout=STEP_MS)
        assert page.get_attribute("html", "lang") == language
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            rules = ALL if width == WIDTHS[0][0] else OF_WIDTH
            findings += [f"{address} at {width}: {one}" for one in broken(page, rules)]
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth") > NARROWEST:
            findings.append(f"{address} is wider than {NARROWEST}")
    context.close()
    assert findings == []


def test_dark_pages_break_no_rule(site: Site, chromium: Browser) -> None:
    findings: list[str] = []
    context = chromium.new_context(locale="fr-FR", color_scheme="dark", viewport={"width": 390, "height": 844})
    context.add_init_script(AXE)
    page = context.new_page()
    for address in site.pages[::2]:
        page.goto(site.url + address, timeout=STEP_MS)
        findings += [f"{address}: {one}" for one in broken(page, OF_WIDTH)]
    context.close()
    assert findings == []


def test_report_is_made_with_scripts_off_by_a_press_on_the_map(site: Site, chromium: Browser, tmp_path: Path) -> None:
    photo = tmp_path / "trou.png"
    photo.write_bytes(picture((300, 200)))
    context = chromium.new_context(locale="fr-FR", java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.set_default_timeout(STEP_MS)
    page = context.new_page()
    page.goto(site.url)
    page.get_by_role("link", name="Signaler un problème").click()
    page.get_by_label("Chercher").fill("lampadaire")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Lampadaire éteint").first.click()
    page.locator("input[type=image]:visible").click(position={"x": 100, "y": 120})
    page.get_by_role("link", name="C’est là").click()
    page.get_by_label("Photos").set_input_files(photo)
    page.get_by_label("Précisions").fill("Tout est noir")
    page.get_by_role("button", name="Envoyer à la mairie").click()
    page.get_by_role("heading", name="Bien reçu par la mairie").wait_for()
    assert "Tout est noir" in page.content()
    assert page.get_by_role("img", name="Photo 1 du signalement").count() == 1
    context.close()
