"""What is filled in to gather a coalition: whom to invite, in which role, and the answer."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.core.coalition import LETTER_ROLES, SEAT_ROLES, Permission, Role
from undersigned.models import Organization
from undersigned.queries.workspace.words import ROLE_NAMES
from undersigned.web.fields import LineField, MailboxField

if TYPE_CHECKING:
    # What a translation that is made later is; there are no such types at run time.
    from django.utils.functional import _StrPromise

IN_LETTER: dict[Role, "_StrPromise"] = {
    Role.LEAD: _("Leads the letter with you: invites, freezes, publishes, closes."),
    Role.EDITOR: _("Writes the texts, comments, and accepts suggestions."),
    Role.OBSERVER: _("Reads everything, the history too, and changes nothing."),
}
IN_SEAT: dict[Role, "_StrPromise"] = {
    Role.REPRESENTATIVE: _(
        "Speaks for the organization: comments, invites its people, and endorses the exact text."
    ),
    Role.LEAD: _("Writes the texts and looks after the organization’s people; does not endorse."),
    Role.EDITOR: _("Writes the texts, comments, and accepts suggestions."),
    Role.OBSERVER: _("Reads everything, the history too, and changes nothing."),
}


class RoleField(forms.ChoiceField):
    """One of the roles that exist in a place, each with what it allows."""

    def __init__(self, *, in_seat: bool, without: Collection[Role] = ()) -> None:
        self.meanings = IN_SEAT if in_seat else IN_LETTER
        assert self.meanings.keys() == (SEAT_ROLES if in_seat else LETTER_ROLES).keys()
        super().__init__(
            label=_("Role"),
            choices=[
                (role.value, ROLE_NAMES[role]) for role in self.meanings if role not in without
            ],
            widget=forms.RadioSelect,
        )

    def clean(self, value: Any) -> Role:  # what a browser sent, of any type
        """The role."""
        return Role(super().clean(value))


class _InviteForm(forms.Form):
    without: ClassVar[Collection[Role]] = ()

    email = MailboxField(
        label=_("E-mail address"),
        help_text=_("The invitation is good for this mailbox only, whoever it is forwarded to."),
    )
    note = forms.CharField(
        label=_("A word from you"),
        required=False,
        max_length=1000,
        help_text=_("Optional. It stands in the mail; addresses of pages in it are not links."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    field_order = ["name", "email", "role", "note"]

    def __init__(self, *args: Any, in_seat: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # as Form takes them
        self.initial["role"] = (Role.REPRESENTATIVE if in_seat else Role.EDITOR).value
        self.fields["role"] = RoleField(in_seat=in_seat, without=self.without)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.order_fields(self.field_order)


class InvitePersonForm(_InviteForm):
    """A person, for the whole letter or within one organization."""


class InviteSpeakerForm(_InviteForm):
    """Somebody who can speak for an organization, and brings it in."""

    without = [
        role
        for role, permissions in SEAT_ROLES.items()
        if Permission.MANAGE_ORGANIZATION not in permissions
    ]


class InviteOrganizationForm(InviteSpeakerForm):
    """A new organization by the mailbox of somebody who can speak for it."""

    name = LineField(
        label=_("Name of the organization"),
        length=300,
        help_text=_("As it should stand under the letter. The organization can correct it."),
    )


class RoleForm(forms.Form):
    """Another role in the same place."""

    def __init__(self, *args: Any, in_seat: bool, **kwargs: Any) -> None:  # as Form takes them
        super().__init__(*args, **kwargs)
        self.fields["role"] = RoleField(in_seat=in_seat)


class MoveForm(forms.Form):
    """One place up or down."""

    direction = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])


class AcceptForm(forms.Form):
    """By which organization the first person of a seat takes part, and what it is called."""

    organization = forms.TypedChoiceField(
        label=_("Which organization is it?"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    name = LineField(
        label=_("Name of the organization"),
        length=300,
        required=False,
        help_text=_("Correct it if it is not quite right; it will stand under the letter."),
    )

    def __init__(self, *args: Any, own: Collection[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # as Form takes them
        if own:
            choices = [("", str(_("The one named here")))]
            choices += [(str(one.pk), one.name) for one in own]
            self.fields["organization"].choices = choices  # type: ignore[attr-defined]  # it is one
        else:
            del self.fields["organization"]


class DeclineInvitationForm(forms.Form):
    """Why not, if the person wishes to say."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        help_text=_("Optional. Those who lead the letter get it by mail."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
