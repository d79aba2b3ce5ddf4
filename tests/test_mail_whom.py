"""`reportgen mail` and the wrong recipient: swapped, edited, moved, contradicted; nobody gets another's report."""

from pathlib import Path

import pytest

from tests.mail_folder import PEOPLE, Office
from tests.mail_office import CHENG, MIAO, attached, built, office, own_notes, read, serve, server  # noqa: F401 (fixtures)
from tests.smtp_server import Server


def swap(office: Office, one: str, other: str) -> None:
    first, second = (next((office.output / "people").glob(f"{who}-*")) for who in (one, other))
    a, b = first.read_bytes(), second.read_bytes()
    first.write_bytes(b)
    second.write_bytes(a)


def test_swapped_reports_are_not_attached(office: Office) -> None:
    swap(office, "a0001", "a0003")
    done = office.mail()
    assert done.returncode == 1
    assert office.drafts() == ["程云.eml"]
    draft = (office.output / "outbox" / "程云.eml").read_bytes()
    assert [name[:5] for name in attached(draft)] == ["a0002"]
    assert "people/a0001-毛小满.pdf" in done.stdout


def test_a_report_of_another_is_found_on_its_pages_even_when_the_manifest_names_it(office: Office) -> None:
    swap(office, "a0001", "a0003")
    manifest = office.output / "data" / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    import hashlib
    import json

    files = json.loads(text)
    for name, info in files["files"].items():
        if info.get("kind") == "person":
            info["sha256"] = hashlib.sha256((office.output / name).read_bytes()).hexdigest()
    manifest.write_text(json.dumps(files, ensure_ascii=False), encoding="utf-8")
    done = office.mail()
    assert (done.returncode, office.drafts()) == (1, ["程云.eml"])
    assert [name[:5] for name in attached((office.output / "outbox" / "程云.eml").read_bytes())] == ["a0002"]


def test_an_edited_draft_is_not_sent_and_the_others_are(office: Office, server: Server) -> None:
    office.mail()
    draft = office.output / "outbox" / "程云.eml"
    draft.write_bytes(draft.read_bytes().replace(CHENG.encode(), b"evil@example.com"))
    done = office.mail("--send", "--yes", 1)
    assert (done.returncode, server.taken_for()) == (1, [MIAO])
    assert office.states() == {CHENG: ("planned", 0), MIAO: ("accepted", 250)}


def test_a_foreign_draft_in_the_outbox_is_not_sent(office: Office, server: Server) -> None:
    office.mail()
    (office.output / "outbox" / "他人.eml").write_bytes((office.output / "outbox" / "程云.eml").read_bytes())
    office.mail("--send", "--yes", 2)
    assert server.taken_for() == [CHENG, MIAO]


def test_an_outbox_from_before_a_change_of_the_roster_is_not_sent(office: Office, server: Server) -> None:
    office.mail()
    moved = [[*PEOPLE[0][:4], "苗青", MIAO, PEOPLE[0][6]], *PEOPLE[1:]]
    from tests.mail_folder import write_input

    kept = (office.input / "reportgen.toml").read_text(encoding="utf-8")
    write_input(office.input, moved)
    (office.input / "reportgen.toml").write_text(kept, encoding="utf-8")
    done = office.mail("--send", "--yes", 2)
    assert (done.returncode, server.asked) == (2, [])
    assert "名单.xlsx" in done.stderr
    office.build(moved)
    assert office.mail("--send", "--yes", 2).returncode != 0
    assert server.taken_for() == []


def test_a_report_that_the_manager_before_got_is_held_until_it_is_meant(office: Office, server: Server) -> None:
    office.mail()
    office.mail("--send", "--yes", 2)
    office.build([[*PEOPLE[0][:4], "苗青", MIAO, PEOPLE[0][6]], *PEOPLE[1:]])
    done = office.mail()
    assert (done.returncode, office.drafts()) == (1, [])
    assert "recipient-changed" in done.stdout or "MOVED=a0001" in done.stdout
    assert office.mail("--moved", "a0001").returncode == 0
    assert office.mail("--send", "--yes", 1).returncode == 0
    assert (server.taken[-1].address, [n[:5] for n in attached(server.taken[-1].content)]) == (MIAO, ["a0001"])


@pytest.mark.parametrize(
    ("changed", "going"),
    [
        ({1: {5: "other@example.com"}}, ["苗青.eml"]),  # one manager, two addresses
        ({2: {5: CHENG}}, []),  # two managers, one address
        ({0: {5: f"{CHENG},evil@example.com"}, 1: {5: ""}}, ["苗青.eml"]),  # two in a cell, and none
        ({2: {4: "程云"}}, []),  # two managers of one name, as it seems
        ({2: {5: "fei@example.com"}}, ["程云.eml"]),  # the own address of somebody else
        ({2: {5: "miao.qing@example.org"}}, ["程云.eml"]),
    ],
)  # fmt: skip
def test_a_roster_that_contradicts_itself_stops_the_mails_it_concerns(
    tmp_path: Path, changed: dict[int, dict[int, str]], going: list[str]
) -> None:
    office = Office(tmp_path / "office")
    people = [[changed.get(n, {}).get(k, cell) for k, cell in enumerate(row)] for n, row in enumerate(PEOPLE)]
    office.build(people)
    done = office.mail()
    assert (done.returncode, office.drafts()) == (1, going)
    assert "名单.xlsx" in done.stdout


def test_who_stands_in_the_roster_twice_with_different_superiors_is_in_no_mail(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.build([*PEOPLE, [*PEOPLE[0][:4], "苗青", MIAO, PEOPLE[0][6]]])
    done = office.mail()
    assert (done.returncode, office.drafts()) == (1, ["程云.eml", "苗青.eml"])
    assert [name[:5] for name in attached((office.output / "outbox" / "程云.eml").read_bytes())] == ["a0002"]
    assert "名单.xlsx › 名单 › A5" in done.stdout
    assert office.mail("--to", "people").returncode == 1
    assert office.drafts() == ["毛小满.eml", "费长风.eml"]
