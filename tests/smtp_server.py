"""A mail server for tests: real sockets and TLS, faults by script, and a log of its own of what it was asked and has taken.

with smtp_server(Fault("rcpt", "451 later"), security="starttls", users={"hr": "secret"}) as server:
    …  # server.host, server.port, server.ca_file
assert server.taken == [...]
"""

import base64
import re
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import trustme

Step = Literal["greeting", "hello", "starttls", "auth", "mail", "rcpt", "data", "body", "end", "rset"]
DROP = "drop"
HANG = "hang"
HANG_SECONDS = 30.0
HOST = "localhost"
BUFFER = 65_536  # what the system takes in before the server reads


@dataclass
class Fault:
    """At a step answer otherwise: with a reply, `DROP` the connection, or `HANG` without any answer. `to`: only for
    mails to an address with this in it (and steps after RCPT). `times`: how often, None for always; `after`: how many go
    by before. `keeps`: at "end" the server takes the mail before it. `then` is called first.
    """

    at: Step
    answer: str = ""
    to: str = ""
    times: int | None = 1
    after: int = 0
    keeps: bool = False
    then: Callable[[], object] | None = None

    def strikes(self, step: Step, address: str) -> bool:
        if step != self.at or self.to not in address:
            return False
        self.after -= 1
        if self.after >= 0 or self.times == 0:
            return False
        self.times = None if self.times is None else self.times - 1
        return True


@dataclass(frozen=True)
class Taken:
    """A mail that the server has taken."""

    sender: str
    address: str
    content: bytes


@dataclass(frozen=True)
class Server:
    """What the server is, and its own log: `asked` the commands, `ended` the addresses for which the end of the data
    came, `taken` the mails it has taken, `cut` what came of mails that were broken off, `logins` who logged in, `greeted`
    one for each connection.
    """

    host: str
    port: int
    ca_file: Path
    asked: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    cut: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    greeted: list[int] = field(default_factory=list)

    def taken_for(self) -> list[str]:
        return [mail.address for mail in self.taken]


@dataclass(frozen=True)
class _Ways:
    """How the server behaves, but for its faults."""

    faults: tuple[Fault, ...]
    security: str
    users: Mapping[str, str]
    size: int | None
    delay: float
    drip: float
    auth: str
    auth_before_tls: bool
    auth_within_tls: bool
    starttls_offered: bool
    context: ssl.SSLContext


_MAKING = threading.Lock()  # several servers may start at once


@cache
def authority() -> trustme.CA:
    """The authority that the tests trust; made once, as keys take time."""
    return trustme.CA()


@cache
def stranger() -> trustme.CA:
    """An authority that nobody trusts."""
    return trustme.CA()


Certificate = Literal["good", "other name", "unknown authority", "expired", "not yet valid"]


@cache
def _context(certificate: Certificate) -> ssl.SSLContext:
    day, now = timedelta(days=1), datetime.now(UTC)
    name = "mail.example.org" if certificate == "other name" else HOST
    issuer = stranger() if certificate == "unknown authority" else authority()
    after = now - day if certificate == "expired" else now + 30 * day
    before = now + day if certificate == "not yet valid" else now - 30 * day
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(name, not_before=before, not_after=after).configure_cert(context)
    return context


