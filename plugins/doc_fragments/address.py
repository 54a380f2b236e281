# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task names a container, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``hoody.cloud.address``."""

    DOCUMENTATION = r"""
options:
  container:
    description: The container, by name or id.
    type: str
    required: true
  project:
    description:
      - The project of the container, by alias or id. Without it, a name is searched in all projects that the token can
        see, and must be unique there. The id of a container in another project is an error.
    type: str
"""
