# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: publish.py SITE PAGES VERSION

Puts the documentation site that was built into SITE beside those of other versions in PAGES, which is what GitHub Pages
serves: a folder for each version, the list of all of them in each, and a first page that leads to the newest release.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

FIRST_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>hoody.cloud</title>
<meta http-equiv="refresh" content="0; url={newest}/index.html">
<link rel="canonical" href="{newest}/index.html">
</head>
<body><a href="{newest}/index.html">hoody.cloud</a></body>
</html>
"""


def versions_of(pages: Path) -> list[str]:
    """The versions that are there: releases, the newest first, and then what is in development."""
    names = [folder.name for folder in pages.iterdir() if (folder / "index.html").exists()]
    releases = [name for name in names if re.fullmatch(r"\d+\.\d+\.\d+", name)]
    newest_first = sorted(releases, key=lambda name: [int(part) for part in name.split(".")], reverse=True)
    return [*newest_first, *sorted(set(names) - set(releases))]


def publish(site: Path, pages: Path, version: str) -> list[str]:
    """Put the site into its place and tell all sites what there is; gives the versions."""
    place = pages / version
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(site, place, ignore=shutil.ignore_patterns(".doctrees", ".buildinfo"))
    # GitHub Pages would leave out folders whose names begin with an underscore.
    (pages / ".nojekyll").touch()
    versions = versions_of(pages)
    for name in versions:
        (pages / name / "_static" / "versions.js").write_text(f"window.versions = {json.dumps(versions)};\n")
    (pages / "index.html").write_text(FIRST_PAGE.format(newest=versions[0]), encoding="utf-8")
    return versions


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    print("Versions:", *publish(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))  # noqa: T201
