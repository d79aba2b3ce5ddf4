"""Connecting to a mail server: encrypted and verified always, logged in only then."""

import base64
import errno
import smtplib
import socket
import ssl
from typing import Final, NoReturn

from reportgen.delivery import faults
from reportgen.delivery.connection import Connection, PatientSmtp, PatientSmtpTls, Server
from reportgen.delivery.faults import Down, Halt, Reply, ServerError

__all__ = ["Connection", "Reply", "Server", "connect"]

TLS_PORT: Final = 465
_NO_SUCH_HOST: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
_CERTIFICATES: Final = {  # X509_V_ERR_… of OpenSSL
    9: faults.NOT_YET_VALID,
    10: faults.EXPIRED,
    18: faults.UNKNOWN_AUTHORITY,
    19: faults.UNKNOWN_AUTHORITY,
    20: faults.UNKNOWN_AUTHORITY,
    21: faults.UNKNOWN_AUTHORITY,
    62: faults.OTHER_NAME,
    64: faults.OTHER_NAME,
}


def connect(server: Server, password: str) -> Connection:
    """Connect, make sure that it is the server, and log in (only when it has a `user`).

    Raises `Halt` for what another try would not change, and `PutOff` when the server cannot be reached or asks to come
    later.
    """
    context = _context(server)
    smtp = _greeted(server, context)
    try:
        if smtp.sock is not None:  # the end of a mail need not wait until its data was confirmed
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.local_hostname = _own_name(smtp.sock)
        _hello(smtp, server)
        if server.security == "starttls":
            _start_tls(smtp, server, context)
            _hello(smtp, server)
        if server.user:
            _log_in(smtp, server, password)
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        smtp.close()
        raise Down(faults.LOST, host=server.host) from error
    except BaseException:
        smtp.close()
        raise
    return Connection(smtp, server)


def _context(server: Server) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=server.ca_file)
    except OSError as error:
        raise Halt(faults.BAD_CA_FILE, file=server.ca_file) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _greeted(server: Server, context: ssl.SSLContext) -> PatientSmtp:
    """A connection on which the server has greeted; with `tls` it is encrypted from the start."""
    where = {"host": server.host, "port": server.port}
    try:
        if server.security == "tls":
            return PatientSmtpTls(
                server.host, server.port, local_hostname="localhost", timeout=server.timeout, context=context
            )
        return PatientSmtp(server.host, server.port, local_hostname="localhost", timeout=server.timeout)
    except (socket.gaierror, UnicodeError) as error:  # the latter for what cannot be a name
        if isinstance(error, socket.gaierror) and error.errno not in _NO_SUCH_HOST:
            raise Down(faults.UNREACHABLE, detail=_detail(error), **where) from error
        raise Halt(faults.HOST_UNKNOWN, **where) from error
    except smtplib.SMTPResponseException as error:
        _refuse(server, _said(error), garbled=faults.NO_SMTP)
    except smtplib.SMTPServerDisconnected as error:
        if server.security == "starttls" and server.port == TLS_PORT:
            raise Halt(faults.NOT_STARTTLS, **where) from error
        raise Down(faults.LOST, **where) from error
    except ssl.SSLError as error:
        raise _bad_tls(server, error) from error
    except OSError as error:
        raise Down(faults.UNREACHABLE, detail=_detail(error), **where) from error


def _own_name(sock: socket.socket | None) -> str:
    """The address of this computer as EHLO has it: computers' names may be in any script, and take long to find out."""
    if sock is None:
        return "localhost"
    own = str(sock.getsockname()[0]).partition("%")[0]
    return f"[IPv6:{own}]" if ":" in own else f"[{own}]"


def _hello(smtp: PatientSmtp, server: Server) -> None:
    try:
        code, text = smtp.ehlo()
    except smtplib.SMTPResponseException as error:
        code, text = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
    if code // 100 != 2:  # noqa: PLR2004 (2yz)
        _refuse(server, Reply(code, text.decode("utf-8", "replace")), garbled=faults.NO_SMTP)


def _start_tls(smtp: PatientSmtp, server: Server, context: ssl.SSLContext) -> None:
    where = {"host": server.host, "port": server.port}
    if not smtp.has_extn("starttls"):
        raise Halt(faults.NO_STARTTLS, **where)
    try:
        smtp.starttls(context=context)
    except smtplib.SMTPResponseException as error:
        reply = _said(error)
        if reply.code // 100 == 4:  # noqa: PLR2004 (4yz)
            _refuse(server, reply, garbled=faults.NO_SMTP)
        raise Halt(faults.NO_STARTTLS, reply, **where) from error
    except ssl.SSLError as error:
        raise _bad_tls(server, error) from error


def _log_in(smtp: PatientSmtp, server: Server, password: str) -> None:
    """One try with one method: each further one would count as another wrong password."""
    if not isinstance(smtp.sock, ssl.SSLSocket):
        raise Halt(faults.NO_STARTTLS, host=server.host, port=server.port)
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    try:
        if "PLAIN" in offered:
            secret = _base64(f"\0{server.user}\0{password}")
            code, text = smtp.docmd("AUTH", f"PLAIN {secret}")
        elif "LOGIN" in offered:
            code, text = smtp.docmd("AUTH", "LOGIN")
            for word in (server.user, password):
                if code == 334:  # noqa: PLR2004 (the server asks for the next)
                    code, text = smtp.docmd(_base64(word))
        else:
            raise Halt(faults.NO_LOGIN, host=server.host)
    except smtplib.SMTPResponseException as error:
        _refuse(server, _said(error), garbled=faults.NO_SMTP)
    reply = Reply(code, text.decode("utf-8", "replace"))
    if code // 100 == 5:  # noqa: PLR2004 (5yz)
        raise Halt(faults.LOGIN_REFUSED, reply, host=server.host)
    if code // 100 != 2:  # noqa: PLR2004 (2yz)
        _refuse(server, reply, garbled=faults.NO_LOGIN)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _said(error: smtplib.SMTPResponseException) -> Reply:
    said = error.smtp_error
    return Reply(error.smtp_code, said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said))


def _refuse(server: Server, reply: Reply, *, garbled: str) -> NoReturn:
    """What an answer means that no mail can be handed over after."""
    match reply.code // 100:
        case 4:
            raise Down(faults.BUSY, reply, host=server.host)
        case 5:
            raise Halt(faults.SERVER_REFUSES, reply, host=server.host)
    raise Halt(garbled, host=server.host, port=server.port)


def _bad_tls(server: Server, error: ssl.SSLError) -> ServerError:
    where = {"host": server.host, "port": server.port}
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Down(faults.LOST, **where)
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = _CERTIFICATES.get(error.verify_code, faults.BAD_CERTIFICATE)
        return Halt(reason, detail=error.verify_message, **where)
    if error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST"):
        return Halt(faults.NOT_TLS, **where)
    return Halt(faults.BAD_TLS, detail=error.reason or type(error).__name__, **where)


def _detail(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, "") or ("ETIMEDOUT" if isinstance(error, TimeoutError) else "network")
