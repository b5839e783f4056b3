"""A hook of mkdocs: links that leave the documentation become the names of the files."""

import re

_LINK = re.compile(r"\[([^\]]+)\]\((\.\./[^)]*)\)")
_FOLDER = re.compile(r"\[([^\]]+)\]\(((?:\.\./)*results(?:/[a-z_]*)*)\)")
"""A link to a folder of raw results, which a site cannot list."""


def on_page_markdown(markdown: str, page: object, **_: object) -> str:
    """Turn `[words](../path)` into words and path, if the path lies outside of docs/."""
    depth = page.file.src_uri.count("/")  # type: ignore[attr-defined]
    outside = "../" * (depth + 1)

    def named(found: re.Match[str]) -> str:
        words, path = found.groups()
        if not path.startswith(outside):
            return found.group(0)
        target = path.removeprefix(outside).partition("#")[0]
        is_name = words.strip("`").endswith(target.rpartition("/")[2])
        return words if is_name or not target else f"{words} (`{target}`)"

    return _LINK.sub(named, _FOLDER.sub(r"\1 (`\2`)", markdown))
