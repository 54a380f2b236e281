# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site as readers have it: links lead somewhere, the search finds, and nothing is asked of others.

It is looked at where `make docs` has built it; CI does both.
"""

from __future__ import annotations

import re
import runpy
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from tests.emulator.process import ROOT

from .browser import MISSING, Reader, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

SITE = ROOT / ".build" / "docs" / "html"
PAGES = sorted(SITE.rglob("*.html"))
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1360, "height": 900}
publish: Callable[[Path, Path, str], list[str]] = runpy.run_path(str(ROOT / ".ci" / "publish.py"))["publish"]

pytestmark = pytest.mark.skipif(not PAGES, reason="make docs has not built the site here")
looked_at = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for all tests."""
    with chromium() as opened:
        yield opened


class Links(HTMLParser):
    """Where a page leads, what it loads, and the places in it that a link can name."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = {""}
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        values = {name: value or "" for name, value in attrs}
        self.places.add(values.get("id", ""))
        if tag == "a" and "href" in values:
            self.targets.append(values["href"])
        if tag != "a":
            self.loaded += [values[name] for name in ("src", "href") if name in values]


def test_every_link_leads_somewhere() -> None:
    known = {page: Links(page) for page in PAGES}
    lost = []
    for page, links in known.items():
        for target in (*links.targets, *links.loaded):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not file.exists() or (file in known and unquote(parts.fragment) not in known[file].places):
                lost.append(f"{page.relative_to(SITE)}: {target}")
    assert lost == []
    assert sum(len(links.targets) for links in known.values()) > 1000


def test_links_to_the_repository_lead_to_files() -> None:
    repository = "https://github.com/hoody-com/hoody.cloud/blob/main/"
    named = {target for page in PAGES for target in Links(page).targets if target.startswith(repository)}
    assert named
    assert [name for name in named if not (ROOT / name.removeprefix(repository).partition("#")[0]).exists()] == []


@looked_at
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_asks_another_and_all_fit_a_phone(browser: Browser, scheme: str) -> None:
    for page in PAGES:
        reader = Reader(browser, page, viewport=PHONE, color_scheme=scheme)
        assert [address for address in reader.asked if not address.startswith("file:")] == [], page.name
        assert reader.complaints == [], page.name
        assert reader.tell("document.documentElement.scrollWidth") <= PHONE["width"], page.name
        reader.close()


@looked_at
@pytest.mark.parametrize(
    "words",
    [
        "Authentication",
        "Dynamic inventory",
        "Drift",
        "Upgrade",
        "Check mode",
        "Exit codes",
        "VPN and proxy",
    ],
)
def test_the_search_finds(browser: Browser, words: str) -> None:
    reader = Reader(browser, SITE / "index.html", viewport=WIDE)
    reader.page.fill("input.sidebar-search", words)
    reader.page.press("input.sidebar-search", "Enter")
    reader.page.wait_for_selector("#search-results ul.search li")
    first = reader.page.locator("#search-results ul.search li a").first
    assert words in " ".join(reader.page.locator("#search-results ul.search").all_inner_texts())
    first.click()
    assert reader.page.locator("h1").first.inner_text()
    assert [address for address in reader.asked if not address.startswith("file:")] == []
    reader.close()


@looked_at
def test_a_button_copies_the_commands_alone(browser: Browser) -> None:
    reader = Reader(browser, SITE / "docsite" / "guide_first_steps.html", viewport=WIDE)
    reader.tell("document.addEventListener('copy', () => { window.copied = document.activeElement.value; })")
    block = reader.page.locator("div.highlight", has_text="changed=2").first
    assert "changed=2" in block.inner_text()
    block.hover()
    block.locator("button.copybtn").click()
    copied = reader.tell("window.copied")
    assert copied
    assert all(line.startswith("ansible") for line in copied.splitlines()), copied
    reader.close()


@looked_at
def test_the_groups_of_the_sidebar(browser: Browser) -> None:
    reader = Reader(browser, SITE / "index.html", viewport=WIDE)
    shown = reader.texts(".sidebar-tree p.caption")
    assert len(shown) == len(set(shown)) == 6
    assert shown[-1].lower() == "reference"
    guides = len([*(ROOT / "docs" / "docsite" / "rst").glob("*.rst")])
    assert len(reader.texts(".sidebar-tree .toctree-l1")) == guides + 3
    reader.close()


@looked_at
def test_paper_has_no_buttons(browser: Browser) -> None:
    reader = Reader(browser, SITE / "docsite" / "guide_first_steps.html", viewport={"width": 800, "height": 1000})
    reader.page.emulate_media(media="print")
    assert not any(button.is_visible() for button in reader.page.locator("button.copybtn").all())
    assert reader.page.locator("h1").is_visible()
    reader.close()


@pytest.fixture
def published(tmp_path: Path) -> Iterator[str]:
    """The address of two versions, side by side as GitHub Pages serves them."""
    pages = tmp_path / "pages"
    pages.mkdir()
    older = tmp_path / "older"
    shutil.copytree(SITE, older)
    (older / "docsite" / "guide_questions.html").unlink()
    publish(older, pages, "1.0.0")
    publish(SITE, pages, "main")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(pages)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@looked_at
def test_another_version_is_chosen(browser: Browser, published: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{published}/")
    page.wait_for_url(f"{published}/1.0.0/index.html")
    page.goto(f"{published}/1.0.0/docsite/guide_firewall.html")
    assert page.locator("label.version option").all_inner_texts() == ["1.0.0", "main"]
    page.select_option("label.version select", "main")
    page.wait_for_url(f"{published}/main/docsite/guide_firewall.html")
    page.goto(f"{published}/main/docsite/guide_questions.html")
    page.select_option("label.version select", "1.0.0")
    page.wait_for_url(f"{published}/1.0.0/index.html")
    page.context.close()


def test_the_start_page_says_what_this_is() -> None:
    text = (SITE / "index.html").read_text(encoding="utf-8")
    assert "ansible-galaxy collection install hoody.cloud" in re.sub(r"<[^>]+>", "", text)
    assert 'class="picture"' in text
    assert 'class="recording"' in text
