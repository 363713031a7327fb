"""The steps of people who review a text: reading, pointing at words, remarking, deciding."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import sign_in_by_code
from tests.support.mail import MailServer, link_in
from tests.support.site import Site

# Selects the first place of some words in the typeset letter, as a mouse would.
_SELECT = """([words]) => {
  const walker = document.createTreeWalker(
    document.querySelector(".reading"), NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest("[data-unit]") && !parent.closest("sup")) nodes.push(walker.currentNode);
  }
  const whole = nodes.map((node) => node.data).join("");
  const start = whole.indexOf(words);
  if (start < 0) throw new Error(`These words do not stand here: ${words}`);
  const range = document.createRange();
  let passed = 0;
  for (const node of nodes) {
    const end = passed + node.data.length;
    if (start >= passed && start < end) range.setStart(node, start - passed);
    if (start + words.length > passed && start + words.length <= end)
      range.setEnd(node, start + words.length - passed);
    passed = end;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def invite_to_letter(lead: Page, site: Site, slug: str, email: str, role: str) -> None:
    """As a lead, invite a person for the whole letter."""
    lead.goto(f"{site.address}/workspace/letters/{slug}/coalition/people/invite/")
    lead.get_by_label("E-mail address").fill(email)
    lead.get_by_label(role, exact=False).first.check()
    lead.get_by_role("button", name="Send the invitation").click()
    # Whatever comes next must not cut off the request.
    expect(lead.get_by_role("status")).to_contain_text(f"The invitation to {email} is on its way")


def invite_for_organization(lead: Page, site: Site, slug: str, name: str, email: str) -> None:
    """As a lead, invite an organization by its representative."""
    lead.goto(f"{site.address}/workspace/letters/{slug}/coalition/invite/")
    lead.get_by_label("Name of the organization").fill(name)
    lead.get_by_label("E-mail address").fill(email)
    lead.get_by_role("button", name="Send the invitation").click()
    # Whatever comes next must not cut off the request.
    expect(lead.get_by_role("status")).to_contain_text(f"The invitation to {email} is on its way")


def join(page: Page, mails: MailServer, email: str) -> None:
    """Follow the invitation from the mailbox, with a new account."""
    page.goto(link_in(mails.fetch(email, subject="Invitation"), "/invitations/"))
    page.get_by_role("button", name="Sign in to accept").click()
    code = str(mails.fetch(email, subject="Your sign-in code")["Subject"]).rpartition(" ")[2]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_role("status")).to_contain_text("Welcome")


def sign_in(page: Page, site: Site, mails: MailServer, email: str) -> None:
    """Sign in to an account that exists, by the code from its mailbox."""
    page.goto(f"{site.address}/workspace/")
    sign_in_by_code(page, mails, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letters")


def read(page: Page, site: Site, slug: str, language: str = "en") -> None:
    """Open the reading page of a text."""
    page.goto(f"{site.address}/workspace/letters/{slug}/texts/{language}/read/")
    expect(page.locator(".reading")).to_be_visible()


def select(page: Page, words: str) -> None:
    """Select words of the typeset letter."""
    page.evaluate(_SELECT, [words])
    expect(page.get_by_role("group", name="With the selected words")).to_be_visible()


def remark_on(page: Page, words: str, text: str) -> None:
    """Select words and remark on them, in the form that opens beside them."""
    select(page, words)
    page.locator(".tools").get_by_role("button", name="Remark").click()
    form = page.locator("#write-remark")
    expect(form.locator(".passage")).to_be_visible()
    form.get_by_label("Your remark").fill(text)
    form.get_by_role("button", name="Remark").click()
    expect(page.get_by_role("status")).to_contain_text("Your remark is there")


def suggest(page: Page, words: str, instead: str, why: str = "") -> None:
    """Select words and type others over them, in the form that opens beside them."""
    select(page, words)
    page.locator(".tools").get_by_role("button", name="Suggest a change").click()
    form = page.locator("#write-remark")
    expect(form.get_by_label("The words as you would have them")).to_be_focused()
    # The words are selected there, so typing replaces them.
    page.keyboard.insert_text(instead)
    form.get_by_label("Why (not required)").fill(why)
    form.get_by_role("button", name="Suggest").click()
    expect(page.get_by_role("status")).to_contain_text("Your suggestion is there")


def thread(page: Page, text: str | re.Pattern[str]) -> Locator:
    """The thread in which something is said."""
    return page.locator("article.thread").filter(has_text=text)


def marked_words(page: Page, found: Locator) -> str:
    """The words of the letter that are marked for a thread."""
    number = found.get_attribute("data-thread")
    marks = page.locator(f'mark[data-threads~="{number}"]')
    return "".join(marks.all_text_contents())


def answer(page: Page, found: Locator, text: str) -> None:
    """Answer a thread."""
    found.locator("summary", has_text="Answer").click()
    found.get_by_label("Your answer").fill(text)
    found.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("status")).to_contain_text("Your answer is there")


def accept(page: Page, found: Locator) -> None:
    """Accept a suggestion."""
    found.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("Accepted, and saved as version")


def reject(page: Page, found: Locator, reason: str) -> None:
    """Reject a suggestion."""
    found.locator("summary", has_text="Reject").click()
    found.get_by_label("Reason (not required)").fill(reason)
    found.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("status")).to_contain_text("Rejected")


def resolve(page: Page, found: Locator) -> None:
    """Resolve a remark."""
    found.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("status")).to_contain_text("Resolved")
