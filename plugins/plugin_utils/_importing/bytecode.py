# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Loads code of this collection as Ansible loads a plugin: Python keeps what it has compiled of it.

What a plugin imports, Ansible loads in another way: it compiles it in each process and keeps nothing. That is a hundred
files for each playbook and some of them for each host again, and more than half of what it takes to import them. So
what a file imports is loaded before it, and found there when it is imported.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

_COLLECTION = "ansible_collections.hoody.cloud.plugins"
_ROOT = Path(__file__).parents[2]
#: Imports of this collection that are done when a file is loaded: those in functions are done late for a reason.
_IMPORT = re.compile(rf"^from (?:{re.escape(_COLLECTION)}\.|(\.+))([\w.]*) import (\([^)]*\)|.+)$", re.MULTILINE)


def loaded(name: str) -> ModuleType:
    """The module of this name below ``plugins``, such as ``modules.container``, and with it all that it needs."""
    if f"{_COLLECTION}.{name}" not in sys.modules:
        load_needs(name)
        _load(name)
    return importlib.import_module(f"{_COLLECTION}.{name}")


def load_needs(name: str) -> None:
    """Load what this file imports; a plugin itself is loaded by Ansible."""
    for needed in _needs(name):
        loaded(needed)


def _path(name: str) -> Path:
    return _ROOT.joinpath(*name.split(".")).with_suffix(".py")


def _needs(name: str) -> Iterator[str]:
    """The names of the files that a file imports."""
    for dots, module, imported in _IMPORT.findall(_path(name).read_text(encoding="utf-8")):
        package = name.rsplit(".", len(dots))[0].split(".") if dots else []
        base = ".".join([*package, *filter(None, [module])])
        members = re.findall(r"(\w+)(?: as \w+)?", imported)
        yield from (found for found in (base, *(f"{base}.{member}" for member in members)) if _path(found).is_file())


def _load(name: str) -> None:
    full = f"{_COLLECTION}.{name}"
    package, _dot, short = full.rpartition(".")
    parent = importlib.import_module(package)
    spec = spec_from_file_location(full, _path(name))
    if not spec or not spec.loader:
        return
    module = module_from_spec(spec)
    sys.modules[full] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[full]
        raise
    setattr(parent, short, module)
