# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README says what there is, as it is, and reads on Galaxy as it does on GitHub."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REPOSITORY = "https://github.com/hoody-com/hoody.cloud"
#: What certified collections have, in this order.
HEADINGS = [
    "Description",
    "Requirements",
    "Installation",
    "Use Cases",
    "Testing",
    "Support",
    "Release Notes and Roadmap",
    "Related Information",
    "License",
]
#: Where plugins are, and what the table calls their kind.
KINDS = {
    "plugins/inventory": "inventory",
    "plugins/connection": "connection",
    "plugins/lookup": "lookup",
    "plugins/filter": "filter",
    "plugins/test": "test",
    "extensions/eda/plugins/event_source": "event source",
}
#: Pages that people read where they lie.
PAGES = [page for folder in (".", ".github", "examples") for page in sorted((ROOT / folder).glob("*.md"))]


def names(folder: str, pattern: str) -> list[str]:
    """What a folder of the collection has, by full name."""
    return [f"hoody.cloud.{path.stem}" for path in (ROOT / folder).glob(pattern) if path.stem != "__init__"]


def table(head: str) -> list[list[str]]:
    """The cells of a table below its head, as text."""
    rows = re.search(rf"^\| {head} \|.*\n\|[-|]+\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert rows, head
    return [[cell.strip(" `") for cell in row.strip("|").split("|")] for row in rows[1].splitlines()]


def test_the_headings_are_those_of_a_certified_collection() -> None:
    found = re.findall(r"^## (.+)$", README, re.MULTILINE)
    assert [heading for heading in found if heading in HEADINGS] == HEADINGS


def test_everything_is_in_the_tables() -> None:
    assert sorted(row[0] for row in table("module")) == sorted(names("plugins/modules", "*.py"))
    assert sorted(row[0] for row in table("playbook")) == sorted(names("playbooks", "*.yml"))
    there = [(name, kind) for folder, kind in KINDS.items() for name in names(folder, "*.py")]
    assert sorted((row[0], row[1]) for row in table("plugin")) == sorted(there)


def test_the_versions_are_those_that_are_tested() -> None:
    ci = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    tested: dict[str, list[str]] = defaultdict(list)
    for entry in ci["jobs"]["test"]["strategy"]["matrix"]["include"]:
        tested[re.findall(r"\d\.\d+", entry["ansible"])[0]].append(entry["python"])
    told = {core: row[1].split(", ") for row in table("ansible-core") for core in row[0].split(", ")}
    assert told == tested


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_this_repository_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(rf"{re.escape(REPOSITORY)}/(?:blob|tree)/main/([^\s)]+)", text)
    targets += re.findall(r"https://raw.githubusercontent.com/hoody-com/hoody.cloud/main/([^\s)]+)", text)
    targets += [f".github/workflows/{name}" for name in re.findall(r"/actions/workflows/(\w+\.yml)", text)]
    targets += [f".github/ISSUE_TEMPLATE/{name}" for name in re.findall(r"issues/new\?template=(\w+\.yml)", text)]
    assert [target for target in targets if not (ROOT / target).exists()] == []
    near = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [target for target in near if not (page.parent / target).exists()] == []


def test_the_readme_reads_on_galaxy_too() -> None:
    """Galaxy shows it on another site, where a link to a file beside it leads nowhere."""
    assert not re.findall(r"\]\((?!https://|#)[^)]*\)", README)
    used, defined = (
        set(re.findall(r"\]\[([\w-]+)\]", README)),
        set(re.findall(r"^\[([\w-]+)\]: ", README, re.MULTILINE)),
    )
    assert used == defined


def test_yaml_is_written_in_blocks() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert blocks
    assert [line for block in blocks for line in block.splitlines() if re.search(r": [\[{](?!\{)", line)] == []
