# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible is told to mask, from ansible-core 2.22 on, whoever shows it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.masking import MASKS_WHAT_IS_SHOWN

from tests.emulator.process import ROOT

PROGRAM = """
from ansible.utils.display import Display
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.masking import register_secrets
register_secrets(["hdy_very_secret"])
Display().display("The token is hdy_very_secret.")
"""


def test_ansible_masks_what_is_registered() -> None:
    """In a process of its own, as nothing that is registered is ever forgotten."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".build" / "collections")}
    command = [sys.executable, "-c", PROGRAM]
    said = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    can_mask = importlib.util.find_spec("ansible.module_utils.secrets") is not None
    assert MASKS_WHAT_IS_SHOWN is can_mask
    assert said.startswith("The token is ")
    assert ("hdy_very_secret" in said) is not can_mask
