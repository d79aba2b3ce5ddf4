"""Whole numbers as Excel's number format shows them, for ids: 17 in the format 00000 is `00017`, in "E"000 `E017`."""

import re

_SECTION = re.compile(r"""(?:[^;"\\]|\\.|"[^"]*")*""")
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*")|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<digit>[0#?])|(?P<plain>[-+ ()/:])|(?P<other>.)"""
)


def shown_whole(value: int, number_format: str) -> str:
    """`value` (not negative) in the format's first section; plain digits where the format is no pattern of digits."""
    section = _SECTION.match(number_format)
    tokens = list(_TOKEN.finditer(section.group(0))) if section else []
    places = sum(1 for token in tokens if token.group("digit"))
    if not places or any(token.group("other") for token in tokens):
        return str(value)
    digits = str(value)
    shown: list[str] = []
    for token in reversed(tokens):
        if token.group("digit"):
            places -= 1
            taken = digits if places == 0 else digits[-1:]
            digits = "" if places == 0 else digits[:-1]
            shown.append(taken or ("0" if token.group("digit") == "0" else ""))
        else:
            shown.append(
                (token.group("quoted") or "").strip('"') or token.group("escaped") or token.group("plain") or ""
            )
    return "".join(reversed(shown)).strip()
