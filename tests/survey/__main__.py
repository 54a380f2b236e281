# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A survey for contributors: ``make survey``, of the API whose token is in the environment, else of an emulator."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.emulator.process import ROOT, EmulatorProcess

DEST = ROOT / ".build" / "survey"
_ON_EMULATOR = ("-e", "survey_project=Shop", "-e", "survey_server=amber-fox-1a2-de")


def main() -> int:
    """Run the playbook; arguments are passed on to it."""
    arguments, surroundings = sys.argv[1:], dict(os.environ)
    with ExitStack() as stack:
        if not (surroundings.get("HOODY_TOKEN") or surroundings.get("HOODY_API_TOKEN")):
            sys.stdout.write("There is no HOODY_TOKEN, so this is a survey of the emulator.\n")
            sys.stdout.flush()
            emulator = stack.enter_context(EmulatorProcess())
            surroundings |= {"HOODY_API_URL": emulator.url, "HOODY_TOKEN": emulator.token}
            arguments = [*_ON_EMULATOR, *arguments]
        command = [str(Path(sys.executable).with_name("ansible-playbook")), "hoody.cloud.survey"]
        return subprocess.call([*command, "-e", f"survey_dest={DEST}", *arguments], env=surroundings)


if __name__ == "__main__":
    sys.exit(main())
