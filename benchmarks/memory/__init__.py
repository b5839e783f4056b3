"""Tests whether memory stays flat during searches, enrolments and deletions in a gallery."""
