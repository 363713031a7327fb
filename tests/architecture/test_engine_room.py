"""Rules of the engine room: time is passed in, nothing locks rows, foreign keys name classes."""

import re

from tests.architecture.files import modules

# A line may read the clock when it says why: `# clock: Django's interface passes no time.`
CLOCK = re.compile(
    r"\b(timezone\.now|datetime\.(now|utcnow|today)|date\.today|time\.time)"
    r"\((?!.*# clock: )"
)
LOCK = re.compile(r"\.select_for_update\(")
KEY_BY_STRING = re.compile(r"(ForeignKey|OneToOneField|ManyToManyField)\(\s*[\"'](?!self[\"'])")


def _matches(pattern: re.Pattern[str], *folders: str) -> list[str]:
    return [
        f"{path}:{source[: found.start()].count(chr(10)) + 1}"
        for path, source in modules().items()
        if path.startswith(tuple(f"src/undersigned/{folder}" for folder in folders))
        for found in pattern.finditer(source)
    ]


def test_stages_core_and_models_read_no_clock() -> None:
    assert _matches(CLOCK, "stages/", "core/", "models/") == []


def test_nothing_locks_rows() -> None:
    assert _matches(LOCK, "") == []


def test_a_foreign_key_names_the_class() -> None:
    assert _matches(KEY_BY_STRING, "models/") == []


def test_each_pattern_finds_what_it_forbids() -> None:
    assert CLOCK.search("at = timezone.now()")
    assert CLOCK.search("at = datetime.now(tz=UTC)")
    assert not CLOCK.search("at = timezone.now()  # clock: Django's interface passes no time.")
    assert LOCK.search("Letter.objects.select_for_update()")
    assert KEY_BY_STRING.search('models.ForeignKey("Letter", on_delete=CASCADE)')
    assert not KEY_BY_STRING.search("models.ForeignKey(Letter, on_delete=CASCADE)")
