"""The console: run it alone, and the list of people who may sign in."""

from tenprint.cli.console.serving import console
from tenprint.cli.console.users import users

__all__ = ["console", "users"]
