"""The `tenprint` command: one file per group of commands."""
