"""Sources and kinds of facts are told as the LESC has them: in the help, the page and errors."""

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from interop.lesc import SOURCES, FactKind, research
from tenprint.cli.lesc import lesc
from tenprint.cli.lesc.sources import KINDS
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "cli.md").read_text()


def test_each_kind_is_told_with_the_source_that_the_lesc_names() -> None:
    tree = ast.parse(Path(research.__file__).read_text())
    [kinds] = [one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == "FactKind"]
    told = {
        ast.literal_eval(said.value): ast.literal_eval(about.value)
        for said, about in zip(kinds.body[1:], kinds.body[2:], strict=False)
        if isinstance(said, ast.Assign) and isinstance(about, ast.Expr)
    }
    sources = {kind: re.split(r"[;:\s]", about)[0] for kind, about in told.items()}
    assert sources == {kind: source for source, kinds in KINDS.items() for kind in kinds}
    assert set(sources) == set(FactKind)
    assert set(KINDS) == set(SOURCES)


def test_help_and_page_list_them() -> None:
    said = CliRunner().invoke(lesc, ["put-records", "--help"], terminal_width=200).output
    for source, kinds in KINDS.items():
        assert f"{source}: {', '.join(kinds)}" in said
        assert f"| `{source}` | {', '.join(f'`{one}`' for one in kinds)} |" in PAGE


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"source": "removal"}, "no source 'removal': use one of central_index, "),
        (
            {"source": "asylum", "facts": [{"kind": "asylum"}]},
            "no kind of fact 'asylum': asylum holds asylum_granted, asylum_pending",
        ),
    ],
)
def test_an_error_lists_what_there_is(wrong: dict[str, object], named: str, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text("\n" + json.dumps({"record_id": "1", **wrong}) + "\n")
    done = CliRunner().invoke(lesc, ["put-records", "--target", "127.0.0.1:1", str(file)])
    assert done.exit_code == 1
    assert f"line 2: {named}" in " ".join(done.output.split())
