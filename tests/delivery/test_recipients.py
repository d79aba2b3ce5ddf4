"""To whom reports go, and everything that stops a mail."""

import pytest

from reportgen.delivery.recipients import grouped
from reportgen.delivery.superiors import apart
from reportgen.language import Language
from reportgen.model.mail import PEOPLE, Audience
from tests.delivery.rosters import found, line, mails, roster, stops

# ---- mails to superiors


def test_every_superior_gets_one_mail_about_all_their_people_in_the_rosters_order() -> None:
    table = """
1 | 毛小满 | 苗青 | | miao@x.cn
2 | 费长风 | 谷雨 | | gu@x.cn
3 | 石小川 | 苗青 | | miao@x.cn
"""
    assert mails(table) == [("miao@x.cn", "苗青", "1 3"), ("gu@x.cn", "谷雨", "2")]
    assert stops(table) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("苗青 | | miao@x.cn", "苗　青 | | miao@x.cn"),  # spaces
        ("馬龍 | | ma@x.cn", "马龙 | | ma@x.cn"),  # variant characters
        ("Anna Lee | | a@x.cn", "ＡＮＮＡ lee | | A@X.CN"),  # width and case, also of the address
        ("苗青 | 0901 | miao@x.cn", "苗青 | 901 | miao@x.cn"),  # an id that lost its zeros
        ("苗青 | 0901 | miao@x.cn", "苗青 | | miao@x.cn"),  # an id in some lines only
        ("苗青 | 0901 | miao@x.cn", " | 0901 | miao@x.cn"),  # no name
        ("苗青 | | miao@x.cn", " | | miao@x.cn"),  # neither name nor id
        ("苗青 | | miao@x.cn", "无 | — | miao@x.cn"),  # words for nothing
        ("苗青 | 0901 | miao@x.cn", "苗青（0901） | | miao@x.cn"),  # name and id in one cell
        ("苗青 | 0901 | miao@x.cn", "0901 | | miao@x.cn"),
        ("苗青 | 0901 | miao@x.cn", "901 苗青 | 0901 | miao@x.cn"),
        ("苗青 | | miao@x.cn", "苗青 | | ｍｉａｏ＠ｘ．ｃｎ"),
    ],
)
def test_one_superior_may_be_written_in_several_ways(one: str, other: str) -> None:
    table = f"1 | 毛小满 | {one}\n2 | 费长风 | {other}"
    groups, stopped = grouped(roster(table), "managers", ())
    assert [[x.person_id for x in group.lines] for group in groups] == [["1", "2"]]
    assert stopped == ()


def test_without_a_name_nobody_is_greeted_by_one() -> None:
    (group,), stopped = grouped(roster("1 | 毛小满 | | | miao@x.cn"), "managers", ())
    assert (group.addressee.address, group.addressee.name, group.addressee.id, stopped) == ("miao@x.cn", "", "", ())


def test_who_is_written_to_is_named_by_the_roster_when_only_the_id_stands_in_the_line() -> None:
    table = "1 | 毛小满 | | 0009 | miao@x.cn\n0009 | 苗青 | 苗青 | 0009 | miao@x.cn | miao@x.cn"
    (group,), _ = grouped(roster(table), "managers", ())
    assert (group.addressee.name, group.addressee.id) == ("苗青", "0009")


def test_the_own_address_of_the_superior_whose_id_is_given_serves_where_none_is_written_beside() -> None:
    table = "1 | 毛小满 | 苗青 | 9\n9 | 苗青 | 谷雨 | | gu@x.cn | miao@x.cn"
    assert mails(table) == [("miao@x.cn", "苗青", "1"), ("gu@x.cn", "谷雨", "9")]


def test_a_name_alone_finds_no_address_in_the_superiors_own_line() -> None:
    table = "1 | 毛小满 | 苗青\n9 | 苗青 | 谷雨 | | gu@x.cn | miao@x.cn"
    assert stops(table) == [("no-address", "E2", "1")]


def test_a_head_may_be_their_own_superior() -> None:
    assert mails("1 | 苗青 | 苗青 | | miao@x.cn | miao@x.cn") == [("miao@x.cn", "苗青", "1")]


def test_two_superiors_of_one_name_are_told_apart_by_their_ids() -> None:
    table = """
1 | 毛小满 | 王芳 | 71 | wang1@x.cn
2 | 费长风 | 王芳 | 72 | wang2@x.cn
3 | 石小川 | 王芳 | | wang2@x.cn
"""
    assert mails(table) == [("wang1@x.cn", "王芳", "1"), ("wang2@x.cn", "王芳", "2 3")]


