"""Tokens of a provider of identities against a real server: it believes the provider alone."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

pytest.importorskip("authlib", reason="the extra [oidc] is not installed")

from joserfc.jwk import ECKey, RSAKey

from services.access import identities, issuing, published
from services.access.key_folder import KeyFolder
from services.access.provider import PROVIDER, Provider, caller_of_claims, read_provider
from services.errors import CredentialRefusedError, SettingError
from tenprint.credentials import HeldToken
from tenprint.errors import rpc_error
from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.programme_service_pb2_grpc import ProgrammeServiceStub
from tests.provider import SUBJECT, LittleProvider, little_provider, rsa, trust
from tests.services.access.locked_server import LockedServer, locked_server


@dataclass
class Desk:
    """A server that trusts a provider, and somebody who signs in there."""

    server: LockedServer
    provider: LittleProvider
    keys: Path

    def call(self, token: str, holder: Ed25519PrivateKey) -> str:
        """Call once; returns the reason of a refusal."""
        proofs = grpc.metadata_call_credentials(HeldToken(token, holder))
        ca = grpc.ssl_channel_credentials((self.keys / "ca.pem").read_bytes())
        both, once = grpc.composite_channel_credentials(ca, proofs), [("grpc.enable_retries", 0)]
        with grpc.secure_channel(f"127.0.0.1:{self.server.port}", both, once) as channel:
            try:
                ProgrammeServiceStub(channel).GetActivation(pb2.GetActivationRequest(), timeout=30)
            except grpc.RpcError as error:
                found = rpc_error(error)
                self.words = found.message
                return found.reason
        return ""

    def signed_in(self, **changed: object) -> str:
        """Sign in with a key of the holder's own, and call; returns the reason of a refusal."""
        holder = Ed25519PrivateKey.generate()
        id_token = self.provider.signed(identities.nonce_of(holder.public_key()), **changed)
        return self.call(identities.written(holder.public_key(), id_token), holder)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    issuing.make_folder(tmp_path)
    with little_provider() as provider:
        trust(tmp_path, provider)
        with locked_server(tmp_path) as server:
            made = Desk(server, provider, tmp_path)
            _wait(lambda: "/realm/keys" in provider.asked)
            _wait(lambda: made.signed_in() == "")
            server.callers.clear()
            yield made


