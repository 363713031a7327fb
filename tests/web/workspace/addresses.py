"""Every address of the workspace, and who may ask for it: the table of `test_access`.

A new address needs a row here, and what its pattern takes needs a value in `values_for`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests.support.coalitions import add_member, add_partner, browser_of, invitation_token
from tests.support.letters import make_account, make_draft
from undersigned.core.coalition import Role
from undersigned.core.coverage import ArticleState
from undersigned.models import (
    Account,
    Article,
    Comment,
    DomainProof,
    Invitation,
    Letter,
    Member,
    News,
    Quotation,
    WorkingCopy,
)
from undersigned.stages import coalition
from undersigned.stages.draft import freeze_edition, resume_draft
from undersigned.stages.review import Passage, add_remark

# Who asks. "own" represents the organization that an address names, "other" another one of the
# same letter; "invited" has an account and an invitation that waits, "removed" was an editor.
PEOPLE = (
    "visitor", "outsider", "removed", "invited", "observer", "editor", "other", "own", "lead",
)  # fmt: skip
ANYONE = frozenset(PEOPLE)
SIGNED_IN = ANYONE - {"visitor"}
INVITED = frozenset({"invited"})
MEMBERS = frozenset({"observer", "editor", "other", "own", "lead"})
COMMENT = MEMBERS - {"observer"}
WRITE = frozenset({"editor", "lead"})
EDITOR = frozenset({"editor"})
MANAGE = frozenset({"own", "lead"})
OWN = frozenset({"own"})
LEAD = frozenset({"lead"})
NO_ONE: frozenset[str] = frozenset()

People = frozenset[str]


@dataclass(frozen=True)
class Address:
    """Who may read a page and who may send its form; None where there is none."""

    get: People | None = None
    post: People | None = None
    # What is answered to those for whom what it names is not there.
    not_there: int = 404
    # What a form without any field may be answered, beside what is usual.
    empty: int = 422


def page(readers: People) -> Address:
    """A page without a form of its own."""
    return Address(get=readers)


def button(pressers: People) -> Address:
    """A form that stands on another page."""
    return Address(post=pressers)


def form(people: People) -> Address:
    """A page with its form."""
    return Address(get=people, post=people)


ADDRESSES: Mapping[str, Address] = {
    # Letters and their texts.
    "workspace": page(SIGNED_IN),
    "new_letter": form(SIGNED_IN),
    "workspace_letter": page(MEMBERS),
    "choose_language": page(WRITE),
    "edit_text": form(WRITE),
    "preview_text": button(WRITE),
    "remove_text": form(WRITE),
    "keep_words": form(WRITE),
    "unsaved_words": page(SIGNED_IN),
    "discard_words": Address(get=EDITOR, post=EDITOR, not_there=302),
    "show_versions": page(MEMBERS),
    "show_version": page(MEMBERS),
    "compare_versions": page(MEMBERS),
    "restore_version": button(LEAD),
    "lock_text": button(LEAD),
    "unlock_text": button(LEAD),
    # Reading with others.
    "read_text": page(MEMBERS),
    "mark_read": Address(post=MEMBERS, empty=404),
    "remark": Address(get=COMMENT, post=COMMENT, empty=404),
    "suggest": Address(get=COMMENT, post=COMMENT, empty=404),
    "thread": page(MEMBERS),
    "answer_thread": button(COMMENT),
    "resolve_thread": button(COMMENT),
    "reopen_thread": button(COMMENT),
    "accept_suggestion": Address(post=WRITE, empty=404),
    "reject_suggestion": Address(post=WRITE, empty=404),
    "withdraw_remark": button(EDITOR),
    # Editions and publishing.
    "freeze": form(LEAD),
    "edition": page(MEMBERS),
    "download_text": page(MEMBERS),
    "resume": button(LEAD),
    "publish": form(LEAD),
    "publish_at": button(LEAD),
    "publish_later": button(LEAD),
    "correct": form(LEAD),
    "closing": form(LEAD),
    "close": form(LEAD),
    "embedding": form(LEAD),
    # Delivering, and what comes back; of a draft, there is nothing of it yet.
    "deliver": page(LEAD),
    "deliver_by_mail": Address(get=LEAD, post=LEAD, empty=404),
    "deliver_by_hand": Address(get=LEAD, post=LEAD, empty=404),
    "record_answer": Address(get=LEAD, post=LEAD, empty=404),
    "remove_delivery": Address(post=LEAD, empty=409),
    "end_answer_link": Address(post=LEAD, empty=409),
    "review_answer": Address(get=LEAD, empty=404),
    "publish_answer": Address(post=LEAD, empty=404),
    "set_answer_aside": Address(post=LEAD, empty=404),
    "kept_file": Address(get=LEAD, empty=404),
    # Articles about the letter.
    "workspace_coverage": page(MEMBERS),
    "add_article": form(WRITE),
    "publish_articles": button(LEAD),
    "show_article": page(MEMBERS),
    "describe_article": form(WRITE),
    "retry_article": Address(post=WRITE, empty=409),
    "take_down_article": button(LEAD),
    "remove_article": button(WRITE),
    "correction_request": page(WRITE),
    "judge_quotation": button(WRITE),
    "undo_judgement": Address(post=WRITE, empty=409),
    # Endorsing.
    "endorsement_rule": form(LEAD),
    "remind_missing": button(LEAD),
    "endorse": page(OWN),
    "endorse_by_passkey": button(OWN),
    "endorsement_code": Address(post=OWN, empty=404),
    "endorse_by_code": button(OWN),
    "decline_to_endorse": button(OWN),
    "take_back_endorsement": Address(get=OWN, post=OWN, empty=404),
    # Organizations that sign.
    "organizations": page(LEAD),
    "accept_organization": button(LEAD),
    "decline_organization": button(LEAD),
    "decide_organizations": form(LEAD),
    "pairs": page(LEAD),
    "pair": page(LEAD),
    "merge_pair": Address(post=LEAD, empty=404),
    "keep_pair": button(LEAD),
    "look_again": button(LEAD),
    # Signatures that came in bursts; operators are not among the people here.
    "bursts": page(LEAD),
    "find_signatures": page(LEAD),
    "decide_signatures": button(LEAD),
    "undo_decision": Address(post=LEAD, empty=409),
    "import_list": form(LEAD),
    "preview_list": page(LEAD),
    "run_import": button(LEAD),
    "drop_list": button(LEAD),
    "export_letter": page(LEAD),
    # The keys for which contact data is sealed.
    "contact_data": page(MEMBERS),
    "add_key": button(LEAD),
    "remove_key": button(LEAD),
    "sealed_export": page(LEAD),
    # News, of a letter that is public.
    "workspace_news_list": page(LEAD),
    "write_news": form(LEAD),
    "workspace_news": page(LEAD),
    "edit_news": form(LEAD),
    "delete_news": button(LEAD),
    "publish_news": button(LEAD),
    "mail_news": form(LEAD),
    "stop_mailing": button(LEAD),
    "resume_mailing": button(LEAD),
    "news_progress": page(LEAD),
    # The coalition.
    "coalition": page(MEMBERS),
    "history": page(MEMBERS),
    "invite_organization": form(LEAD),
    "invite_person": form(LEAD),
    "invite_seat_again": form(LEAD),
    "invite_into_seat": form(MANAGE),
    "move_seat": button(LEAD),
    "remove_seat": form(LEAD),
    "leave_seat": form(OWN),
    "change_role": form(MANAGE),
    "remove_member": form(MANAGE),
    "leave_letter": form(OWN),
    "invite_again": button(MANAGE),
    "withdraw_invitation": button(MANAGE),
    # What an organization says of itself, for all its coalitions; the word of a lead.
    "organization": page(MEMBERS),
    "organization_profile": form(OWN),
    "upload_logo": button(OWN),
    "remove_logo": button(OWN),
    "add_domain": button(OWN),
    "check_domain": button(OWN),
    "remove_domain": button(OWN),
    "show_mailbox": button(OWN),
    "vouch": form(LEAD),
    "unvouch": button(LEAD),
    # Invitations, by their links and in the list of letters.
    "invitation": page(ANYONE),
    "accept_invitation": button(INVITED),
    "decline_invitation": button(ANYONE),
    "sign_in_to_accept": button(ANYONE),
    "mail_invitation_again": button(INVITED),
}


def patterns() -> Mapping[str, str]:
    """Name and pattern of every address of the workspace, as the server knows them."""
    found = {
        name: route
        for route, name in _walk(get_resolver().url_patterns)
        if route.startswith(("workspace/", "invitations/"))
    }
    assert "" not in found, "An address of the workspace has no name."
    return found


def _walk(entries: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for entry in entries:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.name or ""
        else:
            yield from _walk(entry.url_patterns, route)


@dataclass(frozen=True)
class Stage:
    """A letter with everything that an address can name, and a browser of everybody."""

    letter: Letter
    values: Mapping[str, object]
    browsers: Mapping[str, Client]


def set_stage(slug: str = "river") -> Stage:
    """Make a letter, its coalition, and the people who will try."""
    letter = make_draft(slug, ["en", "fa"])
    at = timezone.now()
    freeze_edition(letter, by=letter.lead, at=at)
    resume_draft(letter, by=letter.lead, at=at)
    own, other = add_partner(letter, 1), add_partner(letter, 2)
    removed = add_member(letter, "removed@a.example", Role.EDITOR)
    people: dict[str, Account] = {
        "outsider": make_account("outsider@elsewhere.example"),
        "removed": removed,
        "invited": make_account("invited@a.example"),
        "observer": add_member(letter, "observer@a.example", Role.OBSERVER),
        "editor": add_member(letter, "editor@a.example", Role.EDITOR),
        "other": other.representative,
        "own": own.representative,
        "lead": letter.lead,
    }
    browsers = {who: browser_of(account) for who, account in people.items()}
    coalition.remove_member(letter, Member.objects.get(account=removed).pk, by=letter.lead, at=at)
    coalition.invite_person(
        letter,
        email="invited@a.example",
        role=Role.EDITOR,
        seat_id=own.seat.pk,
        by=own.representative,
        at=at,
    )
    DomainProof.objects.create(
        organization=own.organization, domain="association-1.example", added_at=at
    )
    news = News.objects.create(letter=letter, number=1, written_by=letter.lead, written_at=at)
    news.texts.create(language="en", title="News", body="It rained.\n")
    article = Article.objects.create(
        letter=letter,
        key=b"",
        text="They wrote “words”.",
        state=ArticleState.READ,
        added_by=letter.lead,
        added_at=at,
    )
    article.quotations.create(
        start=12, end=17, speaker="letter", confidence=1.0, judgement="too-short"
    )
    add_remark(letter, "fa", Passage(number=1), "Hm.", by=people["editor"], at=at)
    WorkingCopy.objects.create(
        letter=letter, account=people["editor"], language="fa", title="Unsaved", body="",
        based_on=1, kept_at=at,
    )  # fmt: skip
    # The outsider has a letter too: roles there are none here.
    add_member(make_draft("outside", ["en"]), "outsider@elsewhere.example", Role.LEAD)
    return Stage(letter, values_for(letter), {"visitor": Client(), **browsers})


# Addresses in which `number` is that of a remark.
_THREADS = (
    "thread", "answer_thread", "resolve_thread", "reopen_thread", "accept_suggestion",
    "reject_suggestion", "withdraw_remark",
)  # fmt: skip


def values_for(letter: Letter) -> Mapping[str, object]:
    """What the patterns of addresses take, as it is for this letter."""
    own = letter.seats.order_by("id")[0]
    return {
        "slug": letter.slug,
        "language": "fa",
        "number": 1,
        "discard_words.number": WorkingCopy.objects.get(letter=letter).pk,
        **{f"{name}.number": Comment.objects.get(letter=letter).pk for name in _THREADS},
        "organization_id": own.organization_id,
        "proof_id": DomainProof.objects.get(organization=own.organization_id).pk,
        "signature_id": 1,
        "article_id": Article.objects.get(letter=letter).pk,
        "quotation_id": Quotation.objects.get(article__letter=letter).pk,
        "position": 0,
        "delivery_id": 1,
        "response_id": 1,
        "kind": "answer",
        "file_id": 1,
        "digest": "0" * 64,
        "first": "s1",
        "second": "s2",
        "list_id": 1,
        "key_id": 1,
        "seat_id": own.pk,
        "member_id": Member.objects.get(seat=own).pk,
        "invitation_id": Invitation.objects.get(letter=letter).pk,
        "token": invitation_token("invited@a.example"),
    }
