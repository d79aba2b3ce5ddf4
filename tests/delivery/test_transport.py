"""Connecting to a mail server and handing over a mail, against a server that behaves and misbehaves by script."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

from reportgen.delivery import faults
from reportgen.delivery.faults import Down, Halt, Lost, PutOff, Refused, Reply, ServerError, TooLarge
from reportgen.delivery.transport import Connection, Server, connect
from reportgen.language import Language
from tests import smtp_server as scripted
from tests.parcels import SENDER, address, content
from tests.smtp_server import DROP, HANG, Certificate, Fault, smtp_server

USERS = {"hr": "secret"}
PATIENT = 10.0
BIG = 6_000_000  # more than what the system takes in before the other side reads


def settings(server: scripted.Server, **others: Any) -> Server:
    given: dict[str, Any] = {
        "host": server.host, "port": server.port, "ca_file": server.ca_file, "timeout": PATIENT, "end_timeout": PATIENT,
    }  # fmt: skip
    return Server(**given | others)


@contextmanager
def connected(server: scripted.Server, password: str = "", **others: Any) -> Iterator[Connection]:
    with closing(connect(settings(server, **others), password)) as connection:
        yield connection


def hand_over(connection: Connection, n: int = 1, size: int = 0) -> tuple[Reply | ServerError, list[str]]:
    """What came of it, and what had happened when the end went out."""
    said: list[str] = []
    try:
        return connection.hand_over(SENDER, address(n), content(n, size), lambda: said.append("end")), said
    except ServerError as error:
        return error, said


def why(server: Server, password: str = "") -> ServerError:
    with pytest.raises(ServerError) as caught:
        connect(server, password)
    return caught.value


# ---- connecting


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("method", ["PLAIN", "LOGIN"])
def test_a_mail_arrives_byte_for_byte_after_a_login(security: Literal["starttls", "tls"], method: str) -> None:
    with smtp_server(security=security, users={"hr": "päss 密码"}, auth=method) as server:
        with connected(server, "päss 密码", security=security, user="hr") as connection:
            assert hand_over(connection) == (Reply(250, "2.0.0 taken"), ["end"])
        assert server.logins == ["hr"]
        assert server.taken == [scripted.Taken(SENDER, address(1), content(1))]
        assert server.asked[-1] == "QUIT"


def test_nothing_but_the_greeting_goes_in_the_open() -> None:
    with smtp_server(users=USERS) as server, connected(server, "secret", user="hr"):
        assert server.asked == ["EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]", "AUTH"]


def test_without_a_user_nobody_logs_in() -> None:
    with smtp_server() as server, connected(server, "secret") as connection:
        hand_over(connection)
        assert (len(server.taken), "AUTH" in server.asked) == (1, False)


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ("other name", faults.OTHER_NAME),
        ("unknown authority", faults.UNKNOWN_AUTHORITY),
        ("expired", faults.EXPIRED),
        ("not yet valid", faults.NOT_YET_VALID),
    ],
)
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_bad_certificate_stops_everything_and_is_told_which(
    certificate: Certificate, reason: str, security: Literal["starttls", "tls"]
) -> None:
    with smtp_server(users=USERS, security=security, certificate=certificate) as server:
        error = why(settings(server, user="hr", security=security), "secret")
        assert (type(error), error.reason, error.values["host"]) == (Halt, reason, "localhost")
        assert "AUTH" not in server.asked


def test_an_authority_of_ones_own_needs_its_file() -> None:
    with smtp_server() as server:
        assert why(settings(server, ca_file=None)).reason == faults.UNKNOWN_AUTHORITY


@pytest.mark.parametrize("there", [False, True])
def test_a_file_of_certificates_that_is_none_is_told(there: bool, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    if there:
        path.write_text("no certificate")
    error = why(Server(scripted.HOST, 1, ca_file=path))
    assert (type(error), error.reason, error.values["file"]) == (Halt, faults.BAD_CA_FILE, path)


def test_a_server_without_encryption_gets_nothing() -> None:
    with smtp_server(users=USERS, starttls_offered=False, auth_before_tls=True) as server:
        error = why(settings(server, user="hr"), "secret")
        assert (type(error), error.reason) == (Halt, faults.NO_STARTTLS)
        assert server.asked == ["EHLO [127.0.0.1]"]


def test_a_login_offered_in_the_open_only_is_not_used() -> None:
    with smtp_server(users=USERS, auth_before_tls=True, auth_within_tls=False) as server:
        error = why(settings(server, user="hr"), "secret")
        assert (type(error), error.reason, "AUTH" in server.asked) == (Halt, faults.NO_LOGIN, False)


def test_a_login_that_is_no_user_and_password_is_told() -> None:
    with smtp_server(users=USERS, auth="NTLM XOAUTH2") as server:
        assert why(settings(server, user="hr"), "secret").reason == faults.NO_LOGIN


@pytest.mark.parametrize("method", ["PLAIN LOGIN CRAM-MD5", "LOGIN"])
def test_a_wrong_password_is_tried_once(method: str) -> None:
    with smtp_server(users=USERS, auth=method) as server:
        error = why(settings(server, user="hr"), "wrong")
        assert (type(error), error.reason, error.code) == (Halt, faults.LOGIN_REFUSED, 535)
        assert (server.asked.count("AUTH"), len(server.greeted)) == (1, 1)
        assert "535 5.7.8 wrong password for …" in str(error)


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        (Fault("greeting", "421 busy"), Down, 421),
        (Fault("greeting", "450 later"), Down, 450),
        (Fault("greeting", "554 not for you"), Halt, 554),
        (Fault("greeting", "SSH-2.0-OpenSSH_9.2"), Halt, 0),
        (Fault("greeting", "x" * 10_000), Halt, 500),
        (Fault("greeting", DROP), Down, 0),
        (Fault("hello", "502 what?"), Halt, 502),
        (Fault("hello", DROP), Down, 0),
        (Fault("starttls", "454 not now"), Down, 454),
        (Fault("starttls", "501 no"), Halt, 501),
        (Fault("starttls", DROP), Down, 0),
        (Fault("auth", "454 not now"), Down, 454),
        (Fault("auth", "421 bye"), Down, 421),
        (Fault("auth", "534 too weak"), Halt, 534),
        (Fault("auth", "538 not so"), Halt, 538),
        (Fault("auth", "500 what?"), Halt, 500),
        (Fault("auth", DROP), Down, 0),
    ],
    ids=lambda value: f"{value.at} {value.answer[:20]}" if isinstance(value, Fault) else None,
)
def test_what_a_server_says_before_the_first_mail_stops_or_delays(
    fault: Fault, kind: type[ServerError], code: int
) -> None:
    with smtp_server(fault, users=USERS) as server:
        error = why(settings(server, user="hr"), "secret")
        assert (type(error), error.code) == (kind, code)


def test_a_name_that_nobody_knows_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for host in ("mail.example.invalid", "mail..example"):
        assert why(Server(host, 587)).reason == faults.HOST_UNKNOWN


def test_a_name_that_cannot_be_looked_up_just_now_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def later(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    monkeypatch.setattr(socket, "getaddrinfo", later)
    assert type(why(Server("mail.example.com", 587))) is Down


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.create_server((scripted.HOST, 0)) as listener:
        port = listener.getsockname()[1]
    error = why(Server(scripted.HOST, port))
    assert (type(error), error.code, error.values["detail"]) == (Down, 0, "ECONNREFUSED")


def test_a_server_that_says_nothing_is_tried_again() -> None:
    with smtp_server(Fault("greeting", HANG)) as server:
        assert type(why(settings(server, timeout=0.2))) is Down


def test_a_server_that_drips_is_given_no_more_time_than_one_that_says_nothing() -> None:
    with smtp_server(drip=0.05) as server:
        begin = time.monotonic()
        assert type(why(settings(server, timeout=0.2))) is Down
        assert time.monotonic() - begin < PATIENT


def test_a_slow_server_is_waited_for() -> None:
    with smtp_server(drip=0.001, delay=0.1) as server, connected(server) as connection:
        assert hand_over(connection)[0] == Reply(250, "2.0.0 taken")


def test_tls_at_a_port_without_is_told() -> None:
    with smtp_server() as server:
        assert why(settings(server, security="tls")).reason == faults.NOT_TLS


def test_starttls_at_the_port_of_tls_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_server(security="tls") as server:
        monkeypatch.setattr("reportgen.delivery.transport.TLS_PORT", server.port)
        assert why(settings(server, timeout=0.2)).reason == faults.NOT_STARTTLS


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_outdated_encryption_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    scripted.authority().issue_cert(scripted.HOST).configure_cert(context)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    monkeypatch.setattr(scripted, "_context", lambda _: context)
    with smtp_server() as server:
        error = why(settings(server))
        assert (type(error), error.reason) == (Halt, faults.BAD_TLS)


# ---- handing over


@pytest.mark.parametrize(
    ("fault", "kind", "code", "ended"),
    [
        (Fault("mail", "421 bye"), Down, 421, False),
        (Fault("mail", "451 later"), PutOff, 451, False),
        (Fault("mail", "452 full"), PutOff, 452, False),
        (Fault("mail", "530 log in"), Halt, 530, False),
        (Fault("mail", "535 log in"), Halt, 535, False),
        (Fault("mail", "553 not you"), Halt, 553, False),
        (Fault("mail", "552 too much"), Refused, 552, False),
        (Fault("mail", DROP), Down, 0, False),
        (Fault("mail", "what"), Down, 0, False),
        (Fault("mail", "354 what"), Down, 0, False),
        (Fault("rcpt", "421 bye"), Down, 421, False),
        (Fault("rcpt", "450 greylisted"), PutOff, 450, False),
        (Fault("rcpt", "550 nobody"), Refused, 550, False),
        (Fault("rcpt", "552 box full"), Refused, 552, False),
        (Fault("rcpt", "530 log in"), Halt, 530, False),
        (Fault("rcpt", DROP), Down, 0, False),
        (Fault("data", "451 later"), PutOff, 451, False),
        (Fault("data", "554 no"), Refused, 554, False),
        (Fault("data", "250 what"), Down, 0, False),
        (Fault("data", DROP), Down, 0, False),
        (Fault("body", DROP), Down, 0, False),
        (Fault("end", "421 bye"), Down, 421, True),
        (Fault("end", "451 later"), PutOff, 451, True),
        (Fault("end", "552 too much"), Refused, 552, True),
        (Fault("end", "554 spam"), Refused, 554, True),
        (Fault("end", DROP), Lost, 0, True),
        (Fault("end", DROP, keeps=True), Lost, 0, True),
        (Fault("end", HANG), Lost, 0, True),
        (Fault("end", HANG, keeps=True), Lost, 0, True),
        (Fault("end", "what", keeps=True), Lost, 0, True),
        (Fault("end", "x" * 10_000, keeps=True), Lost, 0, True),
    ],
    ids=lambda value: f"{value.at} {value.answer[:20]} {value.keeps}" if isinstance(value, Fault) else None,
)
def test_what_a_server_answers_decides(fault: Fault, kind: type[ServerError], code: int, ended: bool) -> None:
    size = BIG if fault.at == "body" else 0
    with smtp_server(fault) as server, connected(server, end_timeout=0.2) as connection:
        outcome, said = hand_over(connection, size=size)
        assert isinstance(outcome, ServerError)
        assert (type(outcome), outcome.code, said) == (kind, code, ["end"] if ended else [])
        assert (server.ended, server.taken_for()) == (
            [address(1)] if ended else [],
            [address(1)] if fault.keeps else [],
        )
        alive = code not in (0, 421)
        assert connection.ready() == alive
        if alive:  # and the next mail is clean
            assert hand_over(connection, 2)[0] == Reply(250, "2.0.0 taken")
            assert server.taken == [scripted.Taken(SENDER, address(2), content(2))]


def test_before_the_end_all_but_the_end_has_gone_out() -> None:
    with smtp_server() as server, connected(server) as connection:
        seen: list[object] = []

        def look() -> None:
            time.sleep(0.1)
            seen.extend([server.asked[-1], list(server.ended), list(server.taken)])

        connection.hand_over(SENDER, address(1), content(1), look)
        assert (seen, server.ended) == (["DATA", [], []], [address(1)])


def test_what_the_ledger_cannot_note_is_not_ended() -> None:
    def full() -> None:
        raise OSError(28, "disk full")

    with smtp_server() as server, connected(server) as connection:
        with pytest.raises(OSError, match="disk full"):
            connection.hand_over(SENDER, address(1), content(1), full)
        connection.close()
        assert not connection.ready()
    assert (server.ended, server.taken) == ([], [])
    assert server.cut == [content(1).replace(b"\r\n.", b"\r\n..")], "no command is sent in the midst of a mail"


def test_an_answer_that_comes_before_the_end_is_heard_before_the_end() -> None:
    with smtp_server(Fault("body", "554 enough")) as server, connected(server) as connection:
        outcome, said = hand_over(connection, size=BIG)
        assert isinstance(outcome, Refused)
        assert (outcome.code, said, connection.ready(), server.ended) == (554, [], False, [])


def test_a_mail_larger_than_the_server_takes_is_not_begun() -> None:
    n = len(content(1))
    with smtp_server(size=n) as server, connected(server) as connection:
        assert connection.most_bytes == n
        outcome, _ = hand_over(connection, size=n + 1)
        assert isinstance(outcome, TooLarge)
        assert (outcome.most_bytes, outcome.code) == (n, 552)
        assert not [line for line in server.asked if line.startswith("MAIL")]
        assert isinstance(hand_over(connection)[0], Reply)
        assert f"MAIL FROM:<{SENDER}> SIZE={n}" in server.asked


@pytest.mark.parametrize("size", [None, 0])
def test_a_server_without_a_limit_tells_none(size: int | None) -> None:
    with smtp_server(size=size) as server, connected(server) as connection:
        assert connection.most_bytes is None
        assert isinstance(hand_over(connection)[0], Reply)


@pytest.mark.parametrize(
    "mail",
    [b"", b"a", b"a\n", b"a\n.\nb\r\n", b"a\rb\r\n", "é\r\n".encode(), b"\0\r\n", b"a\r\n.\n"],
    ids=repr,
)
def test_a_mail_that_could_be_taken_for_two_is_not_begun(mail: bytes) -> None:
    with smtp_server() as server, connected(server) as connection:
        with pytest.raises(ValueError, match="CRLF"):
            connection.hand_over(SENDER, address(1), mail, lambda: None)
        assert (server.asked[-1], connection.ready()) == ("EHLO [127.0.0.1]", True)


@pytest.mark.parametrize(
    "to", ["a@example.com> SIZE=1\r\nRCPT TO:<b@example.com", "a@example.com,b@example.com", "A", " a@example.com"]
)
def test_a_mail_goes_to_one_parsed_address_only(to: str) -> None:
    with smtp_server() as server, connected(server) as connection:
        with pytest.raises(ValueError, match="address"):
            connection.hand_over(SENDER, to, content(1), lambda: None)
        assert server.asked[-1] == "EHLO [127.0.0.1]"


def test_closing_twice_or_after_the_server_has_gone_raises_nothing() -> None:
    with smtp_server(Fault("rset", DROP)) as server:
        connection = connect(settings(server), "")
        hand_over(connection)
        assert not connection.ready()
        connection.close()
        connection.close()


# ---- in words


def test_every_reason_is_said_in_chinese(zh: Language) -> None:
    texts = [value for name, value in vars(faults).items() if name.isupper() and isinstance(value, str)]
    assert len(texts) > 15
    for text in texts:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in zh(text)), text


def test_an_outcome_is_told_with_its_values(zh: Language) -> None:
    with smtp_server(users=USERS) as server:
        error = why(settings(server, user="hr"), "wrong")
    assert zh(error.reason, **error.values).startswith("localhost 拒绝登录：535 5.7.8 wrong password for …。")
