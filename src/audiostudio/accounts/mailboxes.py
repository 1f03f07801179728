"""Which addresses lead to one mailbox, and which networks are one's: so that free credits are given once to each.

The rules are the providers' own: what they ignore in an address is ignored here. Of a domain that is not in the table
nothing is known, so its addresses count as they are, and the domain's welcomes are bounded instead.
"""

from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network

import idna


@dataclass(frozen=True)
class _Provider:
    """What a provider ignores in the local part of an address, and the name that its domains count as."""

    domain: str
    ignored: str = ""
    tags_after: str = "+"


_GMAIL = _Provider("gmail.com", ignored=".")
_ICLOUD = _Provider("icloud.com")
_PROTON = _Provider("proton.me", ignored=".-_")
_YANDEX = _Provider("yandex.ru")
_PROVIDERS: dict[str, _Provider] = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GMAIL),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _ICLOUD),
    **dict.fromkeys(("proton.me", "protonmail.com", "pm.me"), _PROTON),
    **dict.fromkeys(("yandex.ru", "yandex.com", "ya.ru"), _YANDEX),
    # Of these each domain has mailboxes of its own under the same rules.
    **{name: _Provider(name) for name in ("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de")},
    **{name: _Provider(name, tags_after="-+") for name in ("yahoo.com", "ymail.com", "yahoo.co.uk", "yahoo.de")},
    **{name: _Provider(name) for name in ("fastmail.com", "zoho.com", "gmx.de", "gmx.net", "web.de", "aol.com")},
}


@dataclass(frozen=True)
class Mailbox:
    """Where mail to an address arrives.

    Attributes:
        name: the same for all addresses of the mailbox.
        domain: its domain in ASCII; None of the large providers', where strangers are neighbours.
    """

    name: str
    domain: str | None


def mailbox_of(email: str) -> Mailbox:
    """Return the mailbox that an address leads to, as far as its provider's rules are known."""
    local, _, domain = email.rpartition("@")
    ascii_domain = idna.encode(domain, uts46=True).decode().lower()
    local = local.casefold()
    provider = _PROVIDERS.get(ascii_domain)
    if provider is None:
        return Mailbox(f"{local}@{ascii_domain}", ascii_domain)
    for mark in provider.tags_after:
        local = local.partition(mark)[0] or local
    for char in provider.ignored:
        local = local.replace(char, "")
    return Mailbox(f"{local}@{provider.domain}", None)


def network_block(address: str) -> str:
    """Return the network that one customer of a provider commands, at most: /24 of IPv4, /48 of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Network((parsed, 48), strict=False))
    four = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else parsed
    return str(ip_network(f"{four}/24", strict=False))