def _wait(is_so: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end_s
        time.sleep(0.05)


def test_a_person_is_who_the_provider_says_by_the_mapping(desk: Desk) -> None:
    assert desk.signed_in() == ""
    [caller] = desk.server.callers
    assert (caller.ori, caller.roles) == ("ICEHOU000", frozenset({"field_office"}))
    assert caller.person == SUBJECT
    assert caller.is_proved
    assert not caller.acts_for


def _lies() -> Iterator[dict[str, Any]]:
    """Give claims of tokens that nobody may use now; None: the claim is missing."""
    now_s = int(time.time())
    yield from (
        {"aud": "another"},
        {"aud": ["another", "tenprint"]},
        {"aud": ["another", "tenprint"], "azp": "another"},
        {"aud": None},
        {"iss": "http://127.0.0.1:1/realm"},
        {"iss": None},
        {"nonce": "x"},
        {"nonce": None},
        {"exp": now_s - 1},
        {"exp": now_s + 30, "iat": now_s + 3600},
        {"exp": now_s + 13 * 3600},
        {"exp": None},
        {"exp": "never"},
        {"sub": None},
        {"sub": "a b"},
        {"sub": ["x"]},
        {"nbf": now_s + 3600},
        {"realm_access": {"roles": ["mail"]}},
        {"realm_access": {"roles": ["field_office", "lesc_system"]}},
        {"realm_access": "tenprint-officer"},
        {"office": "Nowhere"},
        {"office": ["Houston", "LESC"]},
        {"office": None},
    )


def test_a_token_that_says_something_else_is_refused(desk: Desk) -> None:
    for lie in _lies():
        assert desk.signed_in(**lie) == "CREDENTIAL_REFUSED", lie
    assert not desk.server.callers


def test_a_copied_token_is_of_no_use(desk: Desk) -> None:
    """Neither to somebody with another key, nor with that key written into it."""
    mine, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    id_token = desk.provider.signed(identities.nonce_of(mine.public_key()))
    token = identities.written(mine.public_key(), id_token)
    assert desk.call(token, mine) == ""
    assert desk.call(token, other) == "CREDENTIAL_REFUSED"
    assert "has not signed the call" in desk.words
    assert desk.call(identities.written(other.public_key(), id_token), other) == (
        "CREDENTIAL_REFUSED"
    )
    assert "nonce" in desk.words


def test_nobody_else_signs_tokens(desk: Desk) -> None:
    """Another key under the same name, no signature, and the public key as a secret."""
    holder = Ed25519PrivateKey.generate()
    nonce = identities.nonce_of(holder.public_key())
    right = desk.provider.key
    desk.provider.published = [right]
    desk.provider.key = rsa("one")
    forged = desk.provider.signed(nonce)
    _, claims, _ = forged.split(".")
    confused = _signed_with_the_public_key({"alg": "HS256", "kid": "one"}, claims, right)
    head = json.dumps({"alg": "none", "kid": right.kid}).encode()
    unsigned = f"{base64.urlsafe_b64encode(head).decode().rstrip('=')}.{claims}."
    for one in (forged, confused, unsigned, "", "x", "a.b.c", f"{forged}.d"):
        token = identities.written(holder.public_key(), one)
        assert desk.call(token, holder) == "CREDENTIAL_REFUSED", one
    assert not desk.server.callers


def _signed_with_the_public_key(head: dict[str, str], claims: str, key: RSAKey | ECKey) -> str:
    """Sign with what everybody knows, as if it were a secret."""
    first = base64.urlsafe_b64encode(json.dumps(head).encode()).decode().rstrip("=")
    digest = hmac.digest(key.as_pem(private=False), f"{first}.{claims}".encode(), "sha256")
    return f"{first}.{claims}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def test_a_new_key_of_the_provider_is_fetched(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call says to try again, and asks the provider; what others say asks seldom."""
    monkeypatch.setattr(published, "RETRY_S", 0.2)
    desk.provider.key = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
    desk.provider.algorithm = "ES256"
    time.sleep(0.3)
    assert desk.signed_in() == "PROVIDER_KEYS"
    _wait(lambda: desk.signed_in() == "")
    asked = desk.provider.asked.count("/realm/keys")
    desk.provider.published = [desk.provider.key]
    desk.provider.key = ECKey.generate_key("P-256", {"kid": "invented", "use": "sig"})
    monkeypatch.setattr(published, "RETRY_S", 60.0)
    for _ in range(5):
        assert desk.signed_in() == "PROVIDER_KEYS"
    assert desk.provider.asked.count("/realm/keys") <= asked + 1


def test_a_provider_that_is_away_hinders_nobody_whose_key_is_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.provider.is_down = True
    monkeypatch.setattr(published, "REFRESH_S", 0.0)
    for _ in range(3):
        assert desk.signed_in() == ""


def test_a_person_can_be_revoked(desk: Desk) -> None:
    (desk.keys / "revoked.txt").write_text(f"{SUBJECT}\n")
    assert desk.signed_in() == "CREDENTIAL_REFUSED"


def test_a_service_without_a_provider_takes_no_such_token(desk: Desk) -> None:
    (desk.keys / PROVIDER).unlink()
    assert desk.signed_in() == "CREDENTIAL_REFUSED"
    assert "trusts no provider" in desk.words


def test_a_token_that_is_too_long_is_refused(desk: Desk) -> None:
    assert desk.signed_in(groups=["x" * 100] * 45) == "CREDENTIAL_REFUSED"
    assert "6,000" in desk.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "no object"),
        ("{", "Expecting"),
        ('{"issuer": "https://x.example"}', "client_id"),
        ('{"issuer": "http://x.example", "client_id": "t"}', "https"),
        ('{"issuer": "https://x.example", "client_id": ""}', "client_id"),
        ('{"issuer": "https://x.example", "client_id": "t", "role": "x"}', "role"),
        ('{"issuer": "https://x.example", "client_id": "t", "folder": "x"}', "folder"),
        ('{"issuer": "https://x.example", "client_id": "t", "role_values": "x"}', "role_values"),
        (
            '{"issuer": "https://x.example", "client_id": "t", '
            '"role_values": {"x": "lesc_system"}}',
            "lesc_system",
        ),
        (
            '{"issuer": "https://x.example", "client_id": "t", "ori_values": {"x": "y"}}',
            "ori_values",
        ),
    ],
)
def test_a_provider_that_is_none_ends_the_start(tmp_path: Path, text: str, words: str) -> None:
    issuing.make_folder(tmp_path)
    (tmp_path / PROVIDER).write_text(text)
    with pytest.raises(SettingError, match=words):
        KeyFolder(tmp_path, "server")


def test_without_a_mapping_claims_have_our_own_words(tmp_path: Path) -> None:
    one = Provider(tmp_path, "https://x.example", "t")
    claims = {"sub": "x", "roles": ["examiner", "mail"], "ori": "DHSEXAM01"}
    found = caller_of_claims(one, claims)
    assert (found.ori, found.roles) == ("DHSEXAM01", frozenset({"examiner"}))
    with pytest.raises(CredentialRefusedError, match="lesc_system"):
        caller_of_claims(one, {**claims, "roles": "lesc_system"})
    assert read_provider(tmp_path) is None


def test_the_nonce_names_the_holder_s_key() -> None:
    one, two = (Ed25519PrivateKey.generate().public_key() for _ in range(2))
    assert identities.nonce_of(one) == identities.nonce_of(one) != identities.nonce_of(two)
    assert len(one.public_bytes(Encoding.Raw, PublicFormat.Raw)) == 32
