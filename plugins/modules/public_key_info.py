#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about the public keys that verify claims."""

from __future__ import annotations

DOCUMENTATION = r"""
module: public_key_info
short_description: Gather information about the public keys of the Hoody API
version_added: 1.0.0
description:
  - Returns the public keys for signatures of the API, such as for the claims of M(hoody.cloud.container_claim).
  - The keys are not secret. You can keep them for a day or longer, and have to read them again only if a claim is
    signed with a key that is not in the list. Old keys stay in the list for claims that were signed with them.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
seealso:
  - module: hoody.cloud.container_claim
  - plugin: hoody.cloud.valid_claim
    plugin_type: test
  - plugin: hoody.cloud.claim_payload
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read the public keys
  hoody.cloud.public_key_info:
  register: hoody

- name: Write them to a file, so that a program can verify claims without the API
  ansible.builtin.copy:
    content: "{{ hoody.public_keys | to_nice_json }}"
    dest: "{{ claim_folder }}/public-keys.json"
    mode: "0644"
"""

RETURN = r"""
public_keys:
  description:
    - The public keys.
  returned: success
  type: list
  elements: dict
  contains:
    kid:
      description: The id of the key.
      type: str
      returned: always
    algorithm:
      description: The algorithm, V(ed25519).
      type: str
      returned: always
    public_key_hex:
      description: The 32 bytes of the key in hexadecimal digits.
      type: str
      returned: always
    public_key_b64:
      description: The same in base64.
      type: str
      returned: always
    public_key_b64url:
      description: The same in base64url.
      type: str
      returned: always
  sample:
    - algorithm: ed25519
      kid: k-2026-01
      public_key_b64: UTEFgkD1qnt4cMjXG/aWeeKG6w2T29qpTfaPetdjNjo=
      public_key_b64url: UTEFgkD1qnt4cMjXG_aWeeKG6w2T29qpTfaPetdjNjo
      public_key_hex: 5131058240f5aa7b7870c8d71bf69679e286eb0d93dbdaa94df68f7ad763363a
active_kid:
  description: The id of the key for new signatures.
  returned: success
  type: str
  sample: k-2026-01
usage:
  description: The purposes of the keys.
  returned: success
  type: list
  elements: str
  sample:
    - response-signing
    - identity-claims
    - container-claims
signing_format:
  description: The description of the API of what exactly is signed.
  returned: success
  type: dict
  contains:
    container_claim_signed_data:
      description: What is signed in the claim of a container.
      type: str
      returned: if the API returns it
    identity_claim_signed_data:
      description: What is signed in the claim of a user.
      type: str
      returned: if the API returns it
    response_header:
      description: The form of the header that signs a reply.
      type: str
      returned: if the API returns it
    response_signed_data:
      description: What is signed in a reply.
      type: str
      returned: if the API returns it
    replay_tolerance_seconds:
      description: For how many seconds the signature of a reply is valid.
      type: int
      returned: if the API returns it
  sample:
    container_claim_signed_data: UTF-8 bytes of payload_b64
    identity_claim_signed_data: UTF-8 bytes of payload_b64
    replay_tolerance_seconds: 300
    response_header: 'X-Hoody-Signature: t=<seconds>,kid=<id>,m=<method>,s=<status>,path=<path>,sig=<hex>'
    response_signed_data: t, m, s, path and body, joined by line feeds
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
from ansible_collections.hoody.cloud.plugins.module_utils._claim.issuing import inform


def main() -> None:
    """Run the module."""
    run(inform, {})


if __name__ == "__main__":
    main()
