# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx makes the documentation site; `make docs` runs it. Nothing is fetched, so it works without a network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

project = "hoody.cloud"
copyright = "2026, hoody.cloud contributors"  # noqa: A001 - Sphinx wants this name
title = "hoody.cloud"
version = release = yaml.safe_load((Path(__file__).parents[2] / "galaxy.yml").read_text(encoding="utf-8"))["version"]
html_title = f"hoody.cloud {version}"

extensions = ["sphinx_antsibull_ext", "sphinx_copybutton"]
# What a button copies: the commands of a block, without the prompt and without what they say.
copybutton_prompt_text = "$ "
copybutton_line_continuation_character = "\\"
copybutton_only_copy_prompt_lines = True
copybutton_selector = "div.highlight pre"
highlight_language = "YAML+Jinja"
default_role = "any"
nitpicky = True
# What is behind a link antsibull-docs takes for another name of the plugin, and leads to a page that is none.
exclude_patterns = ["in_process_module.rst"]

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["versions.js", "version.js"]
templates_path = ["templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "version.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_copy_source = False
html_show_sphinx = False
html_use_index = False
antsibull_ext_color_scheme = "none"  # site.css has the colours, of light and dark

LOG = logging.getLogger(__name__)
REPOSITORY = "https://github.com/hoody-com/hoody.cloud"
#: What pages of plugins end in; where two have one name, the first counts.
KINDS = ("module", "inventory", "connection", "lookup", "filter", "test")
#: Lines of code from which a block is long.
LONG = 20
ANSIBLE = "https://docs.ansible.com/ansible/latest"
LABELS = {
    "action_plugins": "plugins/action.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}


def page_of_ansible(kind: str, target: str) -> str | None:
    """Where Ansible's own documentation has what a page of ours refers to."""
    if kind == "envvar" and target.startswith("ANSIBLE_"):
        return f"{ANSIBLE}/reference_appendices/config.html#envvar-{target}"
    builtin = re.match(r"ansible_collections\.ansible\.builtin\.(\w+)_(module|filter|test|lookup|inventory)", target)
    if builtin:
        return f"{ANSIBLE}/collections/ansible/builtin/{builtin[1]}_{builtin[2]}.html"
    return f"{ANSIBLE}/{LABELS[target]}" if target in LABELS else None


def refer(
    _application: Sphinx, _environment: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """A link in place of a reference that is not to this site; None for one that is wrong."""
    address = page_of_ansible(node.get("reftype", ""), node.get("reftarget", ""))
    return nodes.reference("", "", content, refuri=address, internal=False) if address else None


def show_pictures(_application: Sphinx, tree: nodes.document) -> None:
    """Make drawings a part of their page, so that they follow its choice of light and dark; a phone can move them."""
    for image in [*tree.findall(nodes.image)]:
        drawing = Path(__file__).parent / "static" / Path(image["uri"]).name
        frame = nodes.container("", nodes.raw("", drawing.read_text(encoding="utf-8"), format="html"))
        frame["classes"].append("picture-frame")
        image.parent.replace(image, frame)


def leave_to_the_theme(_application: Sphinx, tree: nodes.document) -> None:
    """Take the tables of contents out of the pages, and the links back to them: the theme shows one beside each."""
    for topic in [*tree.findall(nodes.topic)]:
        if "contents" in topic["classes"]:
            topic.parent.remove(topic)
    for title in tree.findall(nodes.title):
        title.attributes.pop("refid", None)


def mark_long_code(_application: Sphinx, tree: nodes.document) -> None:
    """Tell site.css which blocks of code may continue on the next sheet of paper."""
    for block in tree.findall(nodes.literal_block):
        if block.astext().count("\n") >= LONG:
            block["classes"].append("long")


def lead_on(application: Sphinx, tree: nodes.document) -> None:
    """Let the links of guides lead where they lead on GitHub: to another guide, or to a file of the repository."""
    for link in tree.findall(nodes.reference):
        target, mark, part = link.get("refuri", "").partition("#")
        if target.startswith("../../../"):
            link["refuri"] = f"{REPOSITORY}/blob/main/{target.removeprefix('../../../')}"
        elif target.endswith(".rst") and "/" not in target:
            if f"docsite/{target.removesuffix('.rst')}" not in application.env.found_docs:
                LOG.warning("There is no guide %s", target, location=link)
            link["refuri"] = f"{target.removesuffix('.rst')}.html{mark}{part}"


def link_names(application: Sphinx, tree: nodes.document) -> None:
    """Make links of the names of plugins and variables in guides, where they are literals so that GitHub shows them."""
    if not application.env.docname.startswith("docsite/"):
        return
    for literal in [*tree.findall(nodes.literal)]:
        target = page_of_name(literal.astext(), application, before(literal))
        if target and not isinstance(literal.parent, (nodes.reference, nodes.title)):
            link = nodes.reference("", "", literal.deepcopy(), refuri=f"../{target}", internal=True)
            literal.parent.replace(literal, link)


def before(literal: nodes.literal) -> str:
    """The word in front of it."""
    siblings: list[nodes.Node] = literal.parent.children if literal.parent else []
    place = siblings.index(literal)
    words = siblings[place - 1].astext().split() if place else []
    return words[-1] if words else ""


def page_of_name(name: str, application: Sphinx, word: str = "") -> str | None:
    """The page of a plugin or a variable, if it is the name of one. A word in front of it may tell the kind."""
    if name.startswith("HOODY_"):
        variables = (Path(application.srcdir) / "environment_variables.rst").read_text(encoding="utf-8")
        return f"environment_variables.html#envvar-{name}" if f":: {name}\n" in variables else None
    plugin = re.fullmatch(r"hoody\.cloud\.(\w+)", name)
    pages = application.env.found_docs
    kinds = sorted(KINDS, key=lambda kind: kind != word)
    found = [f"{plugin[1]}_{kind}" for kind in kinds if f"{plugin[1]}_{kind}" in pages] if plugin else []
    return f"{found[0]}.html" if found else None


def break_names(
    _application: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: nodes.document | None
) -> None:
    """Let a line end within the long names of titles, such as hoody.cloud.container_network_info, behind a dot or _."""
    for way in filter(None, (context.get("prev"), context.get("next"))):
        way["title"] = breaking(way["title"])
    title = re.compile("(?<=<h1>)[^<]+")
    context["body"] = title.sub(lambda found: breaking(found[0]), context.get("body", ""))


def breaking(title: str) -> str:
    """The title, as HTML, with the places in names where a line may end."""
    return re.sub(r"(?<=\w[._])(?=\w)", "<wbr>", title)


def setup(application: Sphinx) -> None:
    """Called by Sphinx."""
    # Before Sphinx looks for the files of pictures, which are not where the guides are built.
    application.connect("doctree-read", show_pictures, priority=100)
    application.connect("doctree-read", leave_to_the_theme)
    application.connect("doctree-read", mark_long_code)
    application.connect("doctree-read", lead_on)
    application.connect("doctree-read", link_names)
    application.connect("missing-reference", refer)
    application.connect("html-page-context", break_names)