@pytest.mark.parametrize("nothing", ["", "无", "—", "N/A", "/"])
def test_a_line_without_address_is_left_out_and_the_others_go(nothing: str) -> None:
    table = f"1 | 毛小满 | 苗青 | | {nothing}\n2 | 费长风 | 苗青 | | miao@x.cn"
    assert mails(table) == [("miao@x.cn", "苗青", "2")]
    assert stops(table) == [("no-address", "E2", "1")]


@pytest.mark.parametrize(
    "text", ["miao@x.cn, gu@x.cn", "miao@x.cn；gu@x.cn", "苗青 <miao@x.cn>", "miao", "miao@x.cn\ngu@x.cn", "苗青@x.cn"]
)
def test_a_cell_that_is_not_exactly_one_address_stops_its_line(text: str) -> None:
    lines = (line(2, "1", "毛小满", "苗青", "", text), line(3, "2", "费长风", "苗青", "", "miao@x.cn"))
    groups, (stop,) = grouped(lines, "managers", ())
    assert (stop.problem.code, stop.problem.source.cell, stop.problem.value) == ("unusable-address", "E2", text)
    assert (stop.people, stop.addressee) == (("1",), "苗青")
    assert [x.person_id for group in groups for x in group.lines] == ["2"]


@pytest.mark.parametrize(
    ("domains", "stopped"),
    [
        ((), False),  # not limited yet
        (("x.cn",), False),
        (("X.CN", "y.cn"), False),
        (("y.cn",), True),
        (("cn",), True),
        (("mail.x.cn",), True),
    ],
)
def test_mail_goes_to_the_allowed_domains_only_and_to_no_others_below_or_above(
    domains: tuple[str, ...], stopped: bool
) -> None:
    table = "1 | 毛小满 | 苗青 | | miao@x.cn\n2 | 费长风 | 苗青 | | miao@x.cn"
    assert stops(table, domains=domains) == ([("foreign-domain", "E2", "1 2")] if stopped else [])


def test_an_address_under_two_names_goes_nowhere_and_the_rarer_name_is_shown(zh: Language) -> None:
    table = """
1 | 毛小满 | 谷雨 | | miao@x.cn
2 | 费长风 | 苗青 | | miao@x.cn
3 | 石小川 | 苗青 | | Miao@x.cn
4 | 江雪 | 白露 | | bai@x.cn
"""
    assert mails(table) == [("bai@x.cn", "白露", "4")]
    (stop,) = found(table)
    assert (stop.problem.code, stop.problem.source.cell, stop.people) == ("shared-address", "E2", ("1", "2", "3"))
    assert stop.problem.what(zh) == (
        "同一个邮箱地址 miao@x.cn 写给了不同的人：苗青 (E3)、谷雨 (E2)。为免发错，不向这个地址发邮件。"
    )


def test_an_address_under_two_ids_goes_nowhere_though_the_names_are_alike() -> None:
    table = "1 | 毛小满 | 王芳 | 71 | wang@x.cn\n2 | 费长风 | 王芳 | 72 | wang@x.cn\n3 | 石小川 | | | wang@x.cn"
    assert stops(table) == [("shared-address", "E3", "1 2 3")]
    assert mails(table) == []


@pytest.mark.parametrize("number", ["", "71"])
def test_a_superior_with_two_addresses_gets_no_mail_at_all(number: str, zh: Language) -> None:
    table = f"""
1 | 毛小满 | 王芳 | {number} | wang@x.cn
2 | 费长风 | 王芳 | {number} | wang@x.cn
3 | 石小川 | 王芳 | {number} | fang@x.cn
"""
    assert mails(table) == []
    (stop,) = found(table)
    assert (stop.problem.code, stop.problem.source.cell, stop.people) == ("two-addresses", "E4", ("1", "2", "3"))
    assert stop.problem.message(zh) == (
        "王芳有不同的邮箱地址：wang@x.cn (E2)、fang@x.cn (E4)。为免发错，都不发邮件。"
        "请写成同一个地址。如果是同名的不同的人，请在名单中增加“上级工号”一列加以区分。"
    )


def test_a_name_that_two_ids_bear_says_nothing_with_a_third_address() -> None:
    table = """
1 | 毛小满 | 王芳 | 71 | wang1@x.cn
2 | 费长风 | 王芳 | 72 | wang2@x.cn
3 | 石小川 | 王芳 | | wang3@x.cn
"""
    assert stops(table) == [("two-addresses", "E4", "3")]
    assert mails(table) == [("wang1@x.cn", "王芳", "1"), ("wang2@x.cn", "王芳", "2")]


