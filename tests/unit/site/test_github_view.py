# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides can be read where they lie: GitHub renders them with docutils alone, which knows nothing of Sphinx.

What it does not understand it leaves out or shows as it is written: a block with a caption is gone, a role is a riddle.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree

ROOT = Path(__file__).resolve().parents[3]
GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst"))
#: The settings of GitHub's own program for this, as it publishes them, that decide about what is seen.
SETTINGS = {
    "doctitle_xform": False,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "strip_comments": True,
    "syntax_highlight": "none",
}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_on_github(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    tree = publish_doctree(text, settings_overrides=SETTINGS)  # type: ignore[no-untyped-call]
    assert [node.astext() for node in tree.findall(nodes.problematic)] == []
    # With this level they are not shown, and neither is what they are about.
    assert [node.astext() for node in tree.findall(nodes.system_message)] == []
    targets = [node["refuri"] for node in tree.findall(nodes.reference) if "refuri" in node]
    targets += [node["uri"] for node in tree.findall(nodes.image)]
    near = [re.sub("#.*", "", target) for target in targets if not re.match("[a-z]+:", target)]
    assert [target for target in near if not (guide.parent / target).exists()] == []
