"""An open connection to a mail server: one recipient per mail, and the end of the data announced beforehand."""

import errno
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NoReturn

from reportgen.delivery import faults
from reportgen.delivery.faults import Down, Halt, Lost, PutOff, Refused, Reply, TooLarge
from reportgen.model.addresses import parsed

CHUNK: Final = 65_536  # bytes; each has the time limit for itself
AT_END: Final = 10  # times the time limit: 60 s give the 10 minutes of RFC 5321, 4.5.3.2.6
FAREWELL: Final = 3  # seconds for the answer to QUIT
CLOSING: Final = 421
LOGIN_CODES: Final = frozenset({530, 534, 535, 538})
_BARE: Final = re.compile(rb"(?<!\r)\n|\r(?!\n)|[^\x01-\x7f]")


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in. `timeout` is the seconds that each answer may take; after the end of the data a server has
    `end_timeout` (ten times as long by default), as it may look through the whole mail first.
    """

    host: str
    port: int
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    ca_file: Path | None = None
    timeout: float = 60
    end_timeout: float | None = None

    @property
    def patience_at_end(self) -> float:
        return self.timeout * AT_END if self.end_timeout is None else self.end_timeout


class _Lines:
    """Lines from a socket, up to a moment: a server that drips single bytes does not go on for ever."""

    until = 0.0

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._rest = b""

    def readline(self, limit: int) -> bytes:
        while b"\n" not in self._rest and len(self._rest) < limit:
            left = self.until - time.monotonic()
            if left <= 0:
                raise TimeoutError(errno.ETIMEDOUT, "timed out")
            if not self._more(left):
                break
        end = min(self._rest.find(b"\n") + 1 or len(self._rest), limit)
        line, self._rest = self._rest[:end], self._rest[end:]
        return line

    def _more(self, seconds: float) -> bytes:
        before = self._sock.gettimeout()
        self._sock.settimeout(seconds)
        try:
            got = self._sock.recv(4096)
        finally:
            self._sock.settimeout(before)
        self._rest += got
        return got

    def spoke(self) -> bool:
        """Whether the server has said something already, or has gone, before it was asked."""
        try:
            return bool(self._rest) or self._more(0) is not None
        except (BlockingIOError, ssl.SSLWantReadError):
            return False

    def close(self) -> None:
        self._rest = b""


class PatientSmtp(smtplib.SMTP):
    """SMTP whose whole answers have a time limit, `patience`."""

    patience = 0.0
    file: Any

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Lines(self.sock)
        if self.file is not None:
            self.file.until = time.monotonic() + (self.patience or self.timeout)
        return super().getreply()


class PatientSmtpTls(PatientSmtp, smtplib.SMTP_SSL):
    pass


class Connection:
    """An open connection to a server, logged in when that was asked for."""

    def __init__(self, smtp: PatientSmtp, server: Server) -> None:
        self._smtp = smtp
        self._server = server
        self._busy = False
        self._used = False

    @property
    def most_bytes(self) -> int | None:
        """The most bytes of a mail that the server takes; None when it does not tell."""
        told = self._smtp.esmtp_features.get("size", "").split()
        return int(told[0]) or None if told and told[0].isascii() and told[0].isdigit() else None

    def ready(self) -> bool:
        """Whether the next mail can be handed over; False when the server has closed the connection meanwhile."""
        if self._busy or self._smtp.sock is None:
            return False
        if not self._used:
            return True
        try:
            return self._smtp.rset()[0] // 100 == 2  # noqa: PLR2004 (2yz)
        except (OSError, smtplib.SMTPException):
            return False

    def hand_over(self, sender: str, address: str, content: bytes, before_end: Callable[[], None]) -> Reply:
        """Hand over one mail to one recipient and return what the server said when it took it.

        `content` is a whole message of 7-bit lines that end with CRLF. `before_end` is called when all of it has gone
        out, but not its end: from then on the server may have it. Raises `TooLarge`, `Refused`, `PutOff` and `Halt` when
        the server certainly does not have it, `Lost` when nobody knows, and `ValueError` for a content or an address
        that could be taken for several.
        """
        if _BARE.search(content) or not content.endswith(b"\r\n"):
            raise ValueError("a mail is 7-bit lines that end with CRLF")
        if parsed(address) != address or parsed(sender) != sender:
            raise ValueError("an address is not written as it was parsed")
        if self.most_bytes is not None and len(content) > self.most_bytes:
            raise TooLarge(self.most_bytes)
        self._busy = self._used = True
        size = f" SIZE={len(content)}" if "size" in self._smtp.esmtp_features else ""
        self._ask(f"MAIL FROM:<{sender}>{size}", 2, of_sender=True)
        self._ask(f"RCPT TO:<{address}>", 2)
        self._ask("DATA", 3)
        self._pour(content)
        before_end()
        return self._end()

    def _ask(self, command: str, wanted: int, *, of_sender: bool = False) -> None:
        """Give a command; the server has to answer with a code of the kind wanted (2yz, 3yz)."""
        try:
            self._smtp.putcmd(command)
            reply = self._reply()
        except (OSError, smtplib.SMTPException) as error:
            raise self._lost() from error
        if reply.code // 100 == wanted:
            return
        self._judge(reply, of_sender=of_sender)

    def _judge(self, reply: Reply, *, of_sender: bool = False) -> NoReturn:
        """Say what an answer that is none of the wanted ones means, and leave the connection clean."""
        host, code = self._server.host, reply.code
        if code // 100 == 5:  # noqa: PLR2004 (5yz)
            self._busy = False
            if code in LOGIN_CODES:
                raise Halt(faults.LOGIN_NEEDED, reply, host=host)
            if of_sender and code != faults.TOO_LARGE:
                raise Halt(faults.SENDER_REFUSED, reply, host=host)
            raise Refused(reply)
        if code // 100 == 4 and code != CLOSING:  # noqa: PLR2004 (4yz)
            self._busy = False
            raise PutOff(faults.BUSY, reply, host=host)
        self._drop()
        if code == CLOSING:
            raise Down(faults.BUSY, reply, host=host)
        raise Down(faults.GARBLED, Reply(0, reply.text), host=host)

    def _pour(self, content: bytes) -> None:
        """Send all of a mail but its end, with the dots at the beginning of lines doubled."""
        stuffed = re.sub(rb"(?m)^\.", b"..", content)
        try:
            for start in range(0, len(stuffed), CHUNK):
                self._smtp.send(stuffed[start : start + CHUNK])
            early = self._smtp.file.spoke()
            reply = self._reply() if early else None
        except (OSError, smtplib.SMTPException) as error:
            raise self._lost() from error
        if reply is not None:  # an answer before the end: the rest of the mail can no longer be told from commands
            self._drop()
            if reply.code // 100 == 2:  # noqa: PLR2004 (2yz)
                raise Down(faults.GARBLED, Reply(0, reply.text), host=self._server.host)
            self._judge(reply)

    def _end(self) -> Reply:
        """Send the end of the data and wait for the answer."""
        self._smtp.patience = self._server.patience_at_end
        try:
            self._smtp.send(b".\r\n")
            reply = self._reply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Lost(faults.LOST, host=self._server.host) from error
        finally:
            self._smtp.patience = 0
        match reply.code // 100:
            case 2:
                self._busy = False
                return reply
            case 4 if reply.code == CLOSING:
                self._drop()
                raise Down(faults.BUSY, reply, host=self._server.host)
            case 4:
                self._busy = False
                raise PutOff(faults.BUSY, reply, host=self._server.host)
            case 5:
                self._busy = False
                raise Refused(reply)
        self._drop()
        raise Lost(faults.GARBLED, Reply(0, reply.text), host=self._server.host)

    def _reply(self) -> Reply:
        code, text = self._smtp.getreply()
        return Reply(code, text.decode("utf-8", "replace"))

    def _lost(self) -> Down:
        self._drop()
        return Down(faults.LOST, host=self._server.host)

    def _drop(self) -> None:
        """Break off: what was begun is not ended, so the server throws it away."""
        with suppress(Exception):
            self._smtp.close()

    def close(self) -> None:
        """Take leave, unless in the midst of a mail. Never raises."""
        with suppress(Exception):
            if not self._busy and self._smtp.sock is not None:
                self._smtp.patience = min(FAREWELL, self._server.timeout)
                self._smtp.quit()
        self._drop()
