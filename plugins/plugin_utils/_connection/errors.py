# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What can go wrong between Ansible and a container. The text of each is one sentence or two; none shows an address."""

from __future__ import annotations

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError


class Unreached(HoodyError):
    """The container cannot be worked in: the host is unreachable, and no task of it has failed."""


class Refused(HoodyError):
    """The container was reached, and what the task needs is not done."""
