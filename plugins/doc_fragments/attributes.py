# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules can do, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragments ``hoody.cloud.attributes``, for all modules, and one of two more.

    ``.managing`` is for modules that manage something, ``.info`` for those that only look.
    """

    DOCUMENTATION = r"""
attributes:
  platform:
    support: full
    platforms: all
    description: Where the module can run. That host needs Python 3.9 or newer and the Python library requests.
  action:
    support: full
    description:
      - An action plugin runs the module inside the process of C(ansible-playbook) if the task runs on localhost, with
        the Python interpreter that runs Ansible, and without C(become) and C(async). Results are the same and come
        faster. The items of a loop then share one connection and one listing.
      - M(hoody.cloud.api_survey) always runs in a separate process, where it can clean up when it is interrupted.
      - Set the environment variable E(HOODY_IN_PROCESS) to V(0) to run it in a separate process always.
  action_group:
    support: full
    membership: [hoody.cloud.hoody]
    description: Use C(group/hoody.cloud.hoody) in C(module_defaults) to set the connection options once.
"""

    MANAGING = r"""
attributes:
  check_mode:
    support: full
    description: Predicts the changes and the actions without making any.
  diff_mode:
    support: full
    description: >-
      Returns what the task manages, before and after. Values of environment variables and credentials are hidden; a
      value that changes is marked as changed.
  idempotent:
    support: full
    description: A second run with the same options changes nothing.
"""

    INFO = r"""
attributes:
  check_mode:
    support: full
    description: The module changes nothing, so it does the same in check mode.
  diff_mode:
    support: N/A
    description: The module changes nothing.
  idempotent:
    support: full
    description: The module changes nothing.
"""
