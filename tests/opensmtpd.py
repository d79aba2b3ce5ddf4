"""A real mail server for tests: OpenSMTPD on loopback, with STARTTLS, TLS and logins, delivering to mailboxes in a folder.

It only starts as root, and a machine can run one at a time: tests wait for one another. It has a queue and a socket in
fixed places, so it does not start where another OpenSMTPD is running or has mail waiting.
"""

import email.policy
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import trustme
from filelock import FileLock

HOST = "localhost"
USER = "hr"
PASSWORD = 'correct horse, battery "staple" #1'  # noqa: S105 - of a server that lives for one test
PEOPLE = ("li.wei@example.test", "wang.fang@example.test", "zhang.san@example.test")

SPOOL = Path("/var/spool/smtpd")
CONTROL = Path("/var/run/smtpd.sock")
LOCK = Path("/var/tmp/reportgen-opensmtpd.lock")  # noqa: S108 - one for all users and checkouts of the machine
SECONDS = 10.0

ADDED = (b"return-path:", b"delivered-to:", b"received:")

CONFIGURATION = """
table logins file:{folder}/logins
table people file:{folder}/people
table addresses file:{folder}/addresses
table owners file:{folder}/owners
pki localhost cert "{folder}/certificate.pem"
pki localhost key "{folder}/key.pem"
smtp max-message-size {max_size}
listen on 127.0.0.1 port {starttls} tls-require pki localhost auth <logins> hostname localhost
listen on 127.0.0.1 port {tls} smtps pki localhost auth <logins> hostname localhost
action "deliver" maildir "{folder}/mailboxes/%{{rcpt:lowercase}}" virtual <people> userbase <owners>
match auth from any for rcpt-to <addresses> action "deliver"
"""


class ServerError(RuntimeError):
    """The server does not start, or does not do its work; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running server. `starttls` and `tls` are ports of `HOST`, `ca` the file of the authority to trust, `log` what the
    server said.
    """

    folder: Path
    starttls: int
    tls: int
    ca: Path
    log: Path
    host: str = HOST
    user: str = USER
    password: str = PASSWORD

    def mailbox(self, address: str) -> list[bytes]:
        """The mails that have come for an address, in the order of delivery, once the server has none left to deliver."""
        wait_until(lambda: not queued(), "The server still has mail to deliver", self.log)
        new = self.folder / "mailboxes" / address / "new"
        return [path.read_bytes() for path in sorted(new.glob("*"), key=lambda path: path.stat().st_mtime_ns)]

    def mailboxes(self) -> dict[str, list[bytes]]:
        """Every address that got mail, with its mails."""
        found = sorted(path.name for path in (self.folder / "mailboxes").iterdir())
        return {address: self.mailbox(address) for address in found}


@dataclass(frozen=True)
class Delivered:
    """A mail as it came: `content` as it was handed in, CRLF and all, without the lines that servers put before it."""

    content: bytes
    message: EmailMessage
    attachments: dict[str, bytes]


def delivered(mailbox: Iterable[bytes]) -> list[Delivered]:
    """Mails of a mailbox without the header fields that the server put before them (Return-Path, Delivered-To, Received)."""
    return [_delivered(raw) for raw in mailbox]


def _delivered(raw: bytes) -> Delivered:
    lines = raw.split(b"\n")  # a Maildir has the lines of Unix
    first = 0
    while lines[first].lower().startswith(ADDED):
        first += 1
        while lines[first][:1] in {b" ", b"\t"}:
            first += 1
    content = b"\r\n".join(lines[first:])
    message = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    attachments: dict[str, bytes] = {}
    for part in message.iter_attachments():
        name = part.get_filename("")
        assert name not in attachments, f"two attachments named {name}"
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        attachments[name] = payload
    return Delivered(content, message, attachments)


@contextmanager
def running(people: Sequence[str] = PEOPLE, *, max_size: str = "35M") -> Iterator[Server]:
    """A server with a mailbox for each of `people`; `max_size` is the largest mail it takes, as it announces with SIZE.

    Raises `ServerError`.
    """
    check()
    with FileLock(LOCK, mode=0o666), work_folder() as folder:
        spool_was_there = SPOOL.exists()
        refuse_company()
        settings(folder, people)
        starttls, tls = free_ports(2)
        server = Server(folder, starttls, tls, folder / "ca.pem", folder / "log")
        text = CONFIGURATION.format(folder=folder, starttls=starttls, tls=tls, max_size=max_size)
        (folder / "smtpd.conf").write_text(text, encoding="ascii")
        with server.log.open("wb") as log:
            # In a session of its own, so that its parts can be ended together; ended with the tests if these are killed.
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "smtpd", "-d", "-f", folder / "smtpd.conf"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            wait_until(lambda: answers(server, process), "OpenSMTPD does not answer", server.log)
            yield server
        finally:
            if process.poll() is None:  # a delivery outlives the server and would make its folder again
                with suppress(ServerError):
                    wait_until(lambda: not queued(), "", server.log)
            stop(process)
            clear(remove_spool=not spool_was_there)


