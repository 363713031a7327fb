"""Paper: how long a letter with many names takes to set, and how much memory, by its pages.

Run as `python -m bench.paper [NAMES…]`. Beside each time stands that of Typst setting as many plain
lines without a tag, a column or a second direction.
"""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter

from undersigned.adapters.pdf import PrintedName, PrintedSignatures, letter_pdf
from undersigned.core.text import Addressee, Text

_MOST_SECONDS = {10_000: 3, 100_000: 60}
_GIVEN = ("Amina", "Björn", "Chloé", "Дмитрий", "Émile", "علی", "مریم", "Σοφία", "דוד")
_FAMILY = ("Example", "Muster", "Ejemplo", "Exemple", "نمونه", "Примерова", "Ōkubo", "O’Sample")
_PLAIN = """
import json, sys, typst
lines = sys.stdin.read()
source = b"#for line in json(bytes(sys.inputs.lines)) { line; linebreak(); parbreak() }"
typst.Compiler(sys_inputs={"lines": lines}).compile(source, format="pdf", pdf_tags=False)
"""
_TEXT = Text(
    letter="0123456789abcdef" * 2,
    edition=1,
    language="en",
    title="Leave the river its share",
    addressees=(Addressee("The River Commission", "Chair", "Examplia"),),
    body="\n\n".join(["We write to you about the river that we share."] * 20) + "\n",
)


def name(number: int) -> PrintedName:
    """One of many names in several scripts; every third tells more than its country."""
    words = f"{_GIVEN[number % len(_GIVEN)]} {_FAMILY[number // 7 % len(_FAMILY)]}"
    more = ("Teacher", "University of the Rivers") if number % 3 == 0 else ()
    return PrintedName(f"{words} {number}", (*more, "Examplia"))


def plain_seconds(names: list[PrintedName]) -> float:
    """How long Typst takes for the same words as plain lines, in a process of its own."""
    lines = json.dumps([", ".join((one.name, *one.details)) for one in names])
    before = perf_counter()
    subprocess.run([sys.executable, "-c", _PLAIN], input=lines.encode(), check=True)
    return perf_counter() - before


def measure(count: int) -> Iterator[str]:
    """Yield a line of figures. Memory is the most so far, so more names have to come later."""
    names = [name(number) for number in range(count)]
    before = perf_counter()
    pdf = letter_pdf(
        [_TEXT],
        signatures=PrintedSignatures(f"{count} people signed this letter.", people=names),
        address="https://letters.example/letters/river/en/check/",
    )
    taken = perf_counter() - before
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    pages = len(re.findall(rb"/Type/Page\b", pdf))
    most = f" (at most {_MOST_SECONDS[count]} s)" if count in _MOST_SECONDS else ""
    claim = "PDF/UA-1" if b"pdfuaid" in pdf else "NOT PDF/UA-1"
    plain = plain_seconds(names)
    yield (
        f"{count:,} names: {taken:.1f} s{most}, {taken / plain:.1f} times as many plain lines;"
        f" {pages:,} pages, {len(pdf) / 2**20:.1f} MiB, {claim}; peak memory {peak:,.0f} MiB"
    )


def main() -> None:
    """Print all figures."""
    counts = [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]
    for count in sorted(counts):
        for line in measure(count):
            print(line, flush=True)


if __name__ == "__main__":
    main()
