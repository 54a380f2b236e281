# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: assemble.py FOLDER

Makes a site of the pages that antsibull-docs has written into FOLDER: its index becomes the reference of plugins, and
start.rst the page that the site begins with. The groups of the guides are those of docs/docsite/extra-docs.yml, and the
first play is that of the README, so that both are written once.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

SITE = Path(__file__).resolve().parent
ROOT = SITE.parents[1]
REFERENCE = ["reference", "Environment variables <environment_variables>", "Changelog <changelog>"]


def first_play() -> str:
    """The playbook that the README begins with."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return readme.partition("```yaml\n")[2].partition("```")[0].rstrip()


def groups() -> Iterator[str]:
    """A list of pages for each group of guides, which the theme shows beside every page under its title."""
    described: dict[str, Any] = yaml.safe_load((ROOT / "docs/docsite/extra-docs.yml").read_text(encoding="utf-8"))
    sections = [(item["title"], [f"docsite/{name}" for name in item["toctree"]]) for item in described["sections"]]
    for title, pages in [*sections, ("Reference", REFERENCE)]:
        yield f".. toctree::\n   :caption: {title}\n   :hidden:\n\n" + "".join(f"   {page}\n" for page in pages)


def start() -> str:
    """The page that the site begins with."""
    text = (SITE / "start.rst").read_text(encoding="utf-8")
    play = textwrap.indent(first_play(), "   ")
    return f"{text.replace('   @first play@', play)}\n" + "\n".join(groups())


def reference(index: str) -> str:
    """The list of plugins out of the index of antsibull-docs, without the guides, which have lists of their own."""
    _about, _heading, plugins = index.partition("Plugin Index\n------------\n\n")
    if not plugins:
        sys.exit("The index of antsibull-docs is not as it used to be: see docs/site/assemble.py.")
    labels = "".join(f".. _{name}_hoody.cloud:\n" for name in ("plugins_in", "communication_for", "plugin_index_for"))
    return f"{labels}\nModules and plugins\n===================\n\n{plugins}"


def main() -> None:
    """Write the pages."""
    folder = Path(sys.argv[1])
    index = folder / "index.rst"
    (folder / "reference.rst").write_text(reference(index.read_text(encoding="utf-8")), encoding="utf-8")
    index.write_text(start(), encoding="utf-8")
    shutil.copytree(SITE / "static", folder / "static")


if __name__ == "__main__":
    main()
