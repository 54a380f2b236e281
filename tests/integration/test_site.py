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

from .browser import MISSING, PHONE, Reader, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

SITE = ROOT / ".build" / "docs" / "html"
PAGES = sorted(SITE.rglob("*.html"))
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
def test_every_page_looks_right_and_asks_nobody(browser: Browser) -> None:
    """On a phone, also in the dark, and on paper."""
    faults: dict[str, list[str]] = {}
    reader = Reader(browser, SITE / "index.html")
    for file in PAGES:
        reader.open(file)
        found = [*reader.faults_everywhere(), *reader.complaints, *reader.asked_of_others()]
        if found:
            faults[file.name] = found
    reader.close()
    assert faults == {}


@looked_at
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["picture", "layers"])
def test_pictures_on_github(browser: Browser, name: str, scheme: str) -> None:
    """There they are images, which have no colors of a page, and dark behind them if the reader wants it."""
    reader = Reader(browser, ROOT / "docs" / "site" / "static" / f"{name}.svg", color_scheme=scheme)
    fills: list[str] = reader.tell("[...document.querySelectorAll('.soft')].map((text) => getComputedStyle(text).fill)")
    assert fills
    for fill in fills:
        shades = [int(part) for part in re.findall(r"\d+", fill)]
        assert (min(shades) > 150) if scheme == "dark" else (max(shades) < 110)
    reader.close()


@looked_at
def test_the_page_of_the_search_has_a_field(browser: Browser) -> None:
    """On a phone it is the only one that is in sight."""
    reader = Reader(browser, SITE / "search.html", viewport=PHONE)
    reader.page.fill("article input[name=q]", "drift")
    reader.page.press("article input[name=q]", "Enter")
    reader.page.wait_for_selector("#search-results ul.search li")
    assert reader.page.input_value("article input[name=q]") == "drift"
    reader.close()


@looked_at
def test_long_names_in_titles_end_lines_where_words_end(browser: Browser) -> None:
    reader = Reader(browser, SITE / "container_network_module.html", viewport=PHONE)
    assert reader.page.title().startswith("hoody.cloud.container_network module")
    for title in ("h1", ".related-pages .next-page .title"):
        assert "hoody.<wbr>cloud.<wbr>container_<wbr>network" in reader.page.locator(title).inner_html()
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
    assert reader.asked_of_others() == []
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


def test_variables_of_modules_are_listed() -> None:
    """antsibull-docs lists those of other plugins only."""
    page = (SITE / "environment_variables.html").read_text(encoding="utf-8")
    text = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "HOODY_IN_PROCESS" in text
    assert re.search(r"HOODY_TOKEN\S* See the option api_token\. Used by: all modules, ", text)


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
