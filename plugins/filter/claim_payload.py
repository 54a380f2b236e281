# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter claim_payload."""

from __future__ import annotations

DOCUMENTATION = r"""
name: claim_payload
short_description: Verify the claim of a Hoody container and return its content
version_added: 1.0.0
description:
  - Verifies a claim with the public keys of the API, without a request, and returns its content.
  - An invalid claim is an error with one of these reasons. V(malformed) means that it does not have the form of a
    claim, V(unknown_key) that it is signed with a key that is not among the public keys, V(bad_signature) that its
    signature is wrong, V(wrong_type) that it is not the claim of a container, V(wrong_container) that it is the claim
    of another container, and V(expired) that it has expired.
  - Use P(hoody.cloud.valid_claim#test) if you only need to know whether the claim is valid.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.presented_claim
positional: public_keys, container_id, leeway
options:
  container_id:
    description:
      - The id of the container that the claim must belong to.
      - Without it, the claim of any container of any account is accepted, because the API signs all claims with the
        same keys. Then check C(containerId) in the result before you trust it.
    type: str
seealso:
  - plugin: hoody.cloud.valid_claim
    plugin_type: test
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

- name: Show the container of the claim
  ansible.builtin.debug:
    msg: "{{ (issued.claim | hoody.cloud.claim_payload(hoody.public_keys)).containerId }}"

- name: Show when the claim of a certain container expires, and accept clocks that differ by a minute
  ansible.builtin.debug:
    msg: "{{ '%Y-%m-%d %H:%M' | strftime(payload.exp) }}"
  vars:
    payload: >-
      {{ issued.claim | hoody.cloud.claim_payload(hoody.public_keys, container_id=shop_api_id, leeway=60) }}
"""

RETURN = r"""
_value:
  description:
    - The content of the claim. C(containerId) and C(projectId) are the ids of the container and its project, C(sub) is
      the id of the user whose token requested it, C(iat) and C(exp) are the times of its creation and expiry in seconds
      since 1970. There can be more members.
  type: dict
  sample:
    claim_type: container
    containerId: 65a1b2c3d4e5f6070010000e
    exp: 1795407881
    iat: 1795386281
    projectId: 65a1b2c3d4e5f60700100002
    sub: 65a1b2c3d4e5f60700000001
    type: user
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._claim.claim import verify


def claim_payload(claim: Any, public_keys: Any, container_id: Any = None, leeway: Any = 0) -> dict[str, Any]:
    """The payload of a claim that verifies."""
    try:
        payload = verify(claim, public_keys, container_id, leeway)
    except HoodyError as problem:
        raise AnsibleFilterError(str(problem)) from None
    # Before ansible-core 2.19, text that looks like a template would be one as soon as a variable holds it.
    shown: dict[str, Any] = wrap_var(payload)
    return shown


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"claim_payload": claim_payload}
