"""Every address that needs no account, and what it takes.

They are read off the server's own list, so that none is forgotten: what a new pattern takes needs
a value here, and a new form that is only sent needs its name in SENT.
"""

from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Forms that stand on another page.
SENT = frozenset({"manage_show", "manage_news"})
NO_TOKEN = "nothing"


def _walk(entries: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for entry in entries:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from _walk(entry.url_patterns)


def _is_public(pattern: URLPattern) -> bool:
    module = pattern.callback.__module__
    ours = module.startswith(("undersigned.web.", "undersigned.api."))
    members = module.startswith(("undersigned.web.workspace", "undersigned.web.accounts"))
    return ours and not members and pattern.name != "workspace_logo"


def public_addresses(
    values: Mapping[str, object], tokens: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The path of each public page and file, by the name of its pattern.

    `values` holds what patterns take (`slug`, `language`, `letter_id` …), `tokens` the mailed
    links by the names of their patterns; a link that is not among them is one that leads nowhere.
    """
    found = {}
    for pattern in _walk(get_resolver().url_patterns):
        if not _is_public(pattern) or pattern.name in SENT:
            continue
        name = pattern.name or ""
        taken = [*pattern.pattern.converters, *pattern.pattern.regex.groupindex]
        known = {**values, "token": (tokens or {}).get(name, NO_TOKEN)}
        given = {
            key: known[f"{name}.{key}"] if f"{name}.{key}" in known else known[key] for key in taken
        }
        found[name] = reverse(name, kwargs=given)
    return found


def account_addresses() -> dict[str, str]:
    """The path of each page about an account that takes no value, by the name of its pattern."""
    return {
        pattern.name: reverse(pattern.name)
        for pattern in _walk(get_resolver().url_patterns)
        if pattern.name
        and "account" in pattern.callback.__module__ + pattern.name
        and not pattern.pattern.regex.groupindex
    }


def values_of(slug: str, language: str, letter_id: str) -> dict[str, object]:
    """What patterns take, of a letter that has been published and corrected."""
    return {
        "slug": slug,
        "language": language,
        "letter_id": letter_id,
        "number": 1,
        "edition": 1,
        "organization_id": 1,
        "article_id": 1,
        "logo.digest": "0" * 16,
        "digest": "0" * 64,
        "file_id": 1,
        "kind": "answer",
        "log_tile.file": "tile/0/000",
        "log_names.file": "names/000",
    }
