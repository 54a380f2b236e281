# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An old Python says what is wrong, and not what it does not understand."""

from __future__ import annotations

import json
import sys

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._text import oldest_python


def test_an_old_python_is_told_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version_info", (3, 8, 20))
        patch.setattr(sys, "version", "3.8.20 (default)")
        with pytest.raises(SystemExit) as ended:
            oldest_python.refuse_older()
    assert ended.value.code == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["failed"]
    assert f"need Python 3.9 or newer, and {sys.executable} is 3.8.20: set ansible_python_interpreter" in answer["msg"]


def test_this_one_is_new_enough() -> None:
    oldest_python.refuse_older()
    assert oldest_python.too_old("x is old").endswith("or run the task on the controller with delegate_to: localhost.")
