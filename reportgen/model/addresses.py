"""Mail addresses as cells and settings give them: exactly one, strictly parsed, never repaired into another."""

import re
import unicodedata
from typing import Final

from reportgen.language import N_

LONGEST: Final = 254  # characters of an address (RFC 5321, 4.5.3.1, less the angle brackets)
LONGEST_LOCAL: Final = 64
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"  # RFC 5322 atext: ASCII only; quoted local parts are refused
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+", re.ASCII)
_DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})+", re.ASCII)
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SEVERAL: Final = re.compile(r"[,;，；、/|\s]")

NONE: Final = N_("there is no address")
TWO: Final = N_("there is more than one address in the cell")
MALFORMED: Final = N_("it is no mail address")
INVISIBLE: Final = N_("there are invisible characters in it; delete the cell and type the address anew")


class AddressError(ValueError):
    """A text that is not exactly one address; `reason` is translatable."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def parsed(text: str) -> str:
    """The one address that a text is: the domain in lower case, the local part as it stands.

    Blanks around it and full-width signs are forgiven. Raises `AddressError` for anything else: none, two, a name with
    an address in angle brackets, other letters than ASCII, a quoted local part.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    if not plain:
        raise AddressError(NONE)
    if not _ADDRESS.fullmatch(plain):
        several = plain.count("@") > 1 and _SEVERAL.search(plain)
        visible = "".join(ch for ch in plain if unicodedata.category(ch) != "Cf")
        raise AddressError(TWO if several else INVISIBLE if _ADDRESS.fullmatch(visible) else MALFORMED)
    local, _, domain = plain.rpartition("@")
    if len(plain) > LONGEST or len(local) > LONGEST_LOCAL:
        raise AddressError(MALFORMED)
    return f"{local}@{domain.lower()}"


def same_mailbox(address: str) -> str:
    """What addresses are compared by: servers may tell apart upper and lower case before the @, none does."""
    return address.casefold()


def domain_of(address: str) -> str:
    """The domain of a parsed address."""
    return address.rpartition("@")[2]


def is_domain(text: str) -> bool:
    """Whether a text is a domain's name, such as `example.com`."""
    return bool(_DOMAIN.fullmatch(text))
