"""Quotations altered by program: are they judged right, is none called verbatim, how long it takes.

Run as `python -m bench.quotes_altered [CASES]`, with the cases of a kind and language. The letters
in `bench/letters/` are invented. "Verbatim" is held beside an oracle that shares no code with what
it judges: letters and digits of the quotation have to stand in the letter in a row.
"""

import random
import sys
import unicodedata
from collections import Counter, defaultdict
from time import process_time

from bench._alterations import KINDS, Alterer, Case
from bench._letters import LANGUAGES, Bench, read_bench
from undersigned.core.quotes.judge import judge_quotation
from undersigned.core.quotes.letter import PreparedLetter, prepare_letter
from undersigned.core.quotes.verdict import Judgement, LetterText, Verdict

LEAST_RIGHT = 0.98
_TRUE = (Judgement.VERBATIM, Judgement.TYPOGRAPHY)
_FORMS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ه"})


def letters_of(text: str) -> str:
    """Only the letters and digits, for the oracle."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_FORMS)
    return "".join(
        character
        for character in folded
        if character.isalnum() and unicodedata.category(character) != "Lm"
    )


def is_false_verbatim(case: Case, verdict: Verdict, letters: str) -> bool:
    """Whether words are called true that do not stand in the letter in a row."""
    return verdict.judgement in _TRUE and letters_of(case.words) not in letters


def is_right(case: Case, verdict: Verdict) -> bool:
    """Whether judgement and, where one matters, the flag are what they have to be."""
    return verdict.judgement is case.judgement and (
        case.change is None or any(edit.change is case.change for edit in verdict.edits)
    )


def judge_all(count: int, *, shows: int) -> tuple[dict[str, Counter[bool]], int, int]:
    """Right and wrong verdicts by kind, false verbatims, and how many were judged."""
    benches = {language: read_bench(language) for language in LANGUAGES}
    chance = random.Random(20260301)
    found: dict[str, Counter[bool]] = defaultdict(Counter)
    false = total = 0
    for bench in benches.values():
        letter = _prepared(bench)
        letters = letters_of(bench.text)
        alterer = Alterer(bench, chance, benches)
        for kind in KINDS:
            for case in alterer.cases(kind, count):
                verdict = judge_quotation(case.words, letter, language=case.language)
                right = is_right(case, verdict)
                found[kind][right] += 1
                total += 1
                if is_false_verbatim(case, verdict, letters):
                    false += 1
                    print(f"  FALSE {verdict.judgement}: {case.words}")
                elif not right and found[kind][False] <= shows:
                    print(f"  {kind}: {verdict.judgement} {case.language} {case.words}")
    return found, false, total


def _prepared(bench: Bench) -> PreparedLetter:
    return prepare_letter(
        [
            LetterText(bench.earlier, bench.language, edition=1),
            LetterText(bench.text, bench.language, edition=2),
        ],
        current=2,
    )


def grown(bench: Bench, size: int, chance: random.Random) -> str:
    """The letter among sentences made of its own words, so long in all."""
    words = [token for sentence in bench.sentences for token in sentence if token.isalnum()]
    parts = [bench.text]
    length = len(bench.text)
    while length < size:
        sentence = " ".join(chance.choices(words, k=chance.randint(6, 30)))
        part = sentence.capitalize() + chance.choice([". ", "? ", ".\n\n"])
        parts.append(part)
        length += len(part)
    half = len(parts) // 2
    return "".join([*parts[1:half], "\n\n", parts[0], "\n\n", *parts[half:]])[:size]


def measure(size: int) -> bool:
    """Time a quotation beside a letter of this size; whether it is within the limit on average."""
    chance = random.Random(size)
    bench = read_bench("en")
    text = grown(bench, size, chance)
    began = process_time()
    letter = prepare_letter([LetterText(text, "en")], current=1)
    prepared = process_time() - began
    alterer = Alterer(bench, chance, {name: read_bench(name) for name in LANGUAGES})
    cases = [case for kind in KINDS for case in alterer.cases(kind, 10)]
    needle = "a passage that stands nowhere in it"
    finds = []
    times: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        began = process_time()
        text.find(needle)
        finds.append(process_time() - began)
        began = process_time()
        judge_quotation(case.words, letter, language=case.language)
        times[case.kind].append(process_time() - began)
    everything = sorted(time for kind in times.values() for time in kind)
    mean = sum(everything) / len(everything)
    bare = sorted(finds)[len(finds) // 2]
    slowest = max(times, key=lambda kind: sum(times[kind]) / len(times[kind]))
    limit = 0.001 if size <= 20_000 else 0.010
    print(
        f"letter of {size:,} characters: {mean * 1000:.2f} ms a quotation"
        f" (99 of 100 within {everything[len(everything) * 99 // 100] * 1000:.2f} ms; slowest kind"
        f" {slowest!r}, {sum(times[slowest]) / len(times[slowest]) * 1000:.2f} ms);"
        f" {mean / bare:.0f} times one pass of str.find; prepared in {prepared:.2f} s"
    )
    return mean <= limit


def main() -> int:
    """Print a line a kind; exit with 1 when a promise is broken."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    found, false, total = judge_all(count, shows=2)
    print(f"{'kind':24} {'cases':>6} {'right':>7}")
    for kind, counts in found.items():
        print(f"{kind:24} {counts.total():6} {counts[True] / counts.total():7.1%}")
    print(f"{len(found)} kinds, {len(LANGUAGES)} languages, {total:,} quotations; false: {false}")
    is_fast = [measure(size) for size in (20_000, 500_000)]
    worst = min(counts[True] / counts.total() for counts in found.values())
    return int(false > 0 or worst < LEAST_RIGHT or not all(is_fast))


if __name__ == "__main__":
    sys.exit(main())
