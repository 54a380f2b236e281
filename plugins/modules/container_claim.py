#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Obtain a signed claim of a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_claim
short_description: Obtain a signed claim of a Hoody container
version_added: 1.0.0
description:
  - A claim is a statement that the API signs. It proves to one of your programs that another program acts for a certain
    container of a certain account. It is valid for some hours, and a program that has the public keys of the API can
    verify it without a request to the API.
  - Without O(dest), every run obtains a new claim and returns it. Use this to pass it to other tasks of a play.
  - With O(dest), the claim is written to a file and is not returned. The file is replaced only if this is necessary.
    Use this for a program that reads its claim from a file, and run the play often enough that the claim does not
    expire.
  - Keep a claim secret. Anyone who has it can act as the container until it expires. It cannot be revoked.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.address
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
attributes:
  check_mode:
    details:
      - Without O(dest), check mode obtains a claim like a real run, because this changes nothing and later tasks can
        need the claim.
  diff_mode:
    details:
      - Shows in one word what is wrong with the claim in the file, such as V(missing), V(expired) or V(expiring), and
        the permissions of the file. The claim itself is never shown.
  idempotent:
    details:
      - Without O(dest), a second run changes nothing either, but returns another claim.
  async:
    support: partial
    description: Whether the task can run in the background with C(async).
    details:
      - Only with O(dest). Without it, the task that collects the result, such as M(ansible.builtin.async_status), would
        show the claim.
options:
  dest:
    description:
      - The path of the file for the claim, on the host where the task runs. Its folder must exist.
      - The file contains one JSON object with the members of RV(claim). It is created with the permissions C(0600) and
        replaced atomically. So a program that reads it always finds a complete claim.
      - The claim in the file is kept if its signature is valid, it belongs to the container, and it stays valid for at
        least O(min_remaining) seconds. If only the permissions are not C(0600), they are corrected.
      - A new file belongs to the user who runs the task. An existing file keeps its owner. If the program runs as
        another user, set the owner once with M(ansible.builtin.file).
      - A symbolic link is an error.
    type: path
  min_remaining:
    description:
      - With O(dest), the claim in the file is replaced if it is valid for less than this number of seconds. Choose more
        than the time until the next run of the play. If it is more than the lifetime of a new claim, every run replaces
        the file, with a warning.
    type: int
    default: 600
requirements:
  - cryptography >= 3.4, with O(dest) only
notes:
  - The output of a task that returns RV(claim) is censored, as with C(no_log=true), but the registered variable
    contains the claim. Ansible shows the arguments of later tasks at C(-vvv). So set C(no_log=true) for tasks that use
    the claim.
  - E(ANSIBLE_DEBUG) shows everything that a module returns, even with C(no_log=true).
seealso:
  - module: hoody.cloud.public_key_info
  - plugin: hoody.cloud.valid_claim
    plugin_type: test
  - plugin: hoody.cloud.claim_payload
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Obtain a claim
  hoody.cloud.container_claim:
    project: Shop
    container: shop-api
  register: issued

- name: Send the claim to another program
  ansible.builtin.uri:
    url: "{{ inventory_service_url }}"
    headers:
      X-Hoody-Container-Claim: "{{ issued.claim | to_json }}"
  no_log: true

- name: Keep a claim in a file that is valid for at least two more hours
  hoody.cloud.container_claim:
    project: Shop
    container: shop-api
    dest: "{{ claim_folder }}/shop-api.json"
    min_remaining: 7200
"""

RETURN = r"""
claim:
  description:
    - The claim. It can be passed on as it is.
    - RV(claim.payload_b64) is base64url of a JSON object with the container, the project, the user and the expiry. The
      filter P(hoody.cloud.claim_payload#filter) verifies and decodes it.
  returned: success, when O(dest) is not set
  type: dict
  contains:
    kid:
      description: The id of the public key for the signature.
      type: str
      returned: always
    payload_b64:
      description: The content of the claim. The signature covers this string as it is.
      type: str
      returned: always
    signature_hex:
      description: The Ed25519 signature.
      type: str
      returned: always
  sample:
    kid: k-2026-01
    payload_b64: "eyJjbGFpbV90eXBlIjoiY29udGFpbmVyIiwic3ViIjoiNjVhMWIyYzNkNGU1ZjYwNzAwMDAwMDAxIiwidHlwZSI6InVzZXI\
      iLCJjb250YWluZXJJZCI6IjY1YTFiMmMzZDRlNWY2MDcwMDEwMDAwZSIsInByb2plY3RJZCI6IjY1YTFiMmMzZDRlNWY2MDcwMDEwMDAwMi\
      IsImlhdCI6MTc5NTM4NjI4MSwiZXhwIjoxNzk1NDA3ODgxfQ"
    signature_hex: "e0e5bdaafb7b0f00cd3c6398d95a74f45b597e60e6ebd947730afc20f9c67a13\
      bbe68294a9ff6065bc3543732a29a3edd012b61e64c370f1a1ae8bca1b419d01"
expires_at:
  description:
    - When the claim expires, in UTC.
    - In check mode it is null if the claim in the file would be replaced.
  returned: success
  type: str
  sample: '2026-11-23T04:24:41Z'
error:
  description: The request that failed. Use it in C(rescue) to distinguish failures.
  returned: when the task failed because of a request
  type: dict
  contains:
    status:
      description: The HTTP status, or null if there was no reply.
      type: int
      returned: always
    code:
      description: The code of the API for the error, or null.
      type: str
      returned: always
    method:
      description: The HTTP method.
      type: str
      returned: always
    path:
      description: The path, without its query.
      type: str
      returned: always
    tries:
      description: How often the request was sent.
      type: int
      returned: always
  sample:
    code: CONTAINER_NAME_IN_USE
    method: PATCH
    path: /api/v1/containers/65a1b2c3d4e5f6070010000c
    status: 409
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._claim.resource import CLAIM_FILES, obtain


def main() -> None:
    """Run the module."""
    run(obtain, CLAIM_FILES.options())


if __name__ == "__main__":
    main()
