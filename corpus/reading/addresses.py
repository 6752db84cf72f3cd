"""The web address of an article."""

import re
from urllib.parse import urlsplit

_LONGEST = 2000
_UNSAFE = re.compile(r"[\s\"'<>\\^`{|}\x00-\x20\x7f-\x9f]")


def web_address(text: str | None) -> str | None:
    """The address, if anybody can open it: http or https, a host with a dot, nothing that hides where it leads."""
    address = (text or "").strip()
    if not address or len(address) > _LONGEST or _UNSAFE.search(address):
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    is_public = parts.scheme in {"http", "https"} and "." in host.strip(".") and "@" not in parts.netloc
    return address if is_public else None
