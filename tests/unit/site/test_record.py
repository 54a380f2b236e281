# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The moving picture of the demonstration shows the demonstration as it is."""

from __future__ import annotations

import html
import re
from pathlib import Path

from tests.demo.__main__ import STEPS

STATIC = Path(__file__).resolve().parents[3] / "docs" / "site" / "static"


def test_the_picture_has_the_steps_of_today() -> None:
    """If not: python -m tests.demo | python docs/site/record.py > docs/site/static/demo.svg."""
    picture = html.unescape((STATIC / "demo.svg").read_text(encoding="utf-8"))
    shown = re.findall(r'class="(?:title|command)"[^>]*>(.+)</text>', picture)
    told = [
        line
        for number, step in enumerate(STEPS, 1)
        for line in (f"{number} of {len(STEPS)}: {step.title}", f"$ {step.command}")
    ]
    assert shown[1:-1] == told
    ended = re.findall(r'class="(?:changed|same)".*(changed=\d+)', picture)
    assert ended[0] == STEPS[0].shows.strip()


def test_pictures_load_nothing() -> None:
    for file in STATIC.glob("*.svg"):
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://(?!www\.gnu\.org)", text.replace("https://github.com/hoody", "")), file.name
