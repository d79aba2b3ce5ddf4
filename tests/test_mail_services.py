"""Mail handed to a real server, OpenSMTPD, and read back from the mailboxes that it delivers to."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests import opensmtpd
from tests.opensmtpd import Server, delivered, running

pytestmark = pytest.mark.services

LI, WANG, _ = opensmtpd.PEOPLE
SENDER = "hr@example.test"
PDF = b"%PDF-1.7\n.\n..\r\nFrom here\n" + bytes(range(256)) * 200
NAME = "张三-绩效报告.pdf"


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def trusting(server: Server) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(server.ca))


def mail(to: str, text: str = "Hello\n.\n..two\nFrom here\n\n") -> bytes:
    """A mail with a PDF, with lines in its text that servers and mailboxes may trip over."""
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = to
    message["Subject"] = "下属的能力评估报告"
    message["Message-ID"] = "<1234@example.test>"
    message["Date"] = "Mon, 02 Nov 2026 09:00:00 +0800"
    message.set_content(text, cte="7bit" if text.isascii() else "base64")
    message.add_attachment(PDF, "application", "pdf", filename=NAME)
    message.set_boundary("=====1=====")
    return message.as_bytes(policy=SMTP)


@pytest.mark.parametrize("secured", ["starttls", "tls"])
def test_mail_handed_in_after_a_login_arrives_byte_for_byte(server: Server, secured: str) -> None:
    if secured == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.tls, context=trusting(server))
    else:
        client = smtplib.SMTP(server.host, server.starttls)
        client.starttls(context=trusting(server))
    with client:
        client.login(server.user, server.password)
        assert client.sendmail(SENDER, [LI], mail(LI)) == {}
    (got,) = delivered(server.mailbox(LI))
    assert got.content == mail(LI)
    assert got.message["Subject"] == "下属的能力评估报告"
    assert got.attachments == {NAME: PDF}
    assert server.mailboxes().keys() == {LI}


def test_mails_to_several_people_come_to_each_ones_mailbox_in_order(server: Server) -> None:
    with smtplib.SMTP(server.host, server.starttls) as client:
        client.starttls(context=trusting(server))
        client.login(server.user, server.password)
        for to, text in ((LI, "一\n"), (WANG, "二\n"), (LI, "三\n")):
            client.sendmail(SENDER, [to], mail(to, text))
    assert [m.content for m in delivered(server.mailbox(LI))] == [mail(LI, "一\n"), mail(LI, "三\n")]
    assert [m.content for m in delivered(server.mailbox(WANG))] == [mail(WANG, "二\n")]


def test_without_tls_there_is_neither_login_nor_mail(server: Server) -> None:
    with smtplib.SMTP(server.host, server.starttls) as client:
        client.ehlo()
        assert client.has_extn("starttls")
        assert not client.has_extn("auth")
        with pytest.raises(smtplib.SMTPNotSupportedError):
            client.login(server.user, server.password)
        assert client.docmd("AUTH", "PLAIN AGhyAGhy")[0] == 503
        assert client.mail(SENDER)[0] == 530


def test_a_wrong_password_is_answered_with_535(server: Server) -> None:
    with smtplib.SMTP(server.host, server.starttls) as client:
        client.starttls(context=trusting(server))
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            client.login(server.user, "wrong")
        assert refused.value.smtp_code == 535


def test_without_a_login_and_for_unknown_recipients_nothing_is_taken(server: Server) -> None:
    with smtplib.SMTP(server.host, server.starttls) as client:
        client.starttls(context=trusting(server))
        client.ehlo()
        assert client.mail(SENDER)[0] == 530
        client.login(server.user, server.password)
        for stranger in ("nobody@example.test", "li.wei@elsewhere.test"):
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                client.sendmail(SENDER, [stranger], mail(stranger))
            assert refused.value.recipients[stranger][0] == 550
    assert server.mailboxes() == {}


def test_the_certificate_is_one_that_only_its_own_authority_vouches_for(server: Server) -> None:
    with smtplib.SMTP(server.host, server.starttls) as client, pytest.raises(ssl.SSLCertVerificationError):
        client.starttls(context=ssl.create_default_context())


def test_the_largest_mail_that_the_server_takes_is_announced_and_kept_to() -> None:
    with running(max_size="20K") as server, smtplib.SMTP(server.host, server.starttls) as client:
        client.starttls(context=trusting(server))
        client.login(server.user, server.password)
        assert client.esmtp_features["size"] == "20480"
        with pytest.raises(smtplib.SMTPDataError) as refused:  # it says so only when it has all of it
            client.sendmail(SENDER, [LI], mail(LI))
        assert refused.value.smtp_code == 554


def test_a_stopped_server_leaves_nothing_behind() -> None:
    with running() as server, smtplib.SMTP(server.host, server.starttls) as client:
        client.starttls(context=trusting(server))
        client.login(server.user, server.password)
        client.sendmail(SENDER, [LI], mail(LI))
    assert not server.folder.exists()
    assert opensmtpd.queued() == []
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(server.host, server.starttls)


def test_a_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensmtpd, "CONFIGURATION", "listen on nowhere\n")
    with pytest.raises(opensmtpd.ServerError, match=r"ended with code 1[^ ]*\n.*\n.*nowhere"), running():
        pass
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(opensmtpd.ServerError, match="as root"), running():
        pass
