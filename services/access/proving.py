"""The caller as certificate or token prove it. What metadata says of itself counts for nothing."""

import time
from datetime import UTC, datetime

from database.caller import Caller
from services.access import identities
from services.access.certificates import caller_of_certificate
from services.access.gate import Context
from services.access.key_folder import KeyFolder, Keys
from services.access.metadata import PURPOSE_KEY, purpose_of
from services.access.published import PublishedKeys
from services.access.tokens import Nonces, caller_of_token
from services.errors import CredentialMissingError, CredentialRefusedError

AUTHORIZATION_KEY = "authorization"
PROOF_KEY = "tenprint-proof"
_BEARER = "Bearer "
_CERTIFICATE = "x509_pem_cert"


class Proving:
    """Tells who calls, by the keys in force. `services.access.gate.Identify`. Safe for threads."""

    def __init__(self, folder: KeyFolder) -> None:
        """Begin to fetch the keys of the provider of identities, if there is one.

        Raises SettingError without the packages that this takes.
        """
        self._folder = folder
        self._nonces = Nonces()
        provider = folder.now().provider
        self._published = None if provider is None else PublishedKeys(provider)

    def __call__(self, context: Context, method: str) -> Caller:
        """Tell who calls. Raises CredentialError, and InvalidFieldError for a wrong purpose."""
        stated: dict[str, list[str]] = {}
        for key, value in context.invocation_metadata() or ():
            stated.setdefault(key, []).append(str(value))
        purpose = purpose_of(stated.get(PURPOSE_KEY, []))
        proved = self._proved(context, stated, method)
        return Caller(
            proved.ori, proved.roles, purpose, proved.person, proved.acts_for, is_proved=True
        )

    def _proved(self, context: Context, stated: dict[str, list[str]], method: str) -> Caller:
        keys = self._folder.now()
        for pem in context.auth_context().get(_CERTIFICATE, ()):
            return caller_of_certificate(pem, datetime.now(UTC), keys.revoked)
        [token, *_] = stated.get(AUTHORIZATION_KEY) or [""]
        if not token.startswith(_BEARER):
            raise CredentialMissingError(
                "the call has neither a client certificate nor a token: use the port for machines "
                "with a certificate, or send a token"
            )
        [proof, *_] = stated.get(PROOF_KEY) or [""]
        given = token.removeprefix(_BEARER)
        if given.startswith(f"{identities.FORM}."):
            return self._identified(keys, given, proof, method)
        return caller_of_token(
            given,
            proof,
            method,
            now_s=time.time(),
            issuers=keys.issuers,
            revoked=keys.revoked,
            nonces=self._nonces,
        )

    def _identified(self, keys: Keys, token: str, proof: str, method: str) -> Caller:
        """Tell who calls with a token of the provider of identities."""
        if keys.provider is None:
            raise CredentialRefusedError("this service trusts no provider of identities")
        if self._published is None or self._published.provider != keys.provider:
            self._published = PublishedKeys(keys.provider)
        return identities.caller_of_identity(
            token,
            proof,
            method,
            now_s=time.time(),
            published=self._published,
            revoked=keys.revoked,
            nonces=self._nonces,
        )
