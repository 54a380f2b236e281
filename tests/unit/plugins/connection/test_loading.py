# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin is loaded for workers, and only for them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible import context
from ansible.utils.context_objects import CLIArgs
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection import loading


@pytest.mark.parametrize("arguments,loaded", [({"list": True}, []), ({"forks": 5}, ["hoody.cloud.https"])])
def test_only_what_has_workers_loads_it(
    monkeypatch: pytest.MonkeyPatch, arguments: dict[str, object], loaded: list[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(context, "CLIARGS", CLIArgs(arguments))
    loader = SimpleNamespace(get=lambda name, class_only: asked.append(name))
    monkeypatch.setattr(loading, "connection_loader", loader)
    loading.load_for_workers()
    assert asked == loaded
