# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads what the plugin of this kind needs, before Ansible loads that."""

from __future__ import annotations

from ansible_collections.hoody.cloud.plugins.plugin_utils._importing.bytecode import load_needs

load_needs("inventory.containers")
