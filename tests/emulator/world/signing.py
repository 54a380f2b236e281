# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Ed25519 signatures for container claims (API notes 5.8 and 8)."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True)
class SigningKey:
    """A key pair and the id under which it is published."""

    kid: str
    private: Ed25519PrivateKey

    def published(self) -> dict[str, str]:
        """The public half in the three published spellings."""
        raw = self.private.public_key().public_bytes_raw()
        return {
            "kid": self.kid,
            "algorithm": "ed25519",
            "public_key_hex": raw.hex(),
            "public_key_b64": base64.b64encode(raw).decode(),
            "public_key_b64url": base64.urlsafe_b64encode(raw).decode().rstrip("="),
        }


class Signer:
    """Holds the keys; the last one is active. The keys are derived from their number, so runs are repeatable."""

    def __init__(self) -> None:
        self.keys: list[SigningKey] = []
        self._made = 0
        self.rotate()

    @property
    def active(self) -> SigningKey:
        """The key that signs."""
        return self.keys[-1]

    def rotate(self, *, withdraw: bool = False) -> SigningKey:
        """Sign with a new key from now on; old ones stay published, unless they are withdrawn."""
        self._made += 1
        secret = hashlib.sha256(f"hoody emulator key {self._made}".encode()).digest()
        if withdraw:
            self.keys.clear()
        self.keys.append(SigningKey(f"k-2026-{self._made:02d}", Ed25519PrivateKey.from_private_bytes(secret)))
        return self.active

    def claim(self, payload: dict[str, Any], *, padded: bool) -> dict[str, str]:
        """Sign a claim: the signature covers the text of payload_b64, not the JSON inside."""
        text = base64.urlsafe_b64encode(json.dumps(payload, separators=(",", ":")).encode()).decode()
        if not padded:
            text = text.rstrip("=")
        return {
            "kid": self.active.kid,
            "payload_b64": text,
            "signature_hex": self.active.private.sign(text.encode()).hex(),
        }
