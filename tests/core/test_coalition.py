"""Who may do what: each role, for the whole letter and within one organization."""

import pytest

from undersigned.core.coalition import Grant, Permission, Role, may

READER = {Permission.READ}
COMMENTER = READER | {Permission.COMMENT}
WRITER = COMMENTER | {Permission.WRITE}


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        (Grant(Role.LEAD), WRITER | {Permission.LEAD}),
        (Grant(Role.EDITOR), WRITER),
        (Grant(Role.REPRESENTATIVE), set()),
        (Grant(Role.OBSERVER), READER),
        (Grant(Role.LEAD, 7), WRITER | {Permission.MANAGE_ORGANIZATION}),
        (Grant(Role.EDITOR, 7), WRITER),
        (
            Grant(Role.REPRESENTATIVE, 7),
            COMMENTER | {Permission.MANAGE_ORGANIZATION, Permission.ENDORSE},
        ),
        (Grant(Role.OBSERVER, 7), READER),
    ],
)
def test_role_allows_what_it_says(grant: Grant, expected: set[Permission]) -> None:
    allowed = {permission for permission in Permission if may([grant], permission, seat=7)}
    assert allowed == expected


def test_endorsing_for_another_organization_is_not_allowed() -> None:
    grants = [Grant(Role.LEAD), Grant(Role.REPRESENTATIVE, 7), Grant(Role.OBSERVER, 8)]
    assert may(grants, Permission.ENDORSE, seat=7)
    assert not may(grants, Permission.ENDORSE, seat=8)
    assert not may(grants, Permission.ENDORSE)
    assert may(grants, Permission.LEAD)


def test_nobody_without_a_role_may_anything() -> None:
    assert not any(may([], permission, seat=7) for permission in Permission)
