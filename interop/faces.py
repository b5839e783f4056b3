"""Faces of packages that read a module only when one of its names is asked for.

A command or a process then loads what it uses, and not all that its package offers.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def names_of(
    package: str, modules: Mapping[str, str], *, submodules: str = ""
) -> Callable[[str], object]:
    """Make the `__getattr__` of a package.

    package: its `__name__`. modules: by module of the package, the names that it gives the face.
    submodules: modules that are names of the face themselves.
    """
    homes = {name: module for module, names in modules.items() for name in names.split()}

    def find(name: str) -> object:
        if name in submodules.split():
            return import_module(f"{package}.{name}")
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    return find
