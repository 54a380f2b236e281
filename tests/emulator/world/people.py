# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who there is: the user whose world it is, and others with whom projects can be shared."""

from __future__ import annotations

from typing import NamedTuple


class User(NamedTuple):
    """An account."""

    id: str
    username: str
    alias: str


OWNER = User("65a1b2c3d4e5f60700000001", "emulator", "Emulator")
#: Has an entry in the permissions of a seeded project.
COLLEAGUE = User("65a1b2c3d4e5f60700000003", "colleague", "Colleague")
#: Has none anywhere.
NEWCOMER = User("65a1b2c3d4e5f60700000004", "newcomer", "Newcomer")
PEOPLE = {user.id: user for user in (OWNER, COLLEAGUE, NEWCOMER)}
