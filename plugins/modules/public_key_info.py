#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tell the public keys that verify claims."""

from __future__ import annotations

DOCUMENTATION = r"""
module: public_key_info
short_description: Tell the public keys of the Hoody API
version_added: 0.1.0
description:
  - Returns the keys that verify what the API signs, such as the claims of M(hoody.cloud.container_claim).
  - The keys are no secret. They may be kept for a day or longer, and have to be read again only when a claim names a
    key that is not among them. Old keys stay listed for the claims that were signed with them.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
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

- name: Place them where a program can verify claims without the API
  ansible.builtin.copy:
    content: "{{ hoody.public_keys | to_nice_json }}"
    dest: "{{ claim_folder }}/public-keys.json"
    mode: "0644"
"""

RETURN = r"""
public_keys:
  description:
    - The keys, each with its id C(kid), its C(algorithm) and the same 32 bytes in three spellings.
  returned: success
  type: list
  elements: dict
  sample: SAMPLE
active_kid:
  description: The id of the key that new claims are signed with.
  returned: success
  type: str
  sample: SAMPLE
usage:
  description: What the keys are used for.
  returned: success
  type: list
  elements: str
  sample: SAMPLE
signing_format:
  description: The API's own description of what exactly is signed.
  returned: success
  type: dict
  sample: SAMPLE
"""

from ansible_collections.hoody.cloud.plugins.module_utils._claim_api import inform
from ansible_collections.hoody.cloud.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(inform, {})


if __name__ == "__main__":
    main()
