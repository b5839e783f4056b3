"""The caller as certificate or token prove it. What metadata says of itself counts for nothing."""

import time
from datetime import UTC, datetime

from database.caller import Caller
from services.access.certificates import caller_of_certificate
from services.access.gate import Context
from services.access.key_folder import KeyFolder
from services.access.metadata import PURPOSE_KEY, purpose_of
from services.access.tokens import Nonces, caller_of_token
from services.errors import CredentialMissingError

AUTHORIZATION_KEY = "authorization"
PROOF_KEY = "tenprint-proof"
_BEARER = "Bearer "
_CERTIFICATE = "x509_pem_cert"


class Proving:
    """Tells who calls, by the keys in force. `services.access.gate.Identify`. Safe for threads."""

    def __init__(self, folder: KeyFolder) -> None:
        self._folder = folder
        self._nonces = Nonces()

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
        return caller_of_token(
            token.removeprefix(_BEARER),
            proof,
            method,
            now_s=time.time(),
            issuers=keys.issuers,
            revoked=keys.revoked,
            nonces=self._nonces,
        )
