# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inside of containers (``--inside DIR``): a folder and namespaces for each, and the services that reach into them.

Imports go downwards here, too:

    front       the proxy before the services: address, gate, sleep, limits, log
    endpoint    SSH
    substitute  what serves SSH where there is no sshd
    keys        whose SSH key it is
    terminal    the terminal service; raw mode is in ``raw``, the pty modes in ``pty`` with ``session`` and ``command``
    files       the files service, with ``reading`` and ``writing``; ``journal`` keeps what is written
    inside      all houses: follows the world, begins and ends them
    rewinding   the files of a container as they were when a snapshot was taken, or as another has them
    house       one container: its folder, its first process, how a command gets in
    root        the files of a house, from outside and yet never out of it
    boot        the program that is the first process of a house; imports nothing of this package
"""

from __future__ import annotations
