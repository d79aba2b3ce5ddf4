"""File names that every system takes: Windows' forbidden characters and names, length, no two alike."""

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)
MAX_BYTES = 200


def safe_name(text: str) -> str:
    """A text as part of a file name: forbidden characters become `_`, invisible ones go."""
    visible = "".join(
        ch for ch in unicodedata.normalize("NFC", text) if unicodedata.category(ch) not in ("Cf", "Cc", "Cs")
    )
    name = _FORBIDDEN.sub("_", visible).strip().rstrip(". ")
    while len(name.encode()) > MAX_BYTES:
        name = name[:-1].rstrip(". ")
    return f"_{name}" if _RESERVED.match(name) or not name or name.startswith(".") else name


def unique_names(names: list[str], suffix: str) -> list[str]:
    """File names with a suffix; those that a system without case would confuse get ~2, ~3, …"""
    taken: set[str] = set()
    result = []
    for name in names:
        candidate, n = name, 1
        while candidate.casefold() in taken:
            n += 1
            candidate = f"{name}~{n}"
        taken.add(candidate.casefold())
        result.append(f"{candidate}{suffix}")
    return result
