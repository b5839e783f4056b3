"""Two cases told in full, each step over the wire and checked against the truth."""
