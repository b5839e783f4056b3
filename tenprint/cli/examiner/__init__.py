"""Commands of an examiner: reviews and figures."""

from tenprint.cli.examiner.review import review

__all__ = ["review"]
