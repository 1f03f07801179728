"""The forms in which e-mail addresses and user names are compared, so that no twin of somebody's slips in beside them.

They are computed here alone, never by the database, whose idea of case is another one.
"""

import unicodedata
from functools import lru_cache

_MOST_MARKS = 4  # in a row, as Unicode's UTS #39, 5.4, advises; more are scribble
# What shows nothing and PRECIS lets pass among symbols: blank Braille, a null note head, a place for an object.
_BLANK = frozenset("\u2800\ufffc\U0001d159")


class UsernameUnusable(ValueError):
    """The user name has characters that nobody sees, or that bury it."""


def email_key(email: str) -> str:
    """Return the form in which addresses are compared: Unicode's compatibility caseless match (chapter 3, D146)."""
    return _caseless(email)


def username_key(username: str) -> str:
    """Return the form in which user names are compared.

    RFC 8266 (PRECIS, nicknames) maps width, compatibility forms, spaces and case; what looks like a letter of ASCII
    then counts as that one, by Unicode's table of confusables (UTS #39, 4).

    Raises:
        UsernameUnusable: PRECIS permits no such name (invisible characters, controls), or it shows nothing.
    """
    from precis_i18n import get_profile  # with the first registration

    try:
        nickname = get_profile("NicknameCaseMapped").enforce(username)
    except UnicodeEncodeError:
        raise UsernameUnusable("Should have no characters that nobody sees") from None
    marks = 0
    for char in unicodedata.normalize("NFD", nickname):
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks > _MOST_MARKS:
            raise UsernameUnusable(f"Should have no more than {_MOST_MARKS} marks on one letter")
        if char in _BLANK:
            raise UsernameUnusable("Should have no characters that nobody sees")
    return "".join(map(_look, unicodedata.normalize("NFD", _caseless(nickname))))


def _caseless(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", text).casefold()).casefold()
    return unicodedata.normalize("NFKC", folded)


@lru_cache(maxsize=4096)
def _look(char: str) -> str:
    """Return the character that stands for all that look like ``char``; those of ASCII stay apart from each other."""
    from confusable_homoglyphs.confusables import confusables_data

    alike: list[str] = [found["c"] for found in confusables_data.get(char, ())]
    if char.isascii() or not alike:
        return char
    plain = next((other for other in alike if other.isascii()), None)
    if plain is not None:
        return plain.lower()
    # The table is star-shaped: what stands for many lists them all, each of them lists that one.
    if len(alike) > 1:
        return char
    [only] = alike
    return only if len(confusables_data.get(only, ())) > 1 else min(char, only)
