# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request and a reply are: envelope, pages, tables of members, faults, log. Knows nothing that exists."""

from __future__ import annotations
