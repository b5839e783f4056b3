"""What certificates and keys in files say of themselves."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def validity(path: Path) -> list[tuple[datetime, datetime]]:
    """Read from when and until when each certificate of a file is valid. Raises ValueError."""
    found = x509.load_pem_x509_certificates(path.read_bytes())
    return [(one.not_valid_before_utc, one.not_valid_after_utc) for one in found]


def belong_together(private_key: Path, certificate: Path) -> bool:
    """Tell whether a private key is that of a certificate."""
    try:
        key = load_pem_private_key(private_key.read_bytes(), None).public_key()
        return key == x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    except (ValueError, TypeError):
        return False
