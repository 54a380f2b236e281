# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What containers have, for whoever takes them with all of it."""

from __future__ import annotations

from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._container.attachment import Attachment
from ansible_collections.hoody.cloud.plugins.module_utils._network.resource import NETWORKS

#: In the order in which they are brought about.
PARTS: tuple[Attachment[Any], ...] = (NETWORKS,)
