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
  - A claim proves to a program of yours which container, and which account, another program speaks for. It is signed
    by the API, valid for an hour or a few, and whoever has the public keys can verify it without asking anybody.
  - Without O(dest), every run obtains a new claim and returns it. Use that to hand it on within a play.
  - With O(dest), the claim goes into a file and nowhere else, and is replaced only when it has to be. Use that for a
    program that reads its claim from a file, and run the play more often than claims expire.
  - Whoever holds a claim can pass for the container until it expires. It cannot be withdrawn.
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
      - Without O(dest), check mode obtains a claim like a real run, because that changes nothing and later tasks may
        need it.
  diff_mode:
    details:
      - Tells in a word what is wrong with the claim in the file, such as V(missing), V(expired) or V(expiring), and the
        permissions of the file. The claim itself is never part of it.
  idempotent:
    details:
      - Without O(dest), a second run changes nothing either, but returns another claim.
  async:
    support: partial
    description: Whether the task can run in the background with C(async).
    details:
      - With O(dest) only. The result of a background task is shown in full by whoever collects it.
options:
  dest:
    description:
      - The file to keep the claim in, on the host where the task runs. Its folder has to exist.
      - The file holds one JSON object with the members of RV(claim). It has the permissions C(0600) from its first
        moment on, and is replaced in a single step, so that a program that reads it finds a whole claim at any time.
      - The claim in the file is kept if it verifies, belongs to the container and is valid for O(min_remaining) more
        seconds. If only its permissions are not C(0600), they are corrected.
      - A new file belongs to the user who runs the task. A file that is there keeps its owner, so let
        M(ansible.builtin.file) set the owner once where the program runs as another user.
      - A symbolic link is refused.
    type: path
  min_remaining:
    description:
      - With O(dest), how many seconds the claim in the file must still be valid, or it is replaced. Choose more than
        the time until the next run of the play. If it is more than the lifetime of a new claim, every run replaces the
        file, and a warning says so.
    type: int
    default: 600
requirements:
  - cryptography >= 3.4, with O(dest) only
notes:
  - The result of a task that returns RV(claim) is shown as censored at every verbosity, as with C(no_log), while the
    variable that it is registered in holds it. What later tasks do with the claim is theirs to hide. Ansible shows
    their arguments at C(-vvv), unless they set C(no_log) too.
  - E(ANSIBLE_DEBUG) shows everything that a module returns, C(no_log) or not.
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

- name: Speak for the container
  ansible.builtin.uri:
    url: "{{ inventory_service_url }}"
    headers:
      X-Hoody-Container-Claim: "{{ issued.claim | to_json }}"
  no_log: true

- name: Keep a claim in a file for a program, with two hours in reserve
  hoody.cloud.container_claim:
    project: Shop
    container: shop-api
    dest: "{{ claim_folder }}/shop-api.json"
    min_remaining: 7200
"""

RETURN = r"""
claim:
  description:
    - The claim, which can be handed on as it is.
    - RV(claim.payload_b64) is base64url of JSON and tells container, project, user and time of expiry. The filter
      P(hoody.cloud.claim_payload#filter) decodes and verifies it.
  returned: success, when O(dest) is not set
  type: dict
  contains:
    kid:
      description: Which of the public keys the claim is signed with.
      type: str
      returned: always
    payload_b64:
      description: What the claim says. The signature covers this text as it is.
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
    - It is V(null) in check mode where the claim in the file would be replaced.
  returned: success
  type: str
  sample: '2026-11-23T04:24:41Z'
error:
  description: The request that failed, for a C(rescue) to branch on.
  returned: when the task failed because of a request
  type: dict
  contains:
    status:
      description: The HTTP status, null when no reply came.
      type: int
      returned: always
    code:
      description: The API's own code for the error, null when it sent none.
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
