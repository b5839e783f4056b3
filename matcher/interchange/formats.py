"""The formats by name."""

from enum import StrEnum


class TemplateFormat(StrEnum):
    """The formats of templates that other systems send."""

    ISO_19794_2_2005 = "iso-19794-2-2005"
    """ISO/IEC 19794-2:2005, the record format."""
    ANSI_378_2004 = "ansi-378-2004"
    """ANSI INCITS 378-2004."""
    TYPE_9 = "nist-type-9"
    """One Type-9 record of an ANSI/NIST-ITL transaction, in the traditional encoding. Read only."""
