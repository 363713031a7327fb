"""Import: how long `undersigned import` takes for a letter that 100,000 people have signed.

Run as `python -m bench.imports [SIGNATURES]`; for PostgreSQL as
`python -m tools.postgres --durable -- python -m bench.imports`, which sets UNDERSIGNED_DATABASE.
The command is run as an operator does, and is over when all of them are stored, logged, tiled and
published under a checkpoint.
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from django.db import connection, transaction

import bench._server  # noqa: F401 sets Django up

_MOST_SECONDS = 60
_ROW_BYTES = 400
_DESCRIPTION = """\
slug = "river"
signatories = "signatories.csv"
addressees = [{ name = "Ada Exemplar", office = "Chair" }]
texts = [{ language = "en", title = "Give the River a Voice", file = "en.md" }]
"""


def write_folder(folder: Path, signatures: int) -> None:
    """Write what an operator has gathered; one in a hundred is an organization."""
    (folder / "letter.toml").write_text(_DESCRIPTION, encoding="utf-8")
    (folder / "en.md").write_text("Dear Ada,\n\nlet it speak.\n", encoding="utf-8")
    with (folder / "signatories.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("kind", "name", "affiliation", "role", "country", "link"))
        for number in range(signatures):
            if number % 100 == 0:
                link = f"https://association{number}.example"
                rows.writerow(("organization", f"Association {number}", "", "", "Germany", link))
            else:
                rows.writerow(("person", f"Person {number}", "School of Streams", "", "FR", ""))


def bare_insert_seconds(count: int) -> float:
    """As many rows of as many bytes, stored in one transaction and nothing else done with them."""
    row = "x" * _ROW_BYTES
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_rows (number integer, content text)")
        before = perf_counter()
        with transaction.atomic():
            for start in range(0, count, 1000):
                numbers = range(start, min(start + 1000, count))
                values = ", ".join(["(%s, %s)"] * len(numbers))
                parameters = [part for number in numbers for part in (number, row)]
                cursor.execute(f"INSERT INTO bench_rows VALUES {values}", parameters)
        seconds = perf_counter() - before
        cursor.execute("DROP TABLE bench_rows")
    return seconds


def measure(signatures: int) -> Iterator[str]:
    """Measure, and yield a line for each figure."""
    bare = bare_insert_seconds(signatures)
    with tempfile.TemporaryDirectory() as folder:
        write_folder(Path(folder), signatures)
        before = perf_counter()
        subprocess.run(
            [sys.executable, "-m", "undersigned", "import", folder],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        seconds = perf_counter() - before
    yield (
        f"{connection.vendor}, import of {signatures:,} signatories: {seconds:.1f} s (at most"
        f" {_MOST_SECONDS} s for 100,000), {signatures / seconds:,.0f}/s,"
        f" {seconds / bare:.1f} times the {bare:.2f} s of storing as many bare rows"
    )


def main() -> None:
    """Print all figures."""
    for line in measure(int(sys.argv[1]) if sys.argv[1:] else 100_000):
        print(line, flush=True)


if __name__ == "__main__":
    main()
