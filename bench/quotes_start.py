"""How long `undersigned quotes` takes for an article of one sentence, beside Python alone.

`python -m bench.quotes_start [ROUNDS]`. Medians of both, run in turns: what a newsroom waits for
whenever it checks one short text. Byte code is cached, as it is wherever the package was installed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROUNDS: Final = 15
ARTICLE: Final = "The signatories wrote that the river “has been falling for two summers”.\n"
LETTER: Final = "The river has been falling for three summers, and nobody has answered for it.\n"
PYTHON: Final = (sys.executable, "-c", "pass")
QUOTES: Final = (sys.executable, "-m", "undersigned", "quotes")


def milliseconds(command: Sequence[str], environment: dict[str, str]) -> float:
    """How long a command takes, from its start to its end."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - start) * 1000


def main(arguments: Sequence[str]) -> int:
    """Print the median of each way to ask, and how many times that of Python alone it is."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    with tempfile.TemporaryDirectory() as folder:
        article, letter = Path(folder, "article.txt"), Path(folder, "letter.txt")
        article.write_text(ARTICLE, "utf-8")
        letter.write_text(LETTER, "utf-8")
        commands = {
            "python -c pass": PYTHON,
            "quotes --json": (*QUOTES, str(article), "--json"),
            "quotes": (*QUOTES, str(article)),
            "quotes --letter --json": (*QUOTES, str(article), "--letter", str(letter), "--json"),
            "quotes --letter": (*QUOTES, str(article), "--letter", str(letter)),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        # The first round writes byte code, and is not counted.
        for number in range(rounds + 1):
            for name, command in commands.items():
                taken = milliseconds(command, environment)
                if number:
                    times[name].append(taken)
    medians = {name: statistics.median(all_) for name, all_ in times.items()}
    alone = medians["python -c pass"]
    for name, median in medians.items():
        print(f"{name:24} {median:6.1f} ms  {median / alone:5.1f} times Python alone")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
