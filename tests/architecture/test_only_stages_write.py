"""Only stages and migrations write to the database, and only they open transactions."""

import ast
import re

from tests.architecture.files import modules

MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITES = {
    *("create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"),
    *("update_or_create", "acreate", "aupdate", "adelete", "abulk_create", "create_user"),
}
# These say by their name alone that a row changes, whatever stands before them.
ROW_WRITES = {"save", "asave", "save_base"}
STATEMENT = re.compile(r"\s*(insert|update|delete|replace|alter|drop|truncate)\b", re.IGNORECASE)


def _is_query(node: ast.expr, queries: set[str]) -> bool:
    """Whether a chain of calls begins at a manager, or at a name that holds such a chain."""
    while True:
        match node:
            case ast.Attribute(attr=name) if name in MANAGERS:
                return True
            case ast.Attribute(value=inner) | ast.Subscript(value=inner):
                node = inner
            case ast.Call(func=inner):
                node = inner
            case ast.Name(id=name):
                return name in queries
            case _:
                return False


def writes_in(source: str) -> list[str]:
    """Return what a module writes, as `line: call`."""
    tree = ast.parse(source)
    queries: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_query(node.value, queries):
            queries |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        first = node.args[0] if node.args else None
        if (
            name in ROW_WRITES
            or name == "atomic"
            or (name in WRITES and _is_query(node.func.value, queries))
            or (
                name in ("execute", "executemany")
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
                and STATEMENT.match(first.value)
            )
        ):
            found.append(f"{node.lineno}: {ast.unparse(node.func)}")
    return found


# Adapters know no model, as the contract of the layers says: what is saved there is a file.
EXEMPT = tuple(f"src/undersigned/{name}/" for name in ("stages", "migrations", "adapters"))


def test_nothing_but_stages_writes() -> None:
    found = {
        path: writes
        for path, source in modules().items()
        if not path.startswith(EXEMPT) and (writes := writes_in(source))
    }
    assert found == {}


def test_a_write_would_be_found() -> None:
    assert writes_in(
        "Letter.objects.filter(state=1).update(state=2)\n"
        "waiting = Signature.objects.all()\n"
        "waiting[:3].delete()\n"
        "letter.save()\n"
        "cursor.execute('DELETE FROM letter')\n"
        "with transaction.atomic(): pass\n"
    ) == [
        "1: Letter.objects.filter(state=1).update",
        "3: waiting[:3].delete",
        "4: letter.save",
        "5: cursor.execute",
        "6: transaction.atomic",
    ]


def test_what_is_no_write_is_left_alone() -> None:
    assert writes_in("digest.update(b'')\nnames.update({})\ncursor.execute('SELECT 1')\n") == []
