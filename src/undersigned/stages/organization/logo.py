"""Logo: an organization's picture, drawn anew by the server from what was uploaded."""

import hashlib
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.adapters.pictures import (
    MAX_PIXELS,
    MAX_SIDE,
    MIN_SIDE,
    Picture,
    Problem,
    UnusablePicture,
    redraw_logo,
)
from undersigned.adapters.sentences import filled
from undersigned.core.coalition import ActKind
from undersigned.core.refusal import Refused
from undersigned.models import Account, Logo, Organization
from undersigned.stages.organization.base import hold, record, renew_pages, require_manager


class LogoRefused(Refused):
    """The file gives no logo."""

    status: ClassVar[int] = 422


def set_logo(organization: Organization, data: bytes, *, by: Account, at: datetime) -> Logo:
    """Draw the logo anew from a PNG, JPEG, WebP or GIF, and keep it in place of the one before.

    Raises NotYourOrganization, LogoRefused.
    """
    require_manager(organization, by)
    try:
        # Drawing takes long enough to let others write meanwhile: the transaction comes after.
        picture = redraw_logo(data)
    except UnusablePicture as refusal:
        raise LogoRefused(_sentence(refusal.problem)) from refusal
    return _keep(organization, picture, by=by, at=at)


@transaction.atomic
def _keep(organization: Organization, picture: Picture, *, by: Account, at: datetime) -> Logo:
    hold(organization)
    Logo.objects.filter(organization=organization).delete()
    logo = Logo.objects.create(
        organization=organization,
        data=picture.data,
        width=picture.width,
        height=picture.height,
        digest=hashlib.sha256(picture.data).hexdigest(),
        uploaded_at=at,
    )
    record(organization, ActKind.LOGO_CHANGED, by=by, at=at)
    renew_pages(organization)
    return logo


@transaction.atomic
def remove_logo(organization: Organization, *, by: Account, at: datetime) -> None:
    """Show no logo any more. Raises NotYourOrganization."""
    require_manager(organization, by)
    removed, _rows = Logo.objects.filter(organization=organization).delete()
    if removed:
        record(organization, ActKind.LOGO_CHANGED, by=by, at=at)
        renew_pages(organization)


def _sentence(problem: Problem) -> str:
    match problem:
        case Problem.TOO_MANY_BYTES:
            return _("This file is too large. A logo has at most 1 MB.")
        case Problem.DRAWING:
            return _(
                "This file is a drawing, a page or a program, not a picture made of pixels."
                " Please export the logo as PNG and upload that."
            )
        case Problem.NO_PICTURE:
            return _("This file is not a PNG, JPEG, WebP or GIF picture, whatever its name is.")
        case Problem.TOO_LARGE:
            return filled(
                _(
                    "This picture has too many pixels: at most %(side)d on each side, and"
                    " %(millions)d million altogether. Please make it smaller and upload it again."
                ),
                side=MAX_SIDE,
                millions=MAX_PIXELS // 1_000_000,
            )
        case Problem.TOO_SMALL:
            return filled(
                _("This picture is too small: it needs at least %(side)d pixels each way."),
                side=MIN_SIDE,
            )
        case Problem.BROKEN:
            return _("This picture is broken or cut off. Please save it anew and try once more.")
