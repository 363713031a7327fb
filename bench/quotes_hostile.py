"""Hostile articles: how time and memory of `undersigned quotes` grow.

Run as `python -m bench.quotes_hostile [SIZE]`: code points of the largest articles (10,000,000).
Each kind is measured at an eighth of it and whole, in a process of its own with a letter beside it.
It fails where eight times as much takes far more than eight times as long, or as much memory.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

SIZE: Final = 10_000_000
FACTOR: Final = 8
# Quadratic would be 64.
MOST_TIMES: Final = 16.0
# Shorter times say nothing.
LEAST_SECONDS: Final = 0.5
LEAST_BYTES: Final = 16 * 2**20
LETTER: Final = (
    "The river has been falling for three summers.\n\nWe ask that it be measured each month.\n"
)
STORY: Final = (
    "They wrote that the river “has been falling for two summers”, as a letter says. “We ask that"
    " it be measured each month,” the signatories said on Monday, and nobody answered them.\n\n"
)
# Each is one thing again and again.
TEXTS: Final = {
    "news": STORY,
    "quotations of two letters": "“ab” ",
    "opening marks": "“",
    "closing marks": "”",
    "straight marks": '"a" ',
    "nested marks": "“‘",
    "apostrophes": "'a",
    "paragraphs of one letter": "a\n\n",
    "one paragraph of words": "word ",
}
PAGES: Final = {
    "page of news": f"<p>{STORY.strip()}</p>",
    "page of nested <div>": "<div>",
    "page of nested <blockquote>": "<blockquote>",
    "page of <q> in one paragraph": "<q>ab</q> ",
    "page of links in one paragraph": "<a href=x>ab</a> ",
    "page of open tags": '<a href="',
    "page of open comments": "<!-- ",
    "page of references": "&amp ",
    "page of words": "word ",
}
# No page has more; what has is refused.
MOST_TAGS: Final = 290_000


def article_of(kind: str, size: int) -> tuple[str, str]:
    """A file's suffix and content of about this size."""
    if kind in TEXTS:
        unit = TEXTS[kind]
        return ".txt", unit * (size // len(unit))
    unit = PAGES[kind]
    times = size // len(unit)
    if unit.count("<"):
        times = min(times, MOST_TAGS * size // SIZE // unit.count("<"))
    start = f"<html lang=en><body><p>{STORY.strip()}</p><p>"
    return ".html", f"{start}{unit * times}"


def measure_here(path: Path, letter: Path, form: str) -> None:
    """Run the command in this process, and print its seconds and the memory it took, in bytes."""
    from undersigned.cli import main

    arguments = ["quotes", str(path), "--letter", str(letter)]
    arguments += {"json": ["--json"], "report": ["--report", "/dev/null"], "text": []}[form]
    start = time.process_time()
    code = main(arguments)
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{code} {seconds} {memory}", file=sys.stderr)


def measure(path: Path, letter: Path, form: str) -> tuple[int, float, int]:
    """The exit code, seconds of one processor, and bytes."""
    run = subprocess.run(
        [sys.executable, "-m", "bench.quotes_hostile", "--one", form, str(path), str(letter)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    code, seconds, memory = run.stderr.split()[-3:]
    return int(code), float(seconds), int(memory)


def main() -> int:
    """Measure all kinds; 1 where one grows faster than its article."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", type=int, default=SIZE)
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        form, path, letter = args.one
        measure_here(Path(path), Path(letter), form)
        return 0
    bad = []
    with tempfile.TemporaryDirectory() as folder:
        letter = Path(folder, "letter.txt")
        letter.write_text(LETTER, "utf-8")
        small = Path(folder, "a.txt")
        small.write_text(STORY, "utf-8")
        _code, _seconds, empty = measure(small, letter, "json")
        kinds = [(kind, "json") for kind in (*TEXTS, *PAGES)]
        kinds += [("news", "text"), ("news", "report"), ("quotations of two letters", "report")]
        for kind, form in kinds:
            figures = []
            for size in (args.size // FACTOR, args.size):
                suffix, content = article_of(kind, size)
                path = Path(folder, f"article{suffix}")
                path.write_text(content, "utf-8")
                code, seconds, memory = measure(path, letter, form)
                figures.append((max(seconds, LEAST_SECONDS), max(memory - empty, LEAST_BYTES)))
            (few, little), (many, much) = figures
            times, more = many / few, much / little
            print(
                f"{kind}, {form}: {many:.1f} s, {much / 2**20:.0f} MiB, exit {code}; for"
                f" {FACTOR} times as much {times:.1f} times as long, {more:.1f} times the memory",
                flush=True,
            )
            if max(times, more) > MOST_TIMES:
                bad.append(kind)
    for kind in bad:
        print(f"{kind}: grows faster than the article")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
