"""A device with a passkey, in software: it makes keys and signs as the standard says, so that the
server's side is tried with real signatures and real lies."""

from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import CoseKey
from fido2.utils import int2bytes, websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG
CREATE, GET = CollectedClientData.TYPE.CREATE, CollectedClientData.TYPE.GET


class Device:
    def __init__(self, number: int = 1, *, counts: bool = False) -> None:
        self.key = ec.derive_private_key(1000 + number, ec.SECP256R1())
        self.id = bytes([number]) * 16
        self.counter = 1 if counts else 0

    def made(self, asked: dict[str, Any], origin: str, *, algorithm: int = -7) -> dict[str, Any]:
        """Its answer to what a page asks for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        key = CoseKey({1: 2, 3: algorithm, -1: 1, -2: int2bytes(numbers.x, 32), -3: int2bytes(numbers.y, 32)})
        public = asked["publicKey"]
        data = self._data(public["rp"]["id"], AttestedCredentialData.create(b"\0" * 16, self.id, key))
        told = AttestationObject.create("none", data, {})
        client = CollectedClientData.create(CREATE, websafe_decode(public["challenge"]), origin)
        return self._answer(client, attestationObject=bytes(told))

    def signed(self, asked: dict[str, Any], origin: str) -> dict[str, Any]:
        """Its answer to what a page asks for a passkey that it has."""
        public = asked["publicKey"]
        data = self._data(public["rpId"])
        client = CollectedClientData.create(GET, websafe_decode(public["challenge"]), origin)
        signature = self.key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=bytes(data), signature=signature)

    def _data(self, host: str, made: AttestedCredentialData | None = None) -> AuthenticatorData:
        flags = FLAG.UP | (FLAG.AT if made else FLAG(0))
        counter = self.counter
        self.counter += 1 if counter else 0
        named = sha256(host.encode()).digest()
        made_data: AuthenticatorData = AuthenticatorData.create(named, flags, counter, made or b"")
        return made_data

    def _answer(self, client: CollectedClientData, **parts: bytes) -> dict[str, Any]:
        said = {name: websafe_encode(part) for name, part in parts.items()}
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {"clientDataJSON": websafe_encode(client), **said},
        }
