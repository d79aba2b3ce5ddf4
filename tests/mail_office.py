"""An HR office at work: a built folder, a mail server and the settings that lead there, for tests of the command `mail`."""

import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.mail_folder import Office
from tests.smtp_server import Server, smtp_server

CHENG, MIAO = "cheng.yun@example.com", "miao.qing@example.com"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The folder with its reports; only read."""
    office = Office(tmp_path_factory.mktemp("office"))
    assert office.build().returncode == 0
    return office


@pytest.fixture
def office(built: Office, tmp_path: Path) -> Office:
    return built.copied(tmp_path / "office")


@pytest.fixture(autouse=True)
def own_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a user's programs remember stays in the test."""
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))


@pytest.fixture
def server(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that takes everything, and the settings that lead there."""
    with smtp_server(users={"hr": "geheim 密码"}) as running:
        serve(office, running)
        monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", "geheim 密码")
        yield running


def serve(office: Office, running: Server, *lines: str) -> None:
    office.use(
        f'server = "{running.host}"', f"port = {running.port}", 'user = "hr"', f'ca_file = "{running.ca_file}"',
        "per_minute = 6000", "pauses = [0, 0]", "timeout = 5", *lines,
    )  # fmt: skip


def read(content: bytes) -> EmailMessage:
    message = BytesParser(policy=email.policy.default).parsebytes(content)
    assert isinstance(message, EmailMessage)
    return message


def attached(content: bytes) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_content() for part in read(content).iter_attachments()}
