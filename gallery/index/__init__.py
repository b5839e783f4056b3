"""The index in folders of files; see docs/decisions/0009-segments.md."""
