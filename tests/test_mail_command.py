"""`reportgen mail`: drafts first, sent when confirmed; nothing goes twice."""

import os
import shlex
import shutil
import sys
from contextlib import suppress

import pytest

from reportgen.delivery.ledger import Ledger
from tests.mail_folder import PEOPLE, Office
from tests.mail_office import CHENG, MIAO, attached, built, office, own_notes, read, serve, server  # noqa: F401 (fixtures)
from tests.program import run
from tests.smtp_server import Fault, Server, smtp_server


def test_without_sending_there_are_drafts_a_page_and_a_workbook_and_nothing_else(office: Office) -> None:
    done = office.mail()
    assert (done.returncode, done.stderr) == (0, "")
    assert office.drafts() == ["程云.eml", "苗青.eml"]
    assert {"outbox.html", "outbox.xlsx", "people", "data"} <= {path.name for path in office.output.iterdir()}
    draft = (office.output / "outbox" / "程云.eml").read_bytes()
    message = read(draft)
    assert (message["To"], message["X-Unsent"], message["Date"]) == (f"程云 <{CHENG}>", "1", None)
    people = {path.name[:5]: path.read_bytes() for path in (office.output / "people").iterdir()}
    assert attached(draft) == {
        "a0001-毛小满-2025能力素质评估报告.pdf": people["a0001"],
        "a0002-费长风-2025能力素质评估报告.pdf": people["a0002"],
    }
    assert office.states() == {CHENG: ("planned", 0), MIAO: ("planned", 0)}


