"""Write the client in asyncio from the client with threads. `make proto` writes it into the tree.

A method that answers once becomes `async def`; what returns an `Iterator` returns an
`AsyncIterator`; calls of such methods are awaited. Names, arguments and docstrings stay.
"""

import ast
from pathlib import Path

from tests.formatting import formatted
from tests.paths import ROOT

HAND_WRITTEN = ("__init__", "channel", "calls")
_SHARED = {"rpc", "to_date", "caller_metadata"}
"""Names of `tenprint.calls` and `tenprint.channel` that serve both clients."""
_RENAMED = {
    "Calls": "AsyncCalls",
    "Iterator": "AsyncIterator",
    "open_channel": "AsyncChannel",
    "__enter__": "__aenter__",
    "__exit__": "__aexit__",
}
_SAID = {
    "A client is thread-safe. Close the client, or use it in a `with`.": "A client belongs to the "
    "event loop of its first call.\n\n    Close the client, or use it in an `async with`.\n    ",
}
"""Sentences that hold of one of the clients alone."""
_HEAD = "# Written from tenprint/{name}.py by `make proto`."


def modules() -> dict[str, str]:
    """Return the source of each module of `tenprint/aio` that is not written by hand, by name."""
    paths = sorted((ROOT / "tenprint").glob("*.py"))
    sources = {path.stem: path.read_text() for path in paths}
    taken = {name for name, source in sources.items() if _is_a_client(source)}
    clients = {one.name for name in taken for one in _classes(ast.parse(sources[name]))}
    return {name: _module(name, sources[name], taken, clients) for name in sorted(taken)}


def write() -> None:
    """Write the modules into the tree."""
    for name, source in modules().items():
        (ROOT / "tenprint" / "aio" / f"{name}.py").write_text(source)


def _is_a_client(source: str) -> bool:
    return any(
        isinstance(base, ast.Name) and base.id == "Calls"
        for one in _classes(ast.parse(source))
        for base in one.bases
    )


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [node for node in tree.body if isinstance(node, ast.ClassDef)]


def _module(name: str, source: str, taken: set[str], clients: set[str]) -> str:
    tree = ast.parse(source)
    renamed = _RENAMED | {one: f"Async{one}" for one in clients}
    for one in _classes(tree):
        _Awaiting(one).visit(one)
    tree = ast.fix_missing_locations(_Renaming(renamed, taken).visit(tree))
    written = f"{_HEAD.format(name=name)}\n{ast.unparse(tree)}\n"
    for said, instead in _SAID.items():
        written = written.replace(said, instead)
    if "asyncio." in written:
        written = written.replace("\nimport time\n", "\nimport asyncio\nimport time\n")
    place = ROOT / "tenprint" / "aio" / f"{name}.py"
    return formatted(formatted(written, place, "check", "--fix", "--select", "I,F401"), place)


class _Awaiting(ast.NodeTransformer):
    """Makes the methods of a class asynchronous, and awaits their calls."""

    def __init__(self, owner: ast.ClassDef) -> None:
        methods = [node for node in owner.body if isinstance(node, ast.FunctionDef)]
        self._several = {"stream", "pages", *(one.name for one in methods if _returns_several(one))}
        self._once = {"call", *(one.name for one in methods)} - self._several

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        is_generator = any(isinstance(one, ast.Yield) for one in ast.walk(node))
        if node.name == "__init__" or (_returns_several(node) and not is_generator):
            return node
        return ast.copy_location(ast.AsyncFunctionDef(**dict(ast.iter_fields(node))), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        told = ast.unparse(node.func)
        if told == "time.sleep":
            node.func = ast.parse("asyncio.sleep", mode="eval").body
            return ast.Await(node)
        waits = told == "self._channel.close" or _own(node.func) in self._once
        return ast.Await(node) if waits else node

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.iter, ast.Call) and _own(node.iter.func) in self._several:
            return ast.copy_location(ast.AsyncFor(**dict(ast.iter_fields(node))), node)
        return node


def _returns_several(method: ast.FunctionDef) -> bool:
    returns = method.returns
    if not isinstance(returns, ast.Subscript) or not isinstance(returns.value, ast.Name):
        return False
    return returns.value.id == "Iterator"


def _own(function: ast.expr) -> str:
    """Name the method of `self` that is called; empty if it is another's."""
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id == "self" else ""
    return ""


class _Renaming(ast.NodeTransformer):
    """Gives classes and imports their names in the client of asyncio."""

    def __init__(self, names: dict[str, str], taken: set[str]) -> None:
        self._names = names
        self._homes = {f"tenprint.{name}" for name in (*taken, "calls", "channel")}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._names.get(node.name, node.name)
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.name = self._names.get(node.name, node.name)
        return self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.ImportFrom]:
        shared = [one for one in node.names if one.name in _SHARED]
        own = [one for one in node.names if one.name not in _SHARED]
        for one in own:
            one.name = self._names.get(one.name, one.name)
        home = str(node.module)
        if home in self._homes:
            home = home.replace("tenprint.", "tenprint.aio.")
        parts = [(node.module, shared), (home, own)]
        return [ast.ImportFrom(module, names, 0) for module, names in parts if names]


def stale(folder: Path) -> list[str]:
    """Name the modules in a folder that are not what the client with threads gives."""
    fresh = {f"{name}.py": source for name, source in modules().items()}
    kept = {path.name: path.read_text() for path in folder.glob("*.py")}
    hand_written = {f"{name}.py" for name in HAND_WRITTEN}
    return sorted(
        name
        for name in (fresh.keys() | kept.keys()) - hand_written
        if fresh.get(name) != kept.get(name)
    )
