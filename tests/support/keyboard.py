"""A person who has a keyboard and no mouse: goes from stop to stop, and has to see where."""

from dataclasses import dataclass

from playwright.sync_api import Page

# What has the focus: its name; why nobody sees it, if so; its number, given when the focus first
# comes to it, or -1 for the page itself; whether it has a stop for each of its parts.
_LOOK = """() => {
  const at = document.activeElement, label = at.labels?.[0];
  if (at === document.body) return ['', '', -1, false];
  const named = at.ariaLabel || at.ariaLabelledByElements?.[0]?.textContent || at.textContent;
  const words = label ? label.innerText.trim().split('\\n')[0] : named;
  const name = words.replace(/\\s+/g, ' ').trim();
  window.numbered ??= [];
  if (!numbered.includes(at)) numbered.push(at);
  const hasParts = /^(date|time|datetime-local)$/.test(at.type);
  return [name, fault(), numbered.indexOf(at), hasParts];
  function fault() {
    const box = at.getBoundingClientRect(), style = getComputedStyle(at);
    if (!(box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight))
      return 'is out of sight';
    if (style.outlineStyle === 'none' && style.boxShadow === 'none') return 'is not marked';
    for (const part of at.getClientRects()) {
      // Of what is higher than the window, that which is within it.
      const top = Math.max(part.top, 0), height = Math.min(part.bottom, innerHeight) - top;
      for (const across of [0.1, 0.5, 0.9])
        for (const down of [0.1, 0.5, 0.9]) {
          const seen = document.elementFromPoint(
            part.left + part.width * across, top + height * down);
          if (seen && at.contains(seen)) return '';
        }
    }
    return 'lies below something else';
  } }"""

# Day, month, year, hour, minute, second, half of the day, the button; and one to leave by.
MOST_PARTS = 9


@dataclass(frozen=True)
class Stop:
    """What has the focus."""

    name: str
    fault: str
    number: int
    has_parts: bool

    @property
    def is_page(self) -> bool:
        """Whether nothing on the page has the focus."""
        return self.number == -1


@dataclass
class Keyboard:
    """The only thing that this person has, and the page in front of it."""

    page: Page

    def look(self) -> Stop:
        """See where the focus is."""
        return Stop(*self.page.evaluate(_LOOK))

    def tab(self, *, back: bool = False) -> Stop:
        """Go one stop on, and see where that is."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        stop = self.look()
        assert not stop.fault, f"{self.page.url}: what has the focus {stop.fault}: {stop.name!r}"
        return stop

    def tab_to(self, name: str, *, most: int = 120) -> list[str]:
        """Go on until what has this name has the focus; return the stops on the way.

        There are none if the page has put the focus there by itself.
        """
        stops: list[str] = []
        here = self.look()
        if here.name.startswith(name) and not here.is_page:
            return stops
        for _ in range(most):
            stops.append(self.tab().name)
            if stops[-1].startswith(name):
                return stops
        raise AssertionError(f"{self.page.url}: Tab does not come to {name!r}: {stops}")

    def fill(self, name: str, words: str) -> None:
        """Go to a field, and type over what stands in it."""
        self.tab_to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def choose(self, first: str, wanted: str) -> None:
        """Go to some answers, of which one is reached by Tab, and from there to another."""
        self.tab_to(first)
        for _ in range(9):
            if self.look().name == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no arrow leads from {first!r} to {wanted!r}")

    def press(self, name: str) -> None:
        """Go to a link or a button and use it; another page comes then."""
        self.tab_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def walk(self) -> int:
        """Go round the page and back to where that began, in both ways: nothing holds the focus.

        Return how many stops there are.
        """
        there, back = self._go_round(back=False), self._go_round(back=True)
        # Of several answers the first has the focus on the way there, and the last on the way back.
        assert len(there) == len(back), f"{self.page.url}: {there} there, {back} back"
        return len(there)

    def _go_round(self, *, back: bool) -> list[int]:
        stops: list[int] = []
        stays = 0
        for _ in range(400):
            stop = self.tab(back=back)
            # Where the focus leaves the page, the browser takes it a moment later.
            stays = stays + 1 if stops[-1:] == [stop.number] else 0
            if 0 < stays <= (MOST_PARTS if stop.has_parts else 2):
                continue
            if len(stops) > 1 and stop.number == stops[0]:
                return stops
            assert stop.number not in stops, f"{self.page.url}: the focus comes to one place twice"
            # Between the last stop and the first lies what is the browser's own.
            if not stop.is_page:
                stops.append(stop.number)
        raise AssertionError(f"{self.page.url}: nobody gets round this page: {stops}")
