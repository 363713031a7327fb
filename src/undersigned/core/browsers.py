"""The family of a browser and its system: enough to know one's own, too little to follow anyone."""

# In this order: every browser also claims to be those that were there before it. What is looked
# for also finds the name that stands for it, so that a name stays what it is.
_FAMILIES = (
    ("Edge", ("Edg",)),
    ("Opera", ("OPR/", "Opera")),
    ("Firefox", ("Firefox", "FxiOS")),
    ("Chromium", ("Chrom", "CriOS")),
    ("Safari", ("Safari",)),
)
_SYSTEMS = (
    ("Android", ("Android",)),
    ("iPhone", ("iPhone",)),
    ("iPad", ("iPad",)),
    ("ChromeOS", ("CrOS", "ChromeOS")),
    ("Windows", ("Windows",)),
    ("macOS", ("Macintosh", "macOS")),
    ("Linux", ("Linux", "X11")),
)


def browser_name(user_agent: str) -> str:
    """Such as `Firefox, Linux`, without versions and models; "" for whatever is not known.

    The name of a name is the name itself.
    """
    found = (_first(user_agent, _FAMILIES), _first(user_agent, _SYSTEMS))
    return ", ".join(filter(None, found))


def _first(user_agent: str, names: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    for name, marks in names:
        if any(mark in user_agent for mark in marks):
            return name
    return ""
