"""What can be wrong with an account, or with who says that it is theirs."""

from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import Problem


class EmailTaken(Problem):
    """An account with this address exists."""

    status = 409
    code = "email_taken"
    title = "There is an account with this e-mail address; sign in instead."


class UsernameTaken(Problem):
    """Somebody else has this name."""

    status = 409
    code = "username_taken"
    title = "This user name is taken; choose another."


class WrongCredentials(NotAuthenticated):
    """Address and password do not belong together."""

    code = "wrong_credentials"
    title = "E-mail address or password is wrong."


class AccountSuspended(Problem):
    """The operator has suspended whoever signs in."""

    status = 403
    code = "account_suspended"
    title = "This account is suspended; ask whoever runs this installation."


class NoSuchAccount(Problem):
    """The account that a valid token names is not there."""

    status = 404
    code = "account_not_found"
    title = "There is no such account."


class SecondFactorRequired(NotAuthenticated):
    """The password is right, and the account asks for more."""

    code = "second_factor_required"
    title = "Send the code of your authenticator app, or a recovery code, with this challenge."


class SecondFactorWrong(Problem):
    """The code is wrong, was used before, or is too old."""

    status = 403
    code = "second_factor_wrong"
    title = "This code is wrong or was used before; wait for the next one, or use a recovery code."


class PasswordWrong(Problem):
    """Whoever is signed in typed another password than theirs."""

    status = 403
    code = "password_wrong"
    title = "This is not your password."


class ChallengeEnded(Problem):
    """What was begun took too long, was finished before, or never begun."""

    status = 410
    code = "challenge_ended"
    title = "This took too long or was finished before; start again."


class PersonRequired(Problem):
    """A key or a service asks, where only a person who is signed in may."""

    status = 403
    code = "person_required"
    title = "Only a person who is signed in may do this; keys and services may not."


class ConfirmationRequired(Problem):
    """The session is old; whoever holds it now must prove that they are its person."""

    status = 403
    code = "confirmation_required"
    title = "Confirm that it is you: POST /auth/confirm with your password, then try again."


class MailNotConfigured(Problem):
    """The operator named no mail server."""

    status = 409
    code = "mail_not_configured"
    title = "This server sends no mail; ask its operator, who can make a link for a new password."


class LastWayIn(Problem):
    """Nothing else lets its person in."""

    status = 409
    code = "last_way_in"
    title = "You could not sign in any more; set a password or add another way first."
