# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: assemble.py FOLDER

Makes a site of the pages that antsibull-docs has written into FOLDER: its index becomes the reference of plugins, and
start.rst the page that the site begins with. The groups of the guides are those of docs/docsite/extra-docs.yml, and the
first play is that of the README, so that both are written once.
"""

from __future__ import annotations

import re
import runpy
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

SITE = Path(__file__).resolve().parent
ROOT = SITE.parents[1]
REFERENCE = ["reference", "environment_variables", "Changelog <changelog>"]
#: What antsibull-docs says of a variable that is not described in the same words wherever it is read.
UNDESCRIBED = "See the documentations for the options where this environment variable is used."
#: The module whose options stand for those of all.
LINKED = "hoody.cloud.container#module"
VARIABLES = """\
:orphan:

.. _list_of_collection_env_vars:

Environment variables
=====================

An option of a task or a plugin overrides its environment variable.

.. envvar:: HOODY_IN_PROCESS

    With ``0``, every module runs in a separate process, also on localhost.

    *Used by:* all modules
"""


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


def settings() -> dict[str, str]:
    """The options of all modules that can be set with environment variables: each variable with its option."""
    fragment = runpy.run_path(str(ROOT / "plugins/doc_fragments/api.py"))["ModuleDocFragment"]
    options: dict[str, Any] = yaml.safe_load(fragment.ENVIRONMENT)["options"]
    return {variable["name"]: option for option, about in options.items() for variable in about["env"]}


def variables(index: str) -> str:
    """The list of environment variables out of that of antsibull-docs, which does not know that modules read some, and
    does not describe one that several plugins describe."""
    known, listed = settings(), [VARIABLES]
    for entry in re.split(r"(?m)^(?=\.\. envvar::)", index)[1:]:
        listed.append(entry)
        if option := known.pop(entry.split()[2], None):
            described = entry.replace(UNDESCRIBED, f"See the option :ansopt:`{LINKED}:{option}`.")
            listed[-1] = described.replace("*Used by:*\n", "*Used by:* all modules,\n")
    if known or UNDESCRIBED in "".join(listed):
        sys.exit("The environment variables of antsibull-docs are not as they used to be: see docs/site/assemble.py.")
    return "\n".join(listed)


def main() -> None:
    """Write the pages."""
    folder = Path(sys.argv[1])
    environment = folder / "environment_variables.rst"
    environment.write_text(variables(environment.read_text(encoding="utf-8")), encoding="utf-8")
    index = folder / "index.rst"
    (folder / "reference.rst").write_text(reference(index.read_text(encoding="utf-8")), encoding="utf-8")
    index.write_text(start(), encoding="utf-8")
    shutil.copytree(SITE / "static", folder / "static")


if __name__ == "__main__":
    main()
