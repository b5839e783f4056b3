"""The `tenprint` command: a folder for each kind of user."""