def test_what_is_sent_is_the_draft_but_for_its_date(office: Office, server: Server) -> None:
    office.mail()
    done = office.mail("--send", "--yes", 2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [(mail.sender, mail.address) for mail in server.taken] == [
        ("hr@example.com", CHENG),
        ("hr@example.com", MIAO),
    ]
    for mail, name in zip(server.taken, office.drafts(), strict=True):
        draft = (office.output / "outbox" / name).read_bytes()
        lines = mail.content.split(b"\r\n")
        date = next(line for line in lines if line.startswith(b"Date: "))
        assert mail.content.replace(date, b"X-Unsent: 1") == draft
    assert office.states() == {CHENG: ("accepted", 250), MIAO: ("accepted", 250)}


def test_a_second_sending_and_a_second_outbox_send_nothing(office: Office, server: Server) -> None:
    office.mail()
    office.mail("--send", "--yes", 2)
    again = office.mail("--send", "--yes", 2)
    assert (again.returncode, len(server.taken)) == (0, 2)
    assert "没有待发送的邮件" in again.stdout
    assert office.mail().returncode == 0
    assert office.drafts() == []
    assert office.mail("--send", "--yes", 2).returncode == 0
    assert len(server.taken) == 2


@pytest.mark.parametrize(
    ("options", "said"), [((), "--yes 2"), (("--yes", 3), "没有发送任何邮件"), (("--yes", 0), "没有发送任何邮件")]
)
def test_nothing_goes_without_the_right_number(
    office: Office, server: Server, options: tuple[object, ...], said: str
) -> None:
    office.mail()
    done = office.mail("--send", *options)
    assert (done.returncode, server.asked) == (2, [])
    assert said in done.stderr
    assert office.states() == {CHENG: ("planned", 0), MIAO: ("planned", 0)}


def test_a_changed_report_is_a_new_version_that_goes_alone_and_says_so(office: Office, server: Server) -> None:
    office.mail()
    office.mail("--send", "--yes", 2)
    office.build(ratings={"a0002": 4})
    serve(office, server)
    office.mail()
    assert office.drafts() == ["程云.eml"]
    office.mail("--send", "--yes", 1)
    last = server.taken[-1]
    assert (last.address, list(attached(last.content))) == (CHENG, ["a0002-费长风-2025能力素质评估报告-第2版.pdf"])
    assert "更新，第2版" in read(last.content)["Subject"]
    assert len(server.taken) == 3


@pytest.mark.usefixtures("server")
def test_of_several_parts_only_those_with_an_update_in_them_say_so(office: Office) -> None:
    office.mail()
    office.mail("--send", "--yes", 2)
    office.build([*PEOPLE, ["a0004", "陆行", "初阶", *PEOPLE[0][3:6], "lu@example.com"]], ratings={"a0002": 4})
    sizes = [path.stat().st_size for path in (office.output / "people").iterdir()]
    with Ledger(office.ledger) as ledger:
        ledger.note("most_bytes", str(2 * max(sizes)))  # with room for one report
    office.mail()
    drafts = [(office.output / "outbox" / name).read_bytes() for name in office.drafts()]
    about = {next(iter(attached(draft)))[:5]: str(read(draft)["Subject"]) for draft in drafts}
    assert about == {
        "a0002": "2025 能力素质评估报告（1 人，更新，第2版） 1/2",
        "a0004": "2025 能力素质评估报告（1 人，补充） 2/2",
    }


def test_people_may_get_their_own(office: Office, server: Server) -> None:
    office.mail("--to", "people")
    assert office.mail("--send", "--yes", 3).returncode == 0
    found = {mail.address: [name[:5] for name in attached(mail.content)] for mail in server.taken}
    assert found == {"mao@example.com": ["a0001"], "fei@example.com": ["a0002"], "mao.xm@example.com": ["a0003"]}


def test_an_outbox_for_others_than_asked_for_is_not_sent_and_one_that_is_replaced_is_told(
    office: Office, server: Server
) -> None:
    office.mail()
    done = office.mail("--to", "people", "--send", "--yes", 2)
    assert (done.returncode, server.asked) == (2, [])
    assert "--to people" in done.stderr
    assert "2 封写给另一类收件人、尚未发送" in office.mail("--to", "people").stdout
    assert office.mail("--to", "people", "--send", "--yes", 3).returncode == 0
    assert "尚未发送" not in office.mail().stdout


def test_what_was_planned_again_but_has_arrived_after_all_does_not_go(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", "x")
    with smtp_server(Fault("end", "drop", to="cheng", keeps=True), users={"hr": "x"}) as server:
        serve(office, server)
        office.mail()
        office.mail("--send", "--yes", 2)
        office.mail("--resend", 1)
        assert office.drafts() == ["程云.eml"]
        assert office.mail("--arrived", 1).returncode == 0
        done = office.mail("--send", "--yes", 1)
        assert (done.returncode, server.taken_for()) == (1, [CHENG, MIAO])
        assert office.mail().returncode == 0
        assert office.drafts() == []


@pytest.mark.usefixtures("server")
def test_who_is_to_get_it_again_has_to_be_clear(office: Office) -> None:
    people = [[*row[:4], "程云" if row[5] == CHENG else row[4], *row[5:]] for row in PEOPLE]
    people[1][0] = "2"  # the number of the other mail
    shutil.rmtree(office.output)
    assert office.build(people).returncode == 0
    office.mail()
    office.mail("--send", "--yes", 2)
    done = office.mail("--resend", "2")
    assert (done.returncode, office.drafts()) == (2, ["程云.eml", "苗青.eml"])
    assert "“2”" in done.stderr
    office.mail("--resend", MIAO)
    assert office.drafts() == ["苗青.eml"]


def test_an_outbox_whose_writing_was_broken_off_is_not_sent(office: Office, server: Server) -> None:
    import json

    office.mail()
    manifest = office.output / "data" / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    del told["files"]["outbox.html"]["sha256"]  # as it is from the beginning of a run to its end
    manifest.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    done = office.mail("--send", "--yes", 2)
    assert (done.returncode, server.asked) == (2, [])
    office.mail()
    assert office.mail("--send", "--yes", 2).returncode == 0


def test_a_command_that_gives_no_password_sends_nothing(
    office: Office, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", "")
    office.mail()
    done = office.mail("--send", "--yes", 2, "--password-command", f"{shlex.quote(sys.executable)} -c 0")
    assert (done.returncode, server.asked) == (2, [])
    done = office.mail(
        "--send", "--yes", 2, "--password-command", f"{shlex.quote(sys.executable)} -c 'print(\"geheim 密码\")'"
    )
    assert (done.returncode, len(server.taken)) == (0, 2)


def test_a_refused_mail_stays_refused_until_it_is_to_be_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", "x")
    with smtp_server(
        Fault("rcpt", "550 5.1.1 no such user cheng.yun@example.com", to="cheng"), users={"hr": "x"}
    ) as server:
        serve(office, server)
        office.mail()
        done = office.mail("--send", "--yes", 2)
        assert (done.returncode, office.states()) == (1, {CHENG: ("refused", 550), MIAO: ("accepted", 250)})
        assert "example.com" not in done.stdout + done.stderr
        office.mail()
        assert office.mail("--send").returncode == 1
        assert server.taken_for() == [MIAO]
        office.mail("--resend", "a0001")
        assert office.drafts() == ["程云.eml"]
        assert office.mail("--send", "--yes", 1).returncode == 0
        assert server.taken_for() == [MIAO, CHENG]


def test_a_refused_mail_is_done_with_once_its_reports_were_taken_at_the_corrected_address(office: Office) -> None:
    wrong = [[*row[:5], "chengyun@example.com" if row[5] == CHENG else row[5], row[6]] for row in PEOPLE]
    office.build(wrong)
    with smtp_server(Fault("rcpt", "550 no such user", to="chengyun", times=None)) as server:
        serve(office, server)
        text = (office.input / "reportgen.toml").read_text(encoding="utf-8").replace('user = "hr"\n', "")
        (office.input / "reportgen.toml").write_text(text, encoding="utf-8")
        office.mail()
        assert office.mail("--send", "--yes", 2).returncode == 1
        assert "chengyun" in office.status().stdout
        office.build()
        assert office.mail().returncode == 0
        assert office.mail("--send", "--yes", 1).returncode == 0
        assert server.taken_for() == [MIAO, CHENG]
        assert "chengyun" not in office.status().stdout
        assert office.mail().returncode == 0


def test_a_mail_of_unknown_fate_is_not_sent_again_by_itself_and_can_be_settled(office: Office) -> None:
    with smtp_server(Fault("end", "drop", to="cheng", keeps=True)) as server:
        serve(office, server)
        (office.input / "reportgen.toml").write_text(
            (office.input / "reportgen.toml").read_text(encoding="utf-8").replace('user = "hr"\n', ""), encoding="utf-8"
        )
        office.mail()
        assert office.mail("--send", "--yes", 2).returncode == 1
        assert office.states() == {CHENG: ("unknown", 0), MIAO: ("accepted", 250)}
        office.mail()
        assert (office.drafts(), office.mail("--send").returncode, server.taken_for()) == ([], 1, [CHENG, MIAO])
    status = office.status()
    assert CHENG in status.stdout
    assert office.mail("--arrived", 1).returncode == 0
    assert office.states()[CHENG] == ("accepted", 0)


def test_the_password_never_goes_out_in_the_open_and_nothing_is_sent_where_it_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", "falsch")
    with smtp_server(users={"hr": "richtig"}) as server:
        serve(office, server)
        office.mail()
        done = office.mail("--send", "--yes", 2)
    assert (done.returncode, office.states()) == (1, {CHENG: ("planned", 0), MIAO: ("planned", 0)})
    assert "falsch" not in done.stdout + done.stderr
    with smtp_server(users={"hr": "falsch"}, starttls_offered=False, auth_before_tls=True) as server:
        serve(office, server)
        office.mail()
        done = office.mail("--send", "--yes", 2)
        assert [command for command in server.asked if command.startswith("AUTH")] == []
    assert office.states() == {CHENG: ("planned", 0), MIAO: ("planned", 0)}


def test_samples_get_an_outbox_and_are_never_sent(office: Office, server: Server) -> None:
    text = (office.input / "reportgen.toml").read_text(encoding="utf-8")
    (office.input / "reportgen.toml").write_text(
        text.replace("[report]\n", "[report]\nsample = true\n"), encoding="utf-8"
    )
    shutil.rmtree(office.output)
    assert office.build().returncode == 0
    assert office.mail().returncode == 0
    assert office.drafts() != []
    assert not office.ledger.exists()
    done = office.mail("--send", "--yes", 2)
    assert (done.returncode, server.asked) == (2, [])
    assert "示例" in done.stderr


def test_a_deleted_ledger_is_missed(office: Office, server: Server) -> None:
    office.mail()
    office.mail("--send", "--yes", 2)
    office.ledger.unlink()
    done = office.mail()
    assert (done.returncode, office.drafts()) == (1, [])
    assert "--new-ledger" in done.stdout
    assert office.mail("--send").returncode == 0
    assert len(server.taken) == 2
    assert office.mail("--new-ledger").returncode == 0
    assert office.drafts() == ["程云.eml", "苗青.eml"]
    assert office.mail("--send", "--yes", 2).returncode == 0
    assert len(server.taken) == 4


@pytest.mark.usefixtures("server")
def test_the_same_reports_built_into_another_folder_are_not_mailed_again(office: Office) -> None:
    office.mail()
    office.mail("--send", "--yes", 2)
    other = office.output.parent / "other"
    run("build", office.input, "--output", other)
    done = run("mail", "--input", office.input, other)
    assert (done.returncode, list((other / "outbox").glob("*"))) == (1, [])
    assert run("mail", "--input", office.input, "status", other).returncode == 0
    assert "--new-ledger" in done.stdout


def test_locked_reports_open_with_the_password_in_the_workbook_only(office: Office) -> None:
    from pypdf import PdfReader

    from reportgen.outputs.passwords import read_passwords

    assert office.mail("--encrypt").returncode == 0
    known = read_passwords(office.output / "passwords.xlsx").by_address
    assert sorted(known) == [CHENG, MIAO]
    draft = (office.output / "outbox" / "苗青.eml").read_bytes()
    (content,) = attached(draft).values()
    path = office.output.parent / "locked.pdf"
    path.write_bytes(content)
    reader = PdfReader(path)
    assert reader.is_encrypted
    assert not reader.decrypt(known[CHENG])
    assert reader.decrypt(known[MIAO])
    assert not any(
        password.encode() in (office.output / name).read_bytes()
        for password in known.values()
        for name in ("outbox.html", "data/mail.sqlite")
    )
    office.mail("--encrypt")
    assert read_passwords(office.output / "passwords.xlsx").by_address == known


def test_on_a_terminal_the_number_and_the_password_are_asked_for(
    office: Office, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pty

    monkeypatch.delenv("REPORTGEN_MAIL_PASSWORD")
    office.mail()
    process, terminal = pty.fork()
    if not process:  # the child
        arguments = ["-m", "reportgen", "mail", "--input", str(office.input), str(office.output), "--send"]
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 (fixed arguments)
    shown = b""
    for question, answer in (("确认请输入数字 2：", "2"), ("密码（或授权码）", "geheim 密码")):
        while question.encode() not in shown:
            shown += os.read(terminal, 1000)
        os.write(terminal, f"{answer}\n".encode())
    with suppress(OSError):  # the end
        while part := os.read(terminal, 1000):
            shown += part
    _, status = os.waitpid(process, 0)
    assert (os.waitstatus_to_exitcode(status), server.taken_for()) == (0, [CHENG, MIAO])
    assert b"geheim" not in shown
