# SPDX-License-Identifier: GPL-3.0-or-later
"""What containers have, for whoever takes them with all of it."""

from __future__ import annotations

from typing import Any

from .._container.attachment import Attachment
from .._firewall.resource import FIREWALLS
from .._network.resource import NETWORKS

#: In the order in which they are brought about.
PARTS: tuple[Attachment[Any], ...] = (NETWORKS, FIREWALLS)
