"""PDFs that open with a password only (AES-256). The only module that knows pikepdf.

No password ever stands in an exception, a message or a log: whatever the library says is replaced by a text of ours.
"""

import io
import secrets
import unicodedata
from contextlib import suppress
from typing import Final

import pikepdf

from reportgen.language import N_, Said

MOST_BYTES: Final = 127  # of a password (ISO 32000-2, 7.6.4.3.3); readers cut off what is beyond
REVISION: Final = 6  # AES-256 as in PDF 2.0
_PRINT_AND_READ: Final = pikepdf.Permissions(
    accessibility=True, extract=True, print_lowres=True, print_highres=True,
    modify_annotation=False, modify_assembly=False, modify_form=False, modify_other=False,
)  # fmt: skip


class ProtectionError(Exception):
    """A PDF that cannot be protected; `reason` is a sentence that can be told in any language, without the password."""

    def __init__(self, reason: str) -> None:
        self.reason = Said(reason)
        super().__init__(reason)


def password_fault(password: str) -> str | None:
    """Why a password would not open a PDF in every reader (translatable); None when it does.

    Readers make what is typed into one width before they try it (SASLprep), and some cut off what is too long.
    """
    if not password:
        return N_("The password is empty.")
    with suppress(UnicodeEncodeError):
        if len(password.encode()) > MOST_BYTES:
            return N_("The password is too long; take at most 40 characters.")
        if _as_typed(password) == password:
            return None
    return N_(
        "The password holds full-width or invisible characters, which PDF readers treat in different ways; type it anew "
        "with ordinary letters, digits or Chinese characters."
    )


def _as_typed(password: str) -> str:
    """What a reader makes of a password (SASLprep, as far as passwords from a workbook go)."""
    unseen = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return "".join(ch for ch in unicodedata.normalize("NFKC", password) if unicodedata.category(ch) not in unseen)


def protected(content: bytes, password: str) -> bytes:
    """The PDF encrypted by AES-256 (revision 6), its metadata too; it opens with the password only, and may be printed.

    The owner's password is random and forgotten. Other bytes on every call: compare the PDFs before. Raises
    `ProtectionError`.
    """
    fault = password_fault(password)
    if fault is not None:
        raise ProtectionError(fault)
    written = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            already = pdf.is_encrypted
            if not already:
                pdf.save(
                    written,
                    encryption=pikepdf.Encryption(
                        user=password, owner=secrets.token_urlsafe(32), R=REVISION, aes=True, metadata=True,
                        allow=_PRINT_AND_READ,
                    ),
                )  # fmt: skip
    except pikepdf.PasswordError:
        already = True
    except Exception:  # noqa: BLE001 (whatever the library says may hold the password)
        raise ProtectionError(N_("The PDF cannot be protected: it is damaged.")) from None
    if already:
        raise ProtectionError(N_("The PDF is already protected by a password."))
    return written.getvalue()


def opens(content: bytes, password: str) -> bool:
    """Whether a PDF opens with a password."""
    try:
        with pikepdf.open(io.BytesIO(content), password=password):
            return True
    except Exception:  # noqa: BLE001 (whatever the library says may hold the password)
        return False