@contextmanager
def smtp_server(  # noqa: PLR0913 (one for each way of a server)
    *faults: Fault,
    security: Literal["starttls", "tls"] = "starttls",
    users: Mapping[str, str] | None = None,
    size: int | None = None,
    delay: float = 0,
    drip: float = 0,
    certificate: Certificate = "good",
    auth: str = "PLAIN LOGIN",
    auth_before_tls: bool = False,
    auth_within_tls: bool = True,
    starttls_offered: bool = True,
) -> Iterator[Server]:
    """A server on a free port of this machine, gone at the end.

    `users` are those who may log in, with their passwords; then nobody else may send. `size` is told as SIZE. Each mail
    takes `delay` seconds between its end and the answer; each byte of an answer `drip` seconds.
    """
    with _MAKING:
        context = _context(certificate)
    ways = _Ways(
        faults, security, users or {}, size, delay, drip, auth, auth_before_tls, auth_within_tls, starttls_offered,
        context,
    )  # fmt: skip
    listener = socket.create_server((HOST, 0), family=socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    stop = threading.Event()
    with tempfile.TemporaryDirectory() as folder:
        ca_file = Path(folder) / "ca.pem"
        authority().cert_pem.write_to_path(ca_file)
        server = Server(HOST, listener.getsockname()[1], ca_file)
        talks: list[_Talk] = []

        def serve() -> None:
            while True:
                try:
                    sock, _ = listener.accept()
                except OSError:
                    return
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                server.greeted.append(len(talks))
                talks.append(_Talk(sock, server, ways, stop))
                talks[-1].start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            stop.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join()
            for talk in talks:
                talk.end()


class _Gone(Exception):  # noqa: N818 (not an error)
    """The connection is over."""


class _Talk(threading.Thread):
    """One connection."""

    def __init__(self, sock: socket.socket, server: Server, ways: _Ways, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.sock, self.server, self.ways, self.stop = sock, server, ways, stop
        self.rest = bytearray()
        self.encrypted = ways.security == "tls"
        self.user = ""
        self.sender: str | None = None
        self.address = ""

    def end(self) -> None:
        """End it if it has not ended."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.join()

    def run(self) -> None:
        try:
            if self.encrypted:
                self.sock = self.ways.context.wrap_socket(self.sock, server_side=True)
            self.answer("greeting", "220 ready")
            while True:
                self.command(self.line().decode("utf-8", "replace").rstrip("\r\n"))
        except (_Gone, OSError):
            pass
        finally:
            self.sock.close()

    def line(self) -> bytes:
        while b"\n" not in self.rest:
            self.more()
        line, _, self.rest = self.rest.partition(b"\n")
        return bytes(line)

    def more(self) -> None:
        got = self.sock.recv(65_536)
        if not got:
            raise _Gone
        self.rest += got

    def say(self, reply: str) -> None:
        data = f"{reply}\r\n".encode()
        if self.ways.drip:
            for byte in data:
                time.sleep(self.ways.drip)
                self.sock.sendall(bytes([byte]))
        else:
            self.sock.sendall(data)
        if reply.startswith("421"):
            raise _Gone

    def answer(self, step: Step, usual: str) -> bool:
        """Answer as the script says, or as usual; true if as usual."""
        fault = self.struck(step)
        if fault is not None and self.played(fault):
            return False
        self.say(usual)
        return True

    def struck(self, step: Step) -> Fault | None:
        return next((fault for fault in self.ways.faults if fault.strikes(step, self.address)), None)

    def played(self, fault: Fault) -> bool:
        """Do what a fault says; true if that was an answer."""
        if fault.then is not None:
            fault.then()
        if fault.answer == HANG:
            self.stop.wait(HANG_SECONDS)
        if fault.answer in (DROP, HANG):
            raise _Gone
        if fault.answer:
            self.say(fault.answer)
        return bool(fault.answer)

    def command(self, line: str) -> None:  # noqa: C901 (one case for each command)
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        self.server.asked.append(verb if verb == "AUTH" or not rest else f"{verb} {rest}")
        match verb:
            case "EHLO" | "HELO":
                self.answer("hello", self.extensions())
            case "STARTTLS":
                if self.answer("starttls", "220 go on"):
                    self.sock = self.ways.context.wrap_socket(self.sock, server_side=True)
                    self.encrypted, self.rest = True, bytearray()
            case "AUTH":
                self.log_in(rest)
            case "MAIL":
                self.mail(rest)
            case "RCPT":
                self.address = re.findall("<(.*?)>", rest)[0]
                if not self.answer("rcpt", "250 ok"):
                    self.address = ""
            case "DATA":
                self.data()
            case "RSET":
                self.sender, self.address = None, ""
                self.answer("rset", "250 ok")
            case "QUIT":
                self.say("221 bye")
                raise _Gone
            case _:
                self.say("502 what?")

    def extensions(self) -> str:
        offers = ["localhost"]
        if self.ways.security == "starttls" and not self.encrypted and self.ways.starttls_offered:
            offers.append("STARTTLS")
        if self.ways.users and (self.ways.auth_within_tls if self.encrypted else self.ways.auth_before_tls):
            offers.append(f"AUTH {self.ways.auth}")
        if self.ways.size is not None:
            offers.append(f"SIZE {self.ways.size}")
        return "\r\n".join(f"250{' ' if n == len(offers) else '-'}{o}" for n, o in enumerate(offers, 1))

    def log_in(self, rest: str) -> None:
        method, _, initial = rest.partition(" ")
        if method == "LOGIN":
            words = []
            for _ in range(2):
                self.say("334 next")
                words.append(base64.b64decode(self.line()).decode())
        else:
            words = base64.b64decode(initial).decode().split("\0")[1:]
        user, password = words
        if self.ways.users.get(user) != password:
            self.say("535 5.7.8 wrong password for hr@example.com")
        elif self.answer("auth", "235 welcome"):
            self.user = user
            self.server.logins.append(user)

    def mail(self, rest: str) -> None:
        if self.sender is not None:
            self.say("503 nested MAIL")
        elif self.ways.users and not self.user:
            self.say("530 log in first")
        elif self.answer("mail", "250 ok"):
            self.sender = re.findall("<(.*?)>", rest)[0]

    def data(self) -> None:
        if self.sender is None or not self.address:
            self.say("503 RCPT first")
            return
        if not self.answer("data", "354 go on"):
            return
        content = self.body()
        self.server.ended.append(self.address)
        mail = Taken(self.sender, self.address, re.sub(rb"(?m)^\.", b"", content))
        time.sleep(self.ways.delay)
        fault = self.struck("end")
        if fault is None or fault.keeps or not fault.answer:
            self.server.taken.append(mail)
        if fault is None or not self.played(fault):
            self.say("250 2.0.0 taken")
        self.sender, self.address = None, ""

    def body(self) -> bytes:
        """Read up to the end of the data, and return the mail as it was sent."""
        self.rest[:0] = b"\r\n"
        seen = 0
        while (end := self.rest.find(b"\r\n.\r\n", max(0, seen - 5))) < 0:
            seen = len(self.rest)
            try:
                self.more()
            except (_Gone, OSError):
                self.server.cut.append(bytes(self.rest[2:]))
                raise
            fault = self.struck("body")
            if fault is not None:
                self.played(fault)
        content, self.rest = self.rest[2 : end + 2], self.rest[end + 5 :]
        return bytes(content)
