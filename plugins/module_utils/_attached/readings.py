# SPDX-License-Identifier: GPL-3.0-or-later
"""What containers have, for whoever asks for it: the parts without what brings them about."""

from __future__ import annotations

from .._container.reading import Reading
from .._firewall.reading import FIREWALL_READING
from .._network.reading import NETWORK_READING
from .._snapshot.reading import SNAPSHOT_READING

#: Those of ``PARTS`` first, in that order.
READINGS: tuple[Reading, ...] = (NETWORK_READING, FIREWALL_READING, SNAPSHOT_READING)
