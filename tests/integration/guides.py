# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the guides of the documentation as a person does who follows them.

What a guide says in its blocks is what happens:

* ``.. code-block:: console``: lines after "$ " are commands, in one shell from the first block to the last; the lines
  below a command are expected in its output, where "..." stands for anything.
* ``.. code-block::`` of any kind that begins with a comment such as ``# shop.yml``, or that has a ``:name:``: a file of
  that name. GitHub shows both, and leaves out a block with the ``:caption:`` of Sphinx.
* ``.. code-block:: yaml`` without such a comment: plays and tasks.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.emulator.process import ROOT

from .playbook import run_program

GUIDES = ROOT / "docs" / "docsite" / "rst"
# The directive, its options, and every line that is empty or stands further in than the directive.
_BLOCK = re.compile(r"^( *)\.\. code-block:: (\S+)\n((?:\1   :.*\n)*)\n((?:(?:\1   .*)?\n)+)", re.MULTILINE)
_MARK = "@@ended"


@dataclass
class Block:
    """A block of a guide: its language, the name of the file that it is, if any, and its text."""

    language: str
    file: str
    text: str


@dataclass
class Command:
    """A command of a guide, with the lines that its output has to contain, in order."""

    line: str
    expected: list[str]


def blocks(guide: str) -> Iterator[Block]:
    """All blocks of a guide, in order."""
    whole = (GUIDES / f"{guide}.rst").read_text(encoding="utf-8") + "\n"
    for _indentation, language, options, content in _BLOCK.findall(whole):
        text = textwrap.dedent(content).strip() + "\n"
        named = re.search(r":name: (\S+)", options) or re.match(r"# ((?:[\w-]+/)*[\w.-]+\.\w+)\n", text)
        yield Block(language, named[1] if named else "", text)


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        lines = re.split(r"(?<!\\)\n", part, maxsplit=1)
        yield Command(lines[0], [line for line in lines[1].splitlines() if line.strip()])


def follow(guide: str, folder: Path, environment: Mapping[str, str], replaced: Mapping[str, str]) -> list[str]:
    """Do what the guide says, in one shell; gives what is not as it says, and raises nothing."""
    steps = [
        item
        for block in blocks(guide)
        for item in ([block] if block.file else list(commands(block)))
        if block.file or block.language == "console"
    ]
    script = "\n".join(_shell(step, replaced) for step in steps)
    process = run_program(["bash", "-c", script], folder, environment)
    outputs = re.split(rf"{_MARK} (\d+)\n", process.stdout)
    problems = []
    for number, command in enumerate(step for step in steps if isinstance(step, Command)):
        output, status = outputs[2 * number], int(outputs[2 * number + 1])
        foretold = any("fatal:" in line or "ERROR" in line for line in command.expected)
        if bool(status) != foretold or not _contains(output, command.expected, replaced):
            problems.append(f"$ {command.line}\nended with {status}; expected {command.expected}, said:\n{output}")
    return problems


def _shell(step: Block | Command, replaced: Mapping[str, str]) -> str:
    if isinstance(step, Block):
        folder = f"mkdir -p $(dirname {step.file}) && " if "/" in step.file else ""
        return f"{folder}cat > {step.file} <<'END-OF-FILE'\n{_replace(step.text, replaced)}END-OF-FILE"
    return f"{_replace(step.line, replaced)}\nprintf '{_MARK} %s\\n' $?"


def _replace(text: str, replaced: Mapping[str, str]) -> str:
    for old, new in replaced.items():
        text = text.replace(old, new)
    return text


def _contains(output: str, expected: list[str], replaced: Mapping[str, str]) -> bool:
    """Whether the lines are in the output, in order; how much white space there is does not matter."""
    words = [r"\s+".join(map(re.escape, _replace(line, replaced).split())) for line in expected]
    return re.search(".*".join(words).replace(r"\.\.\.", ".*"), output, re.DOTALL) is not None
