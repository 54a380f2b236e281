# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: verify_claim.py PUBLIC-KEYS.JSON CONTAINER-ID < CLAIM.JSON

Verifies the claim of a container. Needs Python 3 with the library cryptography, and no network. Use it as an example
for your own program.
"""

from __future__ import annotations

import base64
import json
import sys
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def verify(claim: dict[str, str], keys: list[dict[str, str]], container_id: str) -> float:
    """When the claim expires, in seconds since 1970. Raises ValueError with the reason when it is not valid."""
    key = next((key for key in keys if key["kid"] == claim["kid"]), None)
    if key is None:
        raise ValueError("its key is unknown; are the public keys up to date?")
    text = claim["payload_b64"]
    try:
        # What is signed is the text as it stands, so verify before decoding.
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key["public_key_hex"]))
        public.verify(bytes.fromhex(claim["signature_hex"]), text.encode())
    except InvalidSignature:
        raise ValueError("its signature is wrong") from None
    payload = json.loads(base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)))
    if payload.get("claim_type") != "container" or payload.get("containerId") != container_id:
        raise ValueError("it belongs to another container")
    if time.time() >= payload["exp"]:
        raise ValueError("it has expired")
    return float(payload["exp"])


def main() -> None:
    """Exit with 0 for a valid claim, and with 1 and the reason for another one."""
    keys_file, container_id = sys.argv[1:]
    with open(keys_file, encoding="utf-8") as file:
        keys = json.load(file)
    try:
        end = verify(json.load(sys.stdin), keys, container_id)
    except (ValueError, KeyError, TypeError) as reason:
        sys.exit(f"This is not a valid claim of the container {container_id}: {reason}.")
    sys.stdout.write(f"The container {container_id} has a valid claim for {end - time.time():.0f} more seconds.\n")


if __name__ == "__main__":
    main()
