"""Settings from `reportgen.toml`: exact weights, and every fault named by its key."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from reportgen.language import Language, Said
from reportgen.model.inputs import Cycle
from reportgen.settings import (
    CycleSettings,
    ReportSettings,
    Settings,
    SettingsError,
    contrast_on_white,
    load_settings,
    parse_settings,
)

FILE = Path("reportgen.toml")


def faults_of(text: str) -> dict[str, str]:
    """Key -> what is wrong with it."""
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, FILE)
    told = str(caught.value)
    assert told.startswith("reportgen.toml: ")
    assert all((f"{key}: {what}" if key else f": {what}") in told for key, what in caught.value.faults)
    return dict(caught.value.faults)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings(
        model="", cycle=None, weights={}, report=ReportSettings(organisation="", language="zh", sample=False)
    )


def test_an_empty_file_changes_nothing() -> None:
    assert parse_settings("", FILE) == Settings()


def test_everything_can_be_set() -> None:
    settings = parse_settings(
        """
        model = "shop.toml"

        [cycle]
        name = "2026H1"
        from = 2026-01-01
        to = 2026-06-30

        [weights]
        supervisor = 2
        peer = 1

        [report]
        organisation = "示例公司"
        logo = "标志.png"
        accent = "#7A1F5C"
        introduction = "本报告供面谈使用。"
        footer = "内部资料"
        language = "en"
        sample = true
        """,
        FILE,
    )
    assert settings == Settings(
        model="shop.toml",
        cycle=CycleSettings("2026H1", date(2026, 1, 1), date(2026, 6, 30)),
        weights={"supervisor": Fraction(2), "peer": Fraction(1)},
        report=ReportSettings("示例公司", "标志.png", "#7A1F5C", "本报告供面谈使用。", "内部资料", "en", sample=True),
    )
    assert settings.fixed_cycle == Cycle("2026H1", date(2026, 1, 1), date(2026, 6, 30))


# ---- cycle


def test_without_a_cycle_none_is_fixed() -> None:
    assert Settings().fixed_cycle is None


def test_a_cycle_may_be_open_at_both_ends() -> None:
    assert parse_settings('[cycle]\nname = "2026"', FILE).fixed_cycle == Cycle("2026", None, None)


def test_a_cycle_of_one_day_is_a_cycle() -> None:
    settings = parse_settings('[cycle]\nname = "day"\nfrom = 2026-05-01\nto = 2026-05-01', FILE)
    assert settings.fixed_cycle == Cycle("day", date(2026, 5, 1), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[cycle]\nname = "x"\nfrom = 2026-07-01\nto = 2026-06-30', "cycle"),
        ("[cycle]\nfrom = 2026-07-01", "cycle.name"),
        ('[cycle]\nname = " "', "cycle.name"),
        ('[cycle]\nname = "x"\nfrom = "soon"', "cycle.from"),
        ('[cycle]\nname = "x"\nto = 20', "cycle.to"),
        ('[cycle]\nname = "x"\nuntil = 2026-06-30', "cycle.until"),
        ('cycle = "2026"', "cycle"),
    ],
)
def test_a_wrong_cycle_is_refused_by_its_key(text: str, key: str) -> None:
    assert list(faults_of(text)) == [key]


# ---- anonymity


def test_how_many_raters_keep_each_other_anonymous_is_the_models_unless_set() -> None:
    assert Settings().anonymity.minimum is None
    assert parse_settings("[anonymity]\nminimum = 1", FILE).anonymity.minimum == 1
    assert parse_settings("[anonymity]\nminimum = 5", FILE).anonymity.minimum == 5


@pytest.mark.parametrize("written", ["0", "-3", "2.5", "3.0", '"3"', "true", "[3]"])
def test_the_minimum_is_a_whole_number_from_one(written: str) -> None:
    assert list(faults_of(f"[anonymity]\nminimum = {written}")) == ["anonymity.minimum"]


@pytest.mark.parametrize(
    ("written", "place", "told"),
    [
        ('[anonymity]\nminimum = "drei"', "anonymity.minimum", "请写整数"),
        ("[anonymity]\nminimum = 0", "anonymity.minimum", "请写 1 或更大的整数"),
        ("[anonymity]\nminimun = 3", "anonymity.minimun", "拼错"),
        ("anonymity = 3", "anonymity", "请单独写一行 [anonymity]"),
        ("[anonymity]\nminimum = “3”", "", "第 2 行读不懂"),
        ('[cycle]\nname = "2026', "", "缺少引号"),
        ('[relations.partner]\nname_zh = ""', "relations.partner.name_zh", "是空的"),
        ('[relations.peer]\nwords = "同伴"', "relations.peer.words", "请写成方括号里的列表"),
        ('[relations.peer]\nwords = ["下属"]', "relations.peer.words", "“下属”已经表示“下级”（subordinate）"),
        ('[weights]\npeer = "viel"', "weights.peer", "请写数字"),
        ('[report]\nlanguage = "fr"', "report.language", "'zh' or 'en'"),
    ],
)
def test_what_is_wrong_is_told_in_chinese_with_what_to_write_instead(
    written: str, place: str, told: str, zh: Language
) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(written, FILE)
    ((where, what),) = caught.value.faults
    assert where == place
    assert isinstance(what, Said)
    assert told in what.told(zh)


# ---- relations


def test_relations_are_added_and_known_ones_get_more_words() -> None:
    settings = parse_settings(
        """
        [relations.partner]
        name_zh = "渠道伙伴"
        name_en = "Channel partner"
        words = ["代理商", "合作伙伴"]

        [relations.peer]
        words = ["协作部门"]

        [weights]
        partner = 1
        """,
        FILE,
    )
    found = {r.id: r for r in settings.all_relations}
    assert list(found) == ["self", "supervisor", "peer", "subordinate", "customer", "partner"]
    assert (found["partner"].name("zh"), found["partner"].name("en")) == ("渠道伙伴", "Channel partner")
    assert found["partner"].words == ("代理商", "合作伙伴")
    assert found["peer"].words[-1] == "协作部门"
    assert {"同事", "平级"} <= set(found["peer"].words)


def test_a_relation_without_an_english_name_has_its_chinese_one() -> None:
    settings = parse_settings('[relations.partner]\nname_zh = "渠道伙伴"', FILE)
    assert settings.all_relations[-1].name("en") == "渠道伙伴"


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ('[relations.partner]\nwords = ["代理商"]', "relations.partner.name_zh", "is missing"),
        ('[relations."渠道"]\nname_zh = "渠道伙伴"', "relations.渠道", "[relations.partner]"),
        ('[relations.other]\nname_zh = "别人"', "relations.other", "choose another"),
        ('[relations.peer]\nname_zh = "伙伴"', "relations.peer", "keeps its name"),
        ('[relations.partner]\nname_zh = "同事"', "relations.partner.name_zh", "同事 already means 同级 (peer)"),
        ('[relations.partner]\nname_zh = "渠道"\nname_en = "Boss"', "relations.partner.name_en", "already means 上级"),
        ('[relations.peer]\nwords = ["下属"]', "relations.peer.words", "下属 already means 下级 (subordinate)"),
        ('[relations.Peer]\nname_zh = "伙伴"', "relations.Peer", "already means 同级 (peer)"),
        (
            '[relations.a]\nname_zh = "甲"\nwords = ["丙"]\n[relations.b]\nname_zh = "乙"\nwords = [" 丙"]',
            "relations.b.words",
            "already means 甲 (a)",
        ),
        (
            '[relations.a]\nname_zh = "甲"\nwords = ["店长"]\n[aliases]\n"店长" = "上级"',
            "relations.a.words",
            "also in [aliases], for 上级",
        ),
        ('[relations.a]\nname_zh = "甲"\nname = "乙"', "relations.a.name", ""),
        ('[relations.a]\nname_zh = "甲"\nwords = "乙"', "relations.a.words", ""),
        ('[relations.a]\nname_zh = "甲"\nwords = [""]', "relations.a.words.0", ""),
        ("relations = 3", "relations", ""),
    ],
)
def test_a_wrong_relation_is_named_with_its_remedy(text: str, key: str, told: str) -> None:
    faults = faults_of(text)
    assert list(faults) == [key]
    assert told in faults[key]


def test_a_word_that_means_its_own_relation_already_does_no_harm() -> None:
    settings = parse_settings('[relations.peer]\nwords = ["同事"]', FILE)
    assert settings.relations["peer"].words == ("同事",)


def test_a_weight_of_a_relation_that_nobody_added_names_the_ones_there_are() -> None:
    faults = faults_of('[relations.partner]\nname_zh = "渠道伙伴"\n[weights]\nneighbour = 1')
    assert "customer, partner, peer, self, subordinate, supervisor" in faults["weights.neighbour"]


# ---- weights


@pytest.mark.parametrize(
    ("written", "weight"),
    [("1", "1"), ("0.1", "1/10"), ("0.30000000000000004", "0.30000000000000004"), ('"1/3"', "1/3"), ("5e-1", "1/2")],
)
def test_a_weight_is_exact_as_it_is_written(written: str, weight: str) -> None:
    assert parse_settings(f"[weights]\npeer = {written}", FILE).weights == {"peer": Fraction(weight)}


def test_weights_that_are_tenths_sum_up_exactly() -> None:
    weights = parse_settings("[weights]\nsupervisor = 0.1\npeer = 0.2\ncustomer = 0.7", FILE).weights
    assert sum(weights.values()) == 1


@pytest.mark.parametrize("relation", ["self", "supervisor", "peer", "subordinate", "customer"])
def test_every_relation_can_be_weighted(relation: str) -> None:
    assert parse_settings(f"[weights]\n{relation} = 1", FILE).weights == {relation: 1}


def test_a_weight_of_0_beside_a_positive_one_is_allowed() -> None:
    assert parse_settings("[weights]\npeer = 0\nsupervisor = 1", FILE).weights == {"peer": 0, "supervisor": 1}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[weights]\npeer = -1\nsupervisor = 2", ["weights.peer"]),
        ("[weights]\npeer = -0.5", ["weights.peer"]),
        ("[weights]\npeer = 0", ["weights"]),
        ("[weights]\npeer = 0\nself = 0.0", ["weights"]),
        ("[weights]\nneighbour = 1", ["weights.neighbour"]),
        ('[weights]\npeer = "much"', ["weights.peer"]),
        ("[weights]\npeer = true", ["weights.peer"]),
        ("[weights]\npeer = inf", ["weights.peer"]),
        ("[weights]\npeer = nan", ["weights.peer"]),
        ('[weights]\npeer = "1/0"', ["weights.peer"]),
        ("[weights]\nneighbour = -1", ["weights.neighbour"]),
        ("weights = 3", ["weights"]),
    ],
)
def test_a_wrong_weight_is_refused_by_its_key(text: str, keys: list[str]) -> None:
    assert list(faults_of(text)) == keys


def test_the_known_relations_are_named_when_one_is_unknown() -> None:
    assert "customer, peer, self, subordinate, supervisor" in faults_of("[weights]\nneighbour = 1")["weights.neighbour"]


# ---- keys and files


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("colour = 1", "colour"),
        ("[weight]\npeer = 1", "weight"),
        ('[report]\ntitle = "x"', "report.title"),
        ('[report]\nlanguage = "fr"', "report.language"),
        ('[report]\nsample = "perhaps"', "report.sample"),
        ("model = 3", "model"),
    ],
)
def test_an_unknown_key_or_value_is_refused_by_its_key(text: str, key: str) -> None:
    assert list(faults_of(text)) == [key]


def test_all_faults_are_named_at_once() -> None:
    assert set(faults_of('colour = 1\n[report]\nlanguage = "fr"')) == {"colour", "report.language"}


def test_text_that_is_no_toml_is_refused_with_its_line() -> None:
    assert "line 2" in faults_of('model = "a"\ncycle: 2026\n')[""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_file_of_a_folder_is_read_with_or_without_byte_order_mark(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "reportgen.toml").write_text('[report]\norganisation = "示例"', encoding=encoding)
    assert load_settings(tmp_path).report.organisation == "示例"


def test_a_file_in_another_encoding_is_refused_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "reportgen.toml"
    path.write_bytes('[report]\norganisation = "示例"'.encode("gb18030"))
    with pytest.raises(SettingsError, match="not UTF-8") as caught:
        load_settings(tmp_path)
    assert caught.value.path == path


def test_a_folder_in_place_of_the_file_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "reportgen.toml").mkdir()
    with pytest.raises(OSError, match=r"reportgen\.toml"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("line", "key", "what"),
    [
        ('accent = "blue"', "report.accent", "write a colour"),
        ('accent = "#FFD700"', "report.accent", "too pale"),
        (f'introduction = "{"字" * 181}"', "report.introduction", "has 181 characters; there is room for 180"),
        (f'footer = "{"字" * 61}"', "report.footer", "there is room for 60"),
    ],
)
def test_what_would_not_look_right_is_refused(line: str, key: str, what: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(f"[report]\n{line}\n", FILE)
    ((place, text),) = caught.value.faults
    assert place == key
    assert what in text


@pytest.mark.parametrize(
    ("logo", "content", "what"),
    [
        ("标志.png", None, "there is no file"),
        ("../标志.png", b"\x89PNG\r\n\x1a\n", "there is no file"),
        ("标志.svg", b"<svg/>", "must be a PNG or JPEG"),
        ("标志.png", b"\x89PNG\r\n\x1a\n" + bytes(2_000_000), "larger than 2 MB"),
    ],
)
def test_a_logo_is_an_image_in_the_input_folder(tmp_path: Path, logo: str, content: bytes | None, what: str) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    (folder / "reportgen.toml").write_text(f'[report]\nlogo = "{logo}"\n', encoding="utf-8")
    if content is not None:
        (folder / logo).write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_settings(folder)
    assert what in caught.value.faults[0][1]


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#000000", 21), ("#FFFFFF", 1), ("#767676", 4.54), ("#1F4E8C", 8.3), ("#C4122F", 6.0)]
)
def test_contrast_is_that_of_the_accessibility_guidelines(colour: str, contrast: float) -> None:
    assert contrast_on_white(colour) == pytest.approx(contrast, abs=0.05)


# ---- aliases


def test_without_aliases_there_are_none() -> None:
    assert parse_settings("", FILE).aliases == {}


def test_an_alias_maps_what_stands_in_the_workbooks_to_a_name() -> None:
    text = '[aliases]\n"目标感" = "成就导向"\n店长 = "上级"'.replace("店长", '"店长"')
    assert parse_settings(text, FILE).aliases == {"目标感": "成就导向", "店长": "上级"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[aliases]\n"目标感" = ""', "aliases.目标感"),
        ('[aliases]\n"目标感" = " "', "aliases.目标感"),
        ('[aliases]\n"目标感" = 5', "aliases.目标感"),
        ('[aliases]\n"目标感" = ["成就导向"]', "aliases.目标感"),
        ('aliases = "成就导向"', "aliases"),
    ],
)
def test_an_alias_of_nothing_is_refused_by_its_key(text: str, key: str) -> None:
    assert list(faults_of(text)) == [key]