@pytest.mark.parametrize("number", ["", "9"])
def test_an_address_other_than_the_superiors_own_in_the_roster_stops_the_mail(number: str) -> None:
    table = f"1 | 毛小满 | 苗青 | {number} | miaoqing@x.cn\n9 | 苗青 | 谷雨 | | gu@x.cn | miao@x.cn"
    assert stops(table) == [("two-addresses", "E2", "1")]
    assert mails(table) == [("gu@x.cn", "谷雨", "9")]


@pytest.mark.parametrize(
    "superior",
    [
        "苗青 | | fei@x.cn",  # a colleague's address, from the wrong line
        "苗青 | 77 | fei@x.cn",
        "费长风 | 77 | fei@x.cn",  # of that name, but another person
    ],
)
def test_the_own_address_of_somebody_else_stops_the_mail(superior: str, zh: Language) -> None:
    table = f"1 | 毛小满 | {superior} | mao@x.cn\n2 | 费长风 | 谷雨 | | gu@x.cn | fei@x.cn"
    assert mails(table) == [("gu@x.cn", "谷雨", "2")]
    (stop,) = found(table)
    assert (stop.problem.code, stop.problem.source.cell, stop.people) == ("own-address", "E2", ("1",))
    assert "2 费长风 (F3)" in stop.problem.what(zh)


@pytest.mark.parametrize("superior", ["苗青 | ", "苗青 | 77", " | "])
def test_the_persons_own_address_in_the_column_of_the_superiors_stops_the_mail(superior: str) -> None:
    assert stops(f"1 | 毛小满 | {superior} | mao@x.cn | mao@x.cn") == [("own-address", "E2", "1")]


def test_somebody_whose_superior_has_their_name_is_not_taken_for_their_own_superior() -> None:
    table = """
1 | 王芳 | 王芳 | | wang1@x.cn | wang1@x.cn
2 | 王芳 | 谷雨 | | gu@x.cn | wang2@x.cn
"""
    assert stops(table) == [("own-address", "E2", "1")]


def test_an_id_in_the_cell_of_the_name_must_be_the_one_beside_it(zh: Language) -> None:
    table = """
1 | 毛小满 | 王芳(0024) | 0031 | wang@x.cn
0031 | 王芳 | | | gu@x.cn | wang@x.cn
"""
    assert mails(table) == [("gu@x.cn", "", "0031")]
    (stop,) = found(table)
    assert (stop.problem.code, stop.problem.source.cell) == ("manager-mismatch", "C2")
    assert "上级姓名 王芳 与上级工号 0031 不符：0024 王芳。" in stop.problem.what(zh)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("苗青(00031)", ("苗青", "00031")), ("00031 苗青", ("苗青", "00031")), ("苗青/A0031", ("苗青", "A0031")),
        ("Anna Lee 1234", ("Anna Lee", "1234")), ("苗青", ("苗青", "")), ("苗青2", ("苗青2", "")), ("苗青(副总)", ("苗青(副总)", "")),
        ("00031", ("", "00031")), ("", ("", "")), ("苗青、谷雨", ("苗青、谷雨", "")), ("苗青(副总)00031", ("苗青(副总)00031", "")),
    ],
)  # fmt: skip
def test_name_and_id_may_stand_in_one_cell(text: str, expected: tuple[str, str]) -> None:
    assert apart(text) == expected


def test_an_id_of_somebody_else_than_the_name_beside_it_stops_its_line_alone(zh: Language) -> None:
    table = """
1 | 毛小满 | 苗青 | 9 | miao@x.cn
2 | 费长风 | 谷雨 | 9 | gu@x.cn
9 | 苗青 | 苗青 | 9 | miao@x.cn
"""
    assert mails(table) == [("miao@x.cn", "苗青", "1 9")]
    (stop,) = found(table)
    assert (stop.problem.code, stop.problem.source.cell, stop.people) == ("manager-mismatch", "C3", ("2",))
    assert stop.problem.what(zh) == "上级姓名 谷雨 与上级工号 9 不符：苗青 (A4)。为免发错，不发邮件。"


def test_an_id_from_outside_the_roster_under_two_names_stops_all_its_lines() -> None:
    table = """
1 | 毛小满 | 苗青 | 77 | miao@x.cn
2 | 费长风 | 苗青 | 77 | miao@x.cn
3 | 石小川 | 谷雨 | 77 | miao@x.cn
"""
    assert stops(table) == [("manager-mismatch", "C4", "1 2 3")]


