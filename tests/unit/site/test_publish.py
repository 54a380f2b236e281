# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The site of a version stands beside those of the others, and each knows of all."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
publish: Callable[[Path, Path, str], list[str]] = runpy.run_path(str(ROOT / ".ci" / "publish.py"))["publish"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site as it is built."""
    folder = tmp_path / "html"
    (folder / "_static").mkdir(parents=True)
    (folder / "index.html").write_text("start")
    (folder / "_static" / "versions.js").write_text("window.versions = [];")
    return folder


def test_versions_stand_side_by_side(tmp_path: Path, site: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for version in ("main", "1.9.0", "1.10.0", "1.0.0"):
        found = publish(site, pages, version)
    assert found == ["1.10.0", "1.9.0", "1.0.0", "main"]
    for version in found:
        told = (pages / version / "_static" / "versions.js").read_text()
        assert told == f"window.versions = {json.dumps(found)};\n"
    assert "url=1.10.0/index.html" in (pages / "index.html").read_text()
    assert (pages / ".nojekyll").exists()


def test_a_version_is_published_again(tmp_path: Path, site: Path) -> None:
    """Without what it had before."""
    pages = tmp_path / "pages"
    pages.mkdir()
    publish(site, pages, "main")
    (site / "index.html").rename(site / "other.html")
    (site / "index.html").write_text("new")
    publish(site, pages, "main")
    (site / "other.html").unlink()
    assert publish(site, pages, "main") == ["main"]
    assert sorted(path.name for path in (pages / "main").iterdir()) == ["_static", "index.html"]
    assert (pages / "main" / "index.html").read_text() == "new"
