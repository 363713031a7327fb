"""Roles and acts in words: what each is called on a page, and the sentences of the history."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from undersigned.core.coalition import ActKind, Role

if TYPE_CHECKING:
    # What a translation that is made later is; there are no such types at run time.
    from django.utils.functional import _StrPromise

ROLE_NAMES: Final[dict[Role, "_StrPromise"]] = {
    Role.LEAD: _("Lead"),
    Role.EDITOR: _("Editor"),
    Role.REPRESENTATIVE: _("Representative"),
    Role.OBSERVER: _("Observer"),
}

# The sentences of each kind of act. The first whose placeholders are all known is taken; if there
# is none, the last, and "the server" did it. Nobody is known of what was done by a link alone, and
# of what somebody did to an organization whom the coalition of this letter does not know.
ACT_SENTENCES: Final[dict[ActKind, tuple["_StrPromise", ...]]] = {
    ActKind.BEGAN: (_("{who} began the letter."),),
    ActKind.INVITED: (
        _("{who} invited {subject} as: {role}."),
        _("{who} invited the organization {subject}."),
        _("{who} sent an invitation."),
    ),
    ActKind.INVITATION_WITHDRAWN: (
        _("{who} withdrew the invitation of {subject}."),
        _("{who} withdrew an invitation."),
    ),
    ActKind.JOINED: (
        _("{who} joined for {subject} as: {role}."),
        _("{who} joined as: {role}."),
        _("{who} joined."),
    ),
    ActKind.DECLINED_INVITATION: (
        _("The invitation of {subject} was declined."),
        _("An invitation was declined."),
    ),
    ActKind.LEFT: (
        _("{who} no longer takes part for {subject}; the role was: {role}."),
        _("{who} no longer takes part; the role was: {role}."),
        _("{who} took {subject} out of the coalition."),
        _("{who} no longer takes part."),
    ),
    ActKind.REMOVED: (
        _("{who} removed {subject}; the role was: {role}."),
        _("{who} took the organization {subject} out of the coalition."),
        _("{who} removed somebody."),
    ),
    ActKind.ROLE_CHANGED: (
        _("{who} gave {subject} another role: {role}."),
        _("{who} changed a role."),
    ),
    ActKind.ORDER_CHANGED: (
        _("{who} moved {subject} to another place in the order of signing."),
        _("{who} changed the order of signing."),
    ),
    ActKind.VOUCHED: (
        _("{who} vouched for {subject}."),
        _("{who} vouched for an organization."),
    ),
    ActKind.VOUCH_ENDED: (
        _("{who} took back the word for {subject}."),
        _("The word for {subject} ended, since its profile was changed."),
        _("The word for an organization ended."),
    ),
    ActKind.PROFILE_CHANGED: (
        _("{who} changed the profile of {subject}."),
        _("The profile of {subject} was changed."),
        _("The profile of an organization was changed."),
    ),
    ActKind.LOGO_CHANGED: (
        _("{who} changed the logo of {subject}."),
        _("The logo of {subject} was changed."),
        _("The logo of an organization was changed."),
    ),
    ActKind.DOMAIN_REMOVED: (
        _("{who} removed a domain of {subject}."),
        _("A domain of {subject} was removed."),
        _("A domain of an organization was removed."),
    ),
    ActKind.RECORD_SEEN: (
        _("The record of {subject} was seen at its domain."),
        _("The record of an organization was seen at its domain."),
    ),
    ActKind.RECORD_GONE: (
        _("The record of {subject} is gone from its domain."),
        _("The record of an organization is gone from its domain."),
    ),
    ActKind.MAILBOX_SHOWN: (
        _("{who} showed to read a mailbox at the domain of {subject}."),
        _("A representative of {subject} showed to read a mailbox at its domain."),
        _("A representative showed to read a mailbox at the domain of an organization."),
    ),
    ActKind.SAVED: (
        _("{who} saved version {number} of the text in {language}."),
        _("{who} saved the text in {language}."),
        _("{who} saved a text."),
    ),
    ActKind.RESTORED: (
        _("{who} restored an earlier text in {language}; it is version {number} now."),
        _("{who} restored an earlier text in {language}."),
        _("{who} restored an earlier text."),
    ),
    ActKind.TEXT_REMOVED: (
        _("{who} took the text in {language} out of the draft."),
        _("{who} took a text out of the draft."),
    ),
    ActKind.LOCKED: (_("{who} locked the texts."),),
    ActKind.UNLOCKED: (_("{who} unlocked the texts."),),
    ActKind.COMMENTED: (
        _("{who} remarked on the text in {language}."),
        _("{who} made a remark."),
    ),
    ActKind.SUGGESTED: (
        _("{who} suggested a change of the text in {language}."),
        _("{who} suggested a change."),
    ),
    ActKind.RESOLVED: (
        _("{who} resolved a remark on the text in {language}."),
        _("{who} resolved a remark."),
    ),
    ActKind.REOPENED: (
        _("{who} reopened a remark on the text in {language}."),
        _("{who} reopened a remark."),
    ),
    ActKind.ACCEPTED: (
        _("{who} accepted a suggestion in {language}; it made version {number}."),
        _("{who} accepted a suggestion in {language}."),
        _("{who} accepted a suggestion."),
    ),
    ActKind.REJECTED: (
        _("{who} rejected a suggestion in {language}."),
        _("{who} rejected a suggestion."),
    ),
    ActKind.REMARK_WITHDRAWN: (
        _("{who} withdrew a remark on the text in {language}."),
        _("{who} withdrew a remark."),
    ),
    ActKind.RULE_CHANGED: (
        _("{who} changed the rule for publishing: at least so many must endorse: {number}."),
        _("{who} changed the rule for publishing: all invited organizations must endorse."),
    ),
    ActKind.FROZE: (
        _("{who} froze edition {number}."),
        _("{who} froze an edition."),
    ),
    ActKind.RESUMED: (_("{who} went back to the draft."),),
    ActKind.ENDORSED: (
        _("{who} endorsed edition {number} for {subject}."),
        _("{who} endorsed an edition for {subject}."),
        _("{who} endorsed an edition."),
    ),
    ActKind.DECLINED: (
        _("{who} declined to endorse edition {number} for {subject}."),
        _("{who} declined to endorse for {subject}."),
        _("{who} declined to endorse an edition."),
    ),
    ActKind.TOOK_BACK: (
        _("{who} took back the endorsement of edition {number} by {subject}."),
        _("The signature of {subject} under edition {number} was withdrawn."),
        _("{who} took back the endorsement by {subject}."),
        _("{who} took back an endorsement."),
    ),
    ActKind.REMINDED: (
        _("{who} reminded {subject} of edition {number}."),
        _("{who} reminded {subject}."),
        _("{who} reminded those who have not answered."),
    ),
    ActKind.SCHEDULED: (
        _("{who} set when edition {number} is published: {subject}."),
        _("{who} set when the letter is published: {subject}."),
        _("{who} set when the letter is published."),
    ),
    ActKind.UNSCHEDULED: (
        _("{who} took back the time that was set for publishing."),
        _("The time that was set for publishing does not hold any more."),
    ),
    ActKind.CLOSING_SET: (
        _("{who} set when the letter closes: {subject}."),
        _("{who} set that the letter does not close by itself."),
    ),
    ActKind.TIME_ZONE_SET: (
        _("{who} set the time zone of the letter: {subject}."),
        _("{who} set the time zone of the letter."),
    ),
    ActKind.EMBEDDING_SET: (
        _("{who} chose which sites may embed the letter: {subject}."),
        _("{who} chose that no site may embed the letter."),
    ),
    ActKind.NOT_PUBLISHED: (_("The letter was not published at the time that was set."),),
    ActKind.PUBLISHED: (
        _("{who} published edition {number}."),
        _("Edition {number} was published at the time that was set."),
        _("{who} published the letter."),
    ),
    ActKind.CORRECTED: (
        _("{who} published a correction: edition {number}."),
        _("{who} published a correction."),
    ),
    ActKind.CLOSED: (
        _("{who} closed the letter."),
        _("The letter was closed at the time that was set."),
    ),
    ActKind.ORGANIZATION_ACCEPTED: (
        _("{who} accepted the signature of {subject}."),
        _("{who} accepted the signatures of {number} organizations."),
        _("{who} accepted the signature of an organization."),
    ),
    ActKind.ORGANIZATION_DECLINED: (
        _("{who} declined the signature of {subject}."),
        _("{who} declined the signatures of {number} organizations."),
        _("{who} declined the signature of an organization."),
    ),
    ActKind.BURST_RELEASED: (
        _("{who} released signatures that came in a burst: {number}, {subject}."),
        _("{who} released signatures that came in a burst: {number}."),
        _("{who} released signatures that came in a burst."),
    ),
    ActKind.BURST_INVALIDATED: (
        _("{who} took signatures for not genuine: {number}, {subject}."),
        _("{who} took signatures for not genuine: {number}."),
        _("{who} took signatures for not genuine."),
    ),
    ActKind.BURST_UNDONE: (
        _("{who} undid decision {subject} about signatures; their number: {number}."),
        _("{who} undid a decision about signatures."),
    ),
    ActKind.ORGANIZATIONS_MERGED: (
        _("{who} merged signatures of {subject} that were the same."),
        _("{who} merged signatures that were the same."),
    ),
    ActKind.ORGANIZATIONS_KEPT: (
        _("{who} found {subject} and another organization to be two, and kept both."),
        _("{who} kept two organizations that look alike."),
    ),
    ActKind.IMPORTED: (
        _("{who} imported {number} organizations."),
        _("{who} imported organizations."),
    ),
    ActKind.KEY_ADDED: (
        _("{who} added a key of {subject}: contact data is sealed for it."),
        _("{who} added a key for contact data."),
    ),
    ActKind.KEY_REMOVED: (
        _("{who} removed a key of {subject}: nothing more is sealed for it."),
        _("{who} removed a key for contact data."),
    ),
    ActKind.NEWS_WRITTEN: (
        _("{who} wrote news number {number}: {subject}."),
        _("{who} wrote news."),
    ),
    ActKind.NEWS_DELETED: (
        _("{who} deleted the draft of news number {number}: {subject}."),
        _("{who} deleted a draft of news."),
    ),
    ActKind.NEWS_PUBLISHED: (
        _("{who} published news number {number}: {subject}."),
        _("{who} published news."),
    ),
    ActKind.NEWS_MAILED: (
        _("{who} had news number {number} mailed: {subject}."),
        _("{who} had news mailed."),
    ),
    ActKind.NEWS_STOPPED: (
        _("{who} stopped the mailing of news number {number}: {subject}."),
        _("{who} stopped the mailing of news."),
    ),
    ActKind.NEWS_RESUMED: (
        _("{who} let the mailing of news number {number} go on: {subject}."),
        _("{who} let the mailing of news go on."),
    ),
    ActKind.DELIVERED: (
        _("{who} delivered edition {number} to {subject}."),
        _("{who} delivered the letter."),
    ),
    ActKind.DELIVERY_REMOVED: (
        _("{who} took a delivery to {subject} out of the record."),
        _("{who} took a delivery out of the record."),
    ),
    ActKind.ANSWER_LINK_ENDED: (
        _("{who} withdrew the answer link of {subject}."),
        _("{who} withdrew an answer link."),
    ),
    ActKind.ANSWERED: (
        _("An answer of {subject} came in by the mailed link."),
        _("An answer came in by the mailed link."),
    ),
    ActKind.ANSWER_RECORDED: (
        _("{who} recorded an answer of {subject}."),
        _("{who} recorded an answer."),
    ),
    ActKind.ANSWER_PUBLISHED: (
        _("{who} published an answer of {subject}."),
        _("{who} published an answer."),
    ),
    ActKind.ANSWER_SET_ASIDE: (
        _("{who} set an answer of {subject} aside."),
        _("{who} set an answer aside."),
    ),
    ActKind.ARTICLE_ADDED: (
        _("{who} added an article: {subject}."),
        _("{who} added an article."),
    ),
    ActKind.ARTICLE_REMOVED: (
        _("{who} removed an article: {subject}."),
        _("{who} removed an article."),
    ),
    ActKind.ARTICLE_PUBLISHED: (
        _("{who} published an article on the coverage page: {subject}."),
        _("{who} published an article on the coverage page."),
    ),
    ActKind.ARTICLE_TAKEN_DOWN: (
        _("{who} took an article off the coverage page: {subject}."),
        _("{who} took an article off the coverage page."),
    ),
    ActKind.QUOTATION_JUDGED: (
        _("{who} judged a quotation by hand: {subject}."),
        _("{who} judged a quotation by hand."),
    ),
    ActKind.JUDGEMENT_UNDONE: (
        _("{who} undid a judgement by hand: {subject}."),
        _("{who} undid a judgement by hand."),
    ),
}
