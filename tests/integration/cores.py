# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of the installed ansible-core in which something private has another name, as in a version yet to come."""

from __future__ import annotations

import ast
import functools
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import ansible
from ansible.module_utils.basic import AnsibleModule
from ansible.plugins.action import ActionBase

from tests.emulator.process import ROOT

CORE = Path(ansible.__file__).parent
#: Where the collection meets the inside of ansible-core.
SOURCES = [
    ROOT / "plugins" / folder / name
    for folder, name in (
        ("action", "__init__.py"),
        ("plugin_utils", "_in_process/action.py"),
        ("plugin_utils", "_in_process/call.py"),
        ("module_utils", "_ansible/module.py"),
    )
]
#: What ansible-core hands to every action plugin and asks of it: without these there are no action plugins.
HANDED_OVER = {
    *("_task", "_connection", "_play_context", "_loader", "_templar", "_shared_loader_obj", "_display"),
    *("_supports_check_mode", "_supports_async"),
}


@functools.cache
def _core() -> dict[Path, str]:
    """The sources of the installed ansible-core."""
    return {path.relative_to(CORE): path.read_text(encoding="utf-8") for path in CORE.rglob("*.py")}


def _names(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Every name in a source, and in its strings, and whether it is given there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, True
        elif isinstance(node, ast.Name):
            yield node.id, isinstance(node.ctx, ast.Store)
        elif isinstance(node, ast.Attribute):
            is_own = isinstance(node.value, ast.Name) and node.value.id == "self"
            yield node.attr, is_own and isinstance(node.ctx, ast.Store)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, False


def private_names() -> list[str]:
    """The private names of ansible-core that the collection takes, and those of its methods that it replaces."""
    used: set[str] = set()
    own: set[str] = set()
    for source in SOURCES:
        for name, is_given in _names(ast.parse(source.read_text(encoding="utf-8"))):
            # What begins with _ansible_ is said between controller and modules, not a name of either.
            if re.fullmatch(r"_(?!ansible_)[A-Za-z]\w+", name):
                (own if is_given else used).add(name)
    replaced = {name for name in own if hasattr(AnsibleModule, name) or hasattr(ActionBase, name)}
    core = set(re.findall(r"(?<!\w)_[A-Za-z]\w+", "\n".join(_core().values())))
    return sorted(((used - own) | replaced) & core - HANDED_OVER)


def renamed(folder: Path, name: str, *, decoy: bool = False) -> Path:
    """Make a copy of ansible-core in which ``name`` is called otherwise; gives what PYTHONPATH has to be.

    With ``decoy``, something else has the name there: a method of every action that does nothing.
    """
    shutil.copytree(CORE, folder / "ansible", copy_function=os.symlink)
    for path, text in _core().items():
        changed = re.sub(rf"(?<!\w){name}(?!\w)", f"{name}_of_old", text)
        if decoy and path == Path("plugins", "action", "__init__.py"):
            changed += f"\n\nActionBase.{name} = lambda self, *arguments, **more: None\n"
        if changed != text:
            copy = folder / "ansible" / path
            copy.unlink()
            copy.write_text(changed, encoding="utf-8")
    return folder
