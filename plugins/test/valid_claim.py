# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test valid_claim."""

from __future__ import annotations

DOCUMENTATION = r"""
name: valid_claim
short_description: Test whether the claim of a Hoody container is valid
version_added: 1.0.0
description:
  - Verifies a claim with the public keys of the API, without a request.
  - The result is V(false) for any invalid claim. P(hoody.cloud.claim_payload#filter) reports the reason.
  - A mistake in the arguments is an error, so that it cannot be mistaken for an invalid claim.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.presented_claim
positional: public_keys, container_id, leeway
options:
  container_id:
    description:
      - The id of the container that the claim must belong to. It is required, because the API signs the claims of all
        containers of all accounts with the same keys.
    type: str
    required: true
seealso:
  - plugin: hoody.cloud.claim_payload
    plugin_type: filter
  - module: hoody.cloud.container_claim
  - module: hoody.cloud.public_key_info
"""

EXAMPLES = r"""
- name: Obtain a claim
  hoody.cloud.container_claim:
    project: Shop
    container: shop-api
  register: issued

- name: Read the public keys
  hoody.cloud.public_key_info:
  register: hoody

- name: Fail unless the claim belongs to the right container
  ansible.builtin.assert:
    that: issued.claim is hoody.cloud.valid_claim(hoody.public_keys, shop_api_id, leeway=60)
"""

RETURN = r"""
_value:
  description: Whether the claim is complete, signed by the API, belongs to the container, and has not expired.
  type: bool
  sample: true
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._claim.claim import ClaimError, verify


def valid_claim(claim: Any, public_keys: Any, container_id: Any, leeway: Any = 0) -> bool:
    """Whether a claim verifies and is that of the container."""
    try:
        if container_id is None:
            raise InputError("container_id must be the id of a container.")
        verify(claim, public_keys, container_id, leeway)
    except ClaimError:
        return False
    except HoodyError as problem:
        raise AnsibleFilterError(str(problem)) from None
    return True


class TestModule:
    """What Ansible looks for."""

    def tests(self) -> dict[str, Callable[..., bool]]:
        """The test by its name."""
        return {"valid_claim": valid_claim}
