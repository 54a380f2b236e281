# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Has the code of this collection imported as Python imports all other code: compiled once, not for each process.

Ansible imports the code of collections itself and keeps nothing of it. So it compiles a hundred files for each
playbook, and some of them for each host again, which is more than half of what it takes to import them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

_COLLECTION = "ansible_collections.hoody.cloud.plugins."
_PACKAGES = tuple(_COLLECTION + name for name in ("module_utils.", "plugin_utils.", "modules."))


class Finder:
    """Finds the files of these packages; the packages themselves are left to Ansible."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """What Python imports under this name; None for what somebody else finds."""
        if not path or not name.startswith(_PACKAGES):
            return None
        file = Path(path[0], name.rpartition(".")[2]).with_suffix(".py")
        return spec_from_file_location(name, file) if file.is_file() else None


def keep_bytecode() -> None:
    """Import what follows from what was compiled before, wherever Python may keep that."""
    if Finder not in sys.meta_path:
        sys.meta_path.insert(0, Finder)
