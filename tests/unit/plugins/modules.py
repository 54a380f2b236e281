# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module in this process, as ansible-core's own tests do."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from ansible.module_utils import basic

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # before ansible-core 2.18

    @contextlib.contextmanager
    def patch_module_args(args: dict[str, Any] | None = None) -> Iterator[None]:
        """Have the next module read these options."""
        basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": args or {}}).encode()
        try:
            yield
        finally:
            basic._ANSIBLE_ARGS = None


#: From ansible-core 2.22 on, options are shown where they are asked for, and a module tells what is to be masked.
_ASKED = {"_ansible_inject_invocation": True} if find_spec("ansible.module_utils.secrets") else {}
_TO_BE_MASKED = "_ansible_new_secrets"


def given_to_a_module(options: Mapping[str, object]) -> contextlib.AbstractContextManager[None]:
    """Have the next module read these options."""
    found: contextlib.AbstractContextManager[None] = patch_module_args({**_ASKED, **options})
    return found


def result(module: str, options: Mapping[str, object]) -> dict[str, Any]:
    """The result of a module with these options."""
    face = importlib.import_module(f"ansible_collections.hoody.cloud.plugins.modules.{module}")
    output = io.StringIO()
    with given_to_a_module(options), contextlib.redirect_stdout(output), contextlib.suppress(SystemExit):
        face.main()
    parsed: dict[str, Any] = json.loads(output.getvalue())
    return {name: value for name, value in parsed.items() if name != _TO_BE_MASKED}