def check() -> None:
    """Raises `ServerError` where the server cannot run at all."""
    if os.name != "posix" or os.geteuid() != 0:
        raise ServerError("OpenSMTPD only starts as root. Run the tests as root, or leave these out.")
    missing = [name for name in ("smtpd", "smtpctl", "setpriv") if not shutil.which(name)]
    if missing:
        raise ServerError(f"Not installed: {', '.join(missing)}. `make test-all` installs them (package opensmtpd).")


def refuse_company() -> None:
    """Raises `ServerError` where another OpenSMTPD runs or has mail waiting: this one would deliver it."""
    with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
        client.connect(str(CONTROL))
        raise ServerError("Another OpenSMTPD is running on this machine; stop it first (systemctl stop opensmtpd).")
    if queued():
        raise ServerError(
            f"{SPOOL}/queue has mail of another OpenSMTPD in it; the tests leave it alone. Remove it if it comes from a killed test."
        )


def queued() -> list[Path]:
    """Files of mails that the server has taken and not delivered."""
    try:
        return [path for part in ("incoming", "queue") for path in (SPOOL / part).rglob("*") if path.is_file()]
    except FileNotFoundError:  # a mail was delivered while its folder was looked through
        return queued()


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder that the mailboxes' owner may pass through, which pytest's own folders do not let them."""
    folder = Path(tempfile.mkdtemp(prefix="reportgen-opensmtpd-", dir="/tmp"))
    try:
        folder.chmod(0o711)
        yield folder
    finally:
        shutil.rmtree(folder)


def settings(folder: Path, people: Sequence[str]) -> None:
    """The server's certificate and tables, and the folder of the mailboxes."""
    nobody = pwd.getpwnam("nobody")
    authority = trustme.CA()
    certificate = authority.issue_cert(HOST)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    for part in certificate.cert_chain_pems:
        part.write_to_path(str(folder / "certificate.pem"), append=True)
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    (folder / "key.pem").chmod(0o600)
    # Read from its input: an argument could be seen in the list of processes.
    done = subprocess.run(
        ["smtpctl", "encrypt"], input=f"{PASSWORD}\n", capture_output=True, text=True, check=True, encoding="utf-8"
    )
    (folder / "logins").write_text(f"{USER} {done.stdout.strip()}\n", encoding="ascii")
    (folder / "people").write_text("".join(f"{address} postbox\n" for address in people), encoding="ascii")
    (folder / "addresses").write_text("".join(f"{address}\n" for address in people), encoding="ascii")
    (folder / "owners").write_text(f"postbox {nobody.pw_uid}:{nobody.pw_gid}:{folder}/mailboxes\n", encoding="ascii")
    (folder / "mailboxes").mkdir(mode=0o700)
    os.chown(folder / "mailboxes", nobody.pw_uid, nobody.pw_gid)


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def answers(server: Server, process: subprocess.Popen[bytes]) -> bool:
    """Whether the server greets on both ports. Raises `ServerError` when it has ended."""
    if process.poll() is not None:
        raise ServerError(f"OpenSMTPD ended with code {process.returncode}.{said(server.log)}")
    context = ssl.create_default_context(cafile=str(server.ca))
    try:
        with socket.create_connection(("127.0.0.1", server.starttls), 5) as plain:
            greeted = plain.recv(200).startswith(b"220 ")
        with (
            socket.create_connection(("127.0.0.1", server.tls), 5) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as secure,
        ):
            return greeted and secure.recv(200).startswith(b"220 ")
    except OSError:
        return False


def wait_until(done: Callable[[], bool], otherwise: str, log: Path) -> None:
    end = time.monotonic() + SECONDS
    while not done():
        if time.monotonic() > end:
            raise ServerError(f"{otherwise} after {SECONDS:.0f} seconds.{said(log)}")
        time.sleep(0.02)


def said(log: Path) -> str:
    """The end of the server's log, to put after a sentence."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
    return "".join(f"\n    {line}" for line in ["It said:", *lines] if lines)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server with all its parts."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    with suppress(ProcessLookupError):  # parts that outlived it
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


def clear(*, remove_spool: bool) -> None:
    """Take away what the server leaves in its fixed places; mail in its queue is this test's."""
    CONTROL.unlink(missing_ok=True)
    for path in queued():
        path.unlink(missing_ok=True)
    if remove_spool:
        shutil.rmtree(SPOOL, ignore_errors=True)