def test_a_remark_behind_the_name_is_no_contradiction_to_the_id() -> None:
    table = "1 | 毛小满 | 苗青（副总） | 9 | miao@x.cn\n9 | 苗青 | | | gu@x.cn | miao@x.cn"
    assert stops(table) == []


def test_an_id_that_two_people_have_but_for_zeros_in_front_is_neithers() -> None:
    table = "1 | 毛小满 | 苗青 | 9 | miao@x.cn\n09 | 谷雨 | | | bai@x.cn\n009 | 白露 | | | bai@x.cn"
    assert mails(table) == [("miao@x.cn", "苗青", "1"), ("bai@x.cn", "", "09 009")]


def test_a_moved_superior_whose_old_address_is_still_in_some_lines_gets_nothing() -> None:
    table = "1 | 毛小满 | 苗青 | 9 | old@x.cn\n2 | 费长风 | 苗青 | 9 | new@x.cn\n9 | 苗青 | | | gu@x.cn | new@x.cn"
    assert stops(table) == [("two-addresses", "E3", "1 2")]


def test_an_id_as_it_stands_comes_before_one_that_is_alike_but_for_zeros() -> None:
    table = "1 | 毛小满 | | 09\n09 | 谷雨 | | | bai@x.cn | gu@x.cn\n9 | 白露 | | | bai@x.cn | bl@x.cn"
    assert mails(table) == [("gu@x.cn", "谷雨", "1"), ("bai@x.cn", "", "09 9")]


def test_a_line_without_name_joins_the_superior_whose_own_address_it_gives() -> None:
    table = """
1 | 毛小满 | 苗青 | | miao@x.cn
2 | 费长风 | | | miao@x.cn
9 | 苗青 | 谷雨 | | gu@x.cn | miao@x.cn
"""
    assert mails(table) == [("miao@x.cn", "苗青", "1 2"), ("gu@x.cn", "谷雨", "9")]


def test_a_line_that_contradicts_itself_says_nothing_of_the_others() -> None:
    table = """
1 | 毛小满 | 谷雨 | 9 | fei@x.cn | mao@x.cn
2 | 费长风 | 谷雨 | | gu@x.cn | fei@x.cn
9 | 苗青 | 谷雨 | | gu@x.cn | miao@x.cn
"""
    assert stops(table) == [("manager-mismatch", "C2", "1")]
    assert stops(table, PEOPLE) == []


@pytest.mark.parametrize(
    ("table", "audience", "addressee", "expected"),
    [
        (
            "1 | 毛小满 | 苗青",
            "managers",
            "苗青",
            "名单里没有苗青的邮箱，不生成这封邮件。请在“上级邮箱”一列填写邮箱地址。",
        ),
        ("1 | 毛小满", "managers", "", "名单里没有上级的邮箱，不生成这封邮件。请在“上级邮箱”一列填写邮箱地址。"),
        ("1 | 毛小满", "people", "1 毛小满", "名单里没有1 毛小满的邮箱，不生成这封邮件。请在“邮箱”一列填写邮箱地址。"),
        (
            "1 | 毛小满 | | | miao",
            "managers",
            "",
            "“miao”不能用作上级的邮箱地址：这不是邮箱地址。单元格里请只写一个邮箱地址，如 name@example.com，不要写别的内容。",
        ),
        (
            "1 | 毛小满 | | | a@y.cn",
            "managers",
            "",
            (
                "上级的邮箱地址 a@y.cn 的域名是 y.cn，不在允许发送的范围内（允许：x.cn）。"
                "请更正地址；如果地址没有错，请在 reportgen.toml 的 [mail] 的 domains 中加上这个域名。"
            ),
        ),
        (
            "1 | 毛小满 | | | a@x.cn | a@x.cn",
            "managers",
            "",
            (
                "这里把 a@x.cn 写作上级的邮箱，但它是1 毛小满 (F2)本人的邮箱。为免发错，不向这个地址发邮件。"
                "请填写上级自己的邮箱；如果错的是那一行的本人邮箱，请更正那一行。"
            ),
        ),
    ],
)
def test_a_stop_says_whose_mail_it_is_and_what_to_do(
    table: str, audience: Audience, addressee: str, expected: str, zh: Language
) -> None:
    (stop,) = found(table, audience, ("x.cn",))
    assert (stop.addressee, stop.problem.person, stop.problem.message(zh)) == (addressee, "1", expected)


def test_a_stop_of_several_people_is_about_nobody_in_particular() -> None:
    (stop,) = found("1 | 毛小满 | | | | a@x.cn\n2 | 费长风 | | | | A@x.cn", PEOPLE)
    assert (stop.people, stop.addressee, stop.problem.person) == (("1", "2"), "A@x.cn", "")
