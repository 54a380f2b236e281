# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A claim that is to be verified, documented once for the filter and the test."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``hoody.cloud.presented_claim``."""

    DOCUMENTATION = r"""
options:
  _input:
    description:
      - The claim, as RV(hoody.cloud.container_claim#module:claim), or the content of the file that
        M(hoody.cloud.container_claim) writes.
    type: raw
    required: true
  public_keys:
    description:
      - The public keys of the API, as RV(hoody.cloud.public_key_info#module:public_keys). Get them from a source that
        you trust, never from the program that presents the claim.
    type: list
    elements: dict
    required: true
  leeway:
    description:
      - For how many seconds after it has expired a claim is still accepted. Use it if clocks may differ.
    type: float
    default: 0
requirements:
  - cryptography >= 3.4, which ansible-core needs as well
"""
