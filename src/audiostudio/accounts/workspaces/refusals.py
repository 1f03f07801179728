"""Why a team is not changed."""

from audiostudio.kit.http.errors import Problem


class NotATeam(Problem):
    """The workspace is somebody's own."""

    status = 409
    code = "not_a_team"
    title = "This is a personal workspace; make a team to work with others."


class TooManyTeams(Problem):
    """Somebody owns as many teams as one person may."""

    status = 409
    code = "too_many_teams"
    title = "You own as many teams as one person may; leave one, or transfer it to somebody else."


class LastOwner(Problem):
    """The team would be left without an owner."""

    status = 409
    code = "last_owner"
    title = "A team needs an owner; transfer the ownership to somebody else first."


class NoSeatLeft(Problem):
    """Members and invitations take all seats of the plan."""

    status = 409
    code = "no_seat_left"
    title = "All seats of the team's plan are taken; remove a member, revoke an invitation, or choose a larger plan."


class AlreadyAMember(Problem):
    """The person belongs to the team."""

    status = 409
    code = "already_a_member"
    title = "This person is a member of the team already."


class MemberNotFound(Problem):
    """Nobody of this id belongs to the workspace."""

    status = 404
    code = "member_not_found"
    title = "There is no such member here."


class InvitationNotFound(Problem):
    """The invitation was accepted or revoked, has expired, or there never was one."""

    status = 404
    code = "invitation_not_found"
    title = "There is no such invitation: it was used or revoked, or has expired; ask for another one."


class InvitationForAnother(Problem):
    """The invitation names another address than that of whoever is signed in."""

    status = 403
    code = "invitation_for_another"
    title = "This invitation is for another e-mail address; sign in with the account of that address."
