"""Each module says what it is for, fits on a few screens, and imports at its top."""

import ast
import re

from tests.architecture.files import functions, modules

MOST_LINES = 400
REASON = re.compile(r"# noqa: PLC0415 (slow import|optional dependency|app ready)")
FOLDERS = ("src", "tests", "tools", "bench")


def lacks_docstring(source: str) -> bool:
    """Whether a module opens without a sentence."""
    return not (ast.get_docstring(ast.parse(source)) or "").rstrip().endswith((".", ":", "…"))


def inner_imports_without_reason(source: str) -> list[int]:
    """Return the lines of imports inside functions that give none of the accepted reasons."""
    lines = source.splitlines()
    return sorted(
        {
            node.lineno
            for function in functions(ast.parse(source))
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
            and not REASON.search(lines[node.lineno - 1])
        }
    )


def test_every_module_opens_with_a_sentence() -> None:
    bare = [
        path
        for folder in FOLDERS
        for path, source in modules(folder).items()
        if lacks_docstring(source) and "/migrations/0" not in path
    ]
    assert bare == []


def test_no_module_is_too_long() -> None:
    long = {
        path: lines
        for folder in FOLDERS
        for path, source in modules(folder).items()
        if (lines := source.count("\n")) > MOST_LINES and "/migrations/" not in path
    }
    assert long == {}


def test_imports_inside_functions_give_a_reason() -> None:
    found = {
        path: lines
        for path, source in modules().items()
        if (lines := inner_imports_without_reason(source))
    }
    assert found == {}


def test_an_inner_import_is_found_unless_it_gives_a_reason() -> None:
    assert inner_imports_without_reason("def f():\n    import rich\n") == [2]
    assert inner_imports_without_reason("def f():\n    import rich  # noqa: PLC0415\n") == [2]
    assert (
        inner_imports_without_reason("def f():\n    import rich  # noqa: PLC0415 slow import\n")
        == []
    )


def test_a_missing_docstring_is_found() -> None:
    assert lacks_docstring("import os\n")
    assert not lacks_docstring('"""Confirm: the token makes the signature count."""\n')
