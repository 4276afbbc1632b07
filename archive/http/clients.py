"""Where a request comes from."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address by which what a client does is counted: of IPv6 the network (/64) that a household is given.

    The other end of the connection; behind TRUSTED_PROXIES proxies what the outermost of them says it was asked by:
    that many entries from the right of X-Forwarded-For, since whatever stands before is anyone's to write. Where there
    are fewer entries, or that is no address, the other end of the connection all the same.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(entries) >= proxies:
        return _counted(entries[-proxies].strip()) or _counted(peer) or peer
    return _counted(peer) or peer


def _counted(text: str) -> str:
    """The address in normal form, or the network it stands for; "" if it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))
    return str(address)
