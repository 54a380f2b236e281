# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser to look at pages as their readers do: the Chromium of this machine, which playwright steers."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
_LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
#: Why there is no browser here; empty where there is one.
MISSING = "" if CHROMIUM and importlib.util.find_spec("playwright") else "this machine has no Chromium with playwright"
PHONE: ViewportSize = {"width": 390, "height": 844}
#: A4 between its margins.
SHEET: ViewportSize = {"width": 680, "height": 1009}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        try:
            yield browser
        finally:
            browser.close()


class Reader:
    """Somebody who opens a page that is a file. ``asked`` are the addresses that it asks for, but its own.

    ``complaints`` is what the browser says of it: errors of scripts, and what its policy forbids.
    """

    def __init__(self, browser: Browser, file: Path, **context: Any) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = browser.new_context(**context).new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.open(file)

    def open(self, file: Path) -> None:
        """Go to a page, and forget what was before."""
        self.asked.clear()
        self.complaints.clear()
        self.page.goto(file.as_uri())
        self.asked.remove(file.as_uri())

    def tell(self, script: str) -> Any:
        """What a script says of the page."""
        return self.page.evaluate(script)

    def texts(self, selector: str) -> list[str]:
        """What is seen of the elements, in order, each in one line."""
        found: list[str] = self.page.locator(selector).all_inner_texts()
        return [" ".join(text.split()) for text in found]

    def contents(self, selector: str) -> list[str]:
        """The same with what is out of sight, which a browser may not have laid out."""
        found: list[str] = self.page.locator(selector).all_text_contents()
        return [" ".join(text.split()) for text in found]

    def asked_of_others(self) -> list[str]:
        """The addresses that are no files."""
        return [address for address in self.asked if not address.startswith("file:")]

    def faults(self) -> list[str]:
        """What a look at the page would find: what is cut off, too faint, too small or in a wrong order."""
        found: list[str] = self.page.evaluate(_LOOKS)
        return found

    def faults_everywhere(self) -> list[str]:
        """What a look would find on a phone, there in the dark, and on paper, which the page is left as."""
        self.page.emulate_media(media="screen", color_scheme="light")
        self.page.set_viewport_size(PHONE)
        found = self.faults()
        self.page.emulate_media(color_scheme="dark")
        found += self.faults()
        self.page.emulate_media(media="print")
        self.page.set_viewport_size(SHEET)
        return found + self.faults()

    def close(self) -> None:
        """Leave."""
        self.page.context.close()
