"""What can go wrong when mail is handed to a server: the run stops, a mail is put off, refused or too large, or nobody knows.

`reason` is translatable, to be filled with `values`; a server's words in it (`reply`) never show an address.
"""

import re
from dataclasses import dataclass
from typing import Final

from reportgen.language import N_

SHOWN: Final = 200  # characters of a server's words in a sentence
TOO_LARGE: Final = 552  # RFC 1870
_ADDRESS: Final = re.compile(r"[^\s<>]+@[^\s<>]+")

HOST_UNKNOWN: Final = N_("No mail server is known by the name {host}. Check server under [mail] in reportgen.toml, and whether this computer is on the network.")  # fmt: skip
NO_SMTP: Final = N_("{host} does not answer like a mail server at port {port}. Check server and port under [mail] in reportgen.toml.")  # fmt: skip
NOT_TLS: Final = N_('{host} does not speak TLS at port {port}. Under [mail] in reportgen.toml write security = "starttls" with port = 587, or ask whoever runs the mail server for the right port.')  # fmt: skip
NOT_STARTTLS: Final = N_('{host} says nothing at port {port}, which mail servers use for TLS. Under [mail] in reportgen.toml write security = "tls", or port = 587.')  # fmt: skip
NO_STARTTLS: Final = N_('{host} offers no encryption (STARTTLS) at port {port}. Nothing is sent in the open. Under [mail] in reportgen.toml try security = "tls" with port = 465, or ask whoever runs the mail server.')  # fmt: skip
OTHER_NAME: Final = N_("The certificate that {host} shows is for another name, so it may be another server. Under [mail] in reportgen.toml write the server's name exactly as whoever runs it gives it.")  # fmt: skip
UNKNOWN_AUTHORITY: Final = N_("The certificate of {host} was issued by an authority that this computer does not know. If the organisation has its own, ask whoever runs the mail server for its certificate (a .pem file), put it beside reportgen.toml and write its name as ca_file under [mail].")  # fmt: skip
EXPIRED: Final = N_("The certificate of {host} has expired. Check this computer's date; if it is right, tell whoever runs the mail server.")  # fmt: skip
NOT_YET_VALID: Final = N_("The certificate of {host} is not valid yet. Check this computer's date; if it is right, tell whoever runs the mail server.")  # fmt: skip
BAD_CERTIFICATE: Final = N_(
    "The certificate of {host} cannot be trusted ({detail}). Tell whoever runs the mail server."
)
BAD_TLS: Final = N_("No safe connection can be made to {host} at port {port} ({detail}); TLS 1.2 or later is needed. Tell whoever runs the mail server.")  # fmt: skip
BAD_CA_FILE: Final = N_(
    "The file of certificates, {file}, cannot be read. Check ca_file under [mail] in reportgen.toml."
)
SERVER_REFUSES: Final = N_("{host} does not take mail from this computer: {reply}. Ask whoever runs the mail server.")
LOGIN_REFUSED: Final = N_("{host} refused the login: {reply}. Check user under [mail] in reportgen.toml, and the password. Many providers want an authorisation code here in place of the password.")  # fmt: skip
NO_LOGIN: Final = N_("{host} offers no login with user and password. Without a login, leave out user under [mail] in reportgen.toml; otherwise ask whoever runs the mail server.")  # fmt: skip
LOGIN_NEEDED: Final = N_("{host} wants a login: {reply}. Check user under [mail] in reportgen.toml.")
SENDER_REFUSED: Final = N_("{host} does not take mail from the sender's address: {reply}. Check sender under [mail] in reportgen.toml: it usually has to be the address of the user who logs in.")  # fmt: skip

BUSY: Final = N_("{host} asks to try again later: {reply}.")
UNREACHABLE: Final = N_("{host} cannot be reached at port {port} ({detail}).")
LOST: Final = N_("The connection to {host} was lost.")
GARBLED: Final = N_("{host} gave an answer that cannot be understood.")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said."""

    code: int
    text: str


NOTHING: Final = Reply(0, "")


class ServerError(Exception):
    """Something went wrong; `code` is the server's, 0 when it gave none; `reply` its words."""

    def __init__(self, reason: str, said: Reply = NOTHING, /, **values: object) -> None:
        self.reason = reason
        self.code = said.code
        self.reply = said.text
        self.values = {**values, "reply": shown(said)}
        super().__init__(reason.format(**self.values))


class Halt(ServerError):  # noqa: N818 (named for what follows from it, as the others)
    """The whole run stops: with this server and these settings no mail can go."""


class PutOff(ServerError):  # noqa: N818 (as above)
    """The server asks to try this mail again later."""


class Down(PutOff):
    """There is no connection, or none any more: this mail and all others have to wait."""


class Refused(ServerError):  # noqa: N818 (as above)
    """The server refused this mail for good (5yz)."""

    def __init__(self, said: Reply) -> None:
        super().__init__("{reply}", said)


class TooLarge(ServerError):  # noqa: N818 (as above)
    """The mail has more bytes than the server takes (`most_bytes`); nothing of it was begun."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        super().__init__("{reply}", Reply(TOO_LARGE, f"SIZE {most_bytes}"))


class Lost(ServerError):  # noqa: N818 (as above)
    """No answer came after the end of the data: nobody knows whether the server has the mail."""


def shown(said: Reply) -> str:
    """What a server said, on one line, without addresses."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in said.text).split())
    return f"{said.code or ''} {_ADDRESS.sub('…', plain)[:SHOWN]}".strip().rstrip(".。")
