"""`reportgen mail --send` into the mailboxes of a real server, OpenSMTPD, and read back from there."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from reportgen.outputs.passwords import read_passwords
from tests import opensmtpd
from tests.mail_folder import PEOPLE, Office, settings
from tests.opensmtpd import Server, delivered, running

pytestmark = pytest.mark.services

LI, WANG, _ = opensmtpd.PEOPLE
LONG = "阿卜杜热西提·买买提江、“小李”, <主管> " + "很长的名字" * 8


@pytest.fixture(autouse=True)
def own_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two managers, one of them with a name that heads of mails trip over."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.build([[*row[:4], *(("李伟", LI) if row[4] == "程云" else (LONG, WANG)), row[6]] for row in PEOPLE])
    return office


def use(office: Office, server: Server, security: str) -> None:
    """Settings that lead to the server."""
    port = server.tls if security == "tls" else server.starttls
    mail = (
        f'sender = "hr@example.test"\nsender_name = "人力资源部"\nserver = "{server.host}"\nport = {port}\nsecurity = "{security}"\n'
        f'user = "{server.user}"\nca_file = "{server.ca}"\nper_minute = 6000\n'
    )
    (office.input / "reportgen.toml").write_text(settings(mail), encoding="utf-8")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_every_manager_finds_the_drafts_in_the_mailbox_byte_for_byte(
    built: Office, server: Server, security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = built.copied(tmp_path / "office")
    use(office, server, security)
    before = {address: len(server.mailbox(address)) for address in (LI, WANG)}
    assert office.mail().returncode == 0
    monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", server.password)
    done = office.mail("--send", "--yes", 2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {state for state, _ in office.states().values()} == {"accepted"}
    people = {path.name[:5]: path.read_bytes() for path in (office.output / "people").iterdir()}
    for address, draft, ids in zip((LI, WANG), office.drafts(), (["a0001", "a0002"], ["a0003"]), strict=True):
        (mail,) = delivered(server.mailbox(address))[before[address] :]
        date = next(line for line in mail.content.split(b"\r\n") if line.startswith(b"Date: "))
        assert mail.content.replace(date, b"X-Unsent: 1") == (office.output / "outbox" / draft).read_bytes()
        assert [to.addr_spec for to in mail.message["To"].addresses] == [address]
        assert {name[:5]: content for name, content in mail.attachments.items()} == {who: people[who] for who in ids}
    assert office.mail("--send", "--yes", 2).returncode == 0
    assert [len(server.mailbox(address)) for address in (LI, WANG)] == [before[LI] + 1, before[WANG] + 1]


def test_locked_reports_open_with_the_recipients_password(
    built: Office, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = built.copied(tmp_path / "office")
    use(office, server, "starttls")
    office.mail("--encrypt")
    monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", server.password)
    assert office.mail("--send", "--yes", 2).returncode == 0
    passwords = read_passwords(office.output / "passwords.xlsx").by_address
    for address in (LI, WANG):
        mail = delivered(server.mailbox(address))[-1]
        for content in mail.attachments.values():
            reader = PdfReader(io.BytesIO(content))
            assert reader.is_encrypted
            assert reader.decrypt(passwords[address])
        assert not any(password.encode() in mail.content for password in passwords.values())


def test_a_wrong_password_stops_before_anything_is_sent(
    built: Office, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = built.copied(tmp_path / "office")
    use(office, server, "starttls")
    office.mail()
    before = [len(server.mailbox(address)) for address in (LI, WANG)]
    monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", "wrong")
    done = office.mail("--send", "--yes", 2)
    assert (done.returncode, {state for state, _ in office.states().values()}) == (1, {"planned"})
    assert "[mail]" in done.stdout
    assert [len(server.mailbox(address)) for address in (LI, WANG)] == before
