# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx makes the documentation site; `make docs` runs it. Nothing is fetched, so it works without a network."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

project = "hoody.cloud"
copyright = "2026, hoody.cloud contributors"  # noqa: A001 - Sphinx wants this name
title = "hoody.cloud"
html_title = "hoody.cloud"

extensions = ["sphinx_antsibull_ext"]
highlight_language = "YAML+Jinja"
default_role = "any"
nitpicky = True
# What is behind a link antsibull-docs takes for another name of the plugin, and leads to a page that is none.
exclude_patterns = ["in_process_module.rst"]

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_use_index = False
antsibull_ext_color_scheme = "none"  # site.css has the colours, of light and dark

ANSIBLE = "https://docs.ansible.com/ansible/latest"
LABELS = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
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


def leave_to_the_theme(_application: Sphinx, tree: nodes.document) -> None:
    """Take the tables of contents out of the pages: the theme shows one beside each."""
    for topic in [*tree.findall(nodes.topic)]:
        if "contents" in topic["classes"]:
            topic.parent.remove(topic)


def setup(application: Sphinx) -> None:
    """Called by Sphinx."""
    application.connect("doctree-read", leave_to_the_theme)
    application.connect("missing-reference", refer)
