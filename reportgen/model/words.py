"""Words of the workbooks: normalising text, and looking up headers, relations and the model's own names."""

import difflib
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, wraps
from importlib import resources
from types import MappingProxyType
from typing import Any, TypeVar

from reportgen.model.types import Model, Relation

_SPACE = re.compile(r"\s+")
_BRACKETS = re.compile(r"\([^()]*\)$|\[[^\[\]]*\]$|【[^【】]*】$")
_NUMBERING = re.compile(
    r"^(?:\d{1,2}[.、):-]?|\(\d{1,2}\)|[一二三四五六七八九十]{1,3}[、.)]|\([一二三四五六七八九十]{1,3}\))"
)
MAX_NUMBER = 60  # characters of a text that could be a number, spaces and all
MAX_WORD = 500  # characters of a text that could name anything; longer ones are compared as they stand
_CLOSING = {"(": ")", "[": "]", "【": "】", "「": "」", "《": "》", "〔": "〕", "『": "』", "<": ">"}
_SHORT_REMARK = 6  # characters; longer ones describe
_REMARK = re.compile(r"[(\[]([^()\[\]]+)[)\]]$")
_PERIOD = re.compile(r"去年|上年|上期|上次|往年|往期|目标|计划|要求|均值|平均|19\d\d|20\d\d|季度|上半年|下半年")
_DERIVED = re.compile(
    r"^(?:.{0,10}(?:小计|合计|总计|平均|均分|平均分|均值|总分|总评|签字|签名|签章|盖章|人数|率|评价意见|印象)"
    r"|(?:去年|上年|参考|建议|最终|综合|折算|部门|公司|团队|总体|总|加权|全体).{0,6}(?:分|评分|得分|评价|印象|平均|水平))$"
)
_OPENING = frozenset(_CLOSING)
_LEADING_NUMBER = re.compile(r"^(\d{1,4})(?:\.0*)?(\D*)$")
_NUMBER = re.compile(r"^[+-]?(0|[1-9]\d{0,14})(\.\d{1,15})?$")  # 007 is an id


@dataclass(frozen=True)
class Words:
    """The vocabulary of `words.toml`, keyed by normalised text. `roster_columns` are headers that only a roster has,
    `nobody` what stands in their cells when there is nothing to say.
    """

    headers: Mapping[str, str]
    relations: tuple[Relation, ...]
    absent: frozenset[str]
    blank: frozenset[str]
    full_ticks: frozenset[str]
    open_ticks: frozenset[str]
    rating_suffixes: tuple[str, ...]
    rating_headings: frozenset[str]
    same_signs: Mapping[str, str]
    surnames: frozenset[str]
    roster_columns: Mapping[str, str]
    nobody: frozenset[str]

    def relation(self, relation_id: str) -> Relation:
        return next(r for r in self.relations if r.id == relation_id)


@cache
def _raw() -> dict[str, dict[str, object]]:
    return tomllib.loads(resources.files("reportgen.model").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _variants() -> dict[int, str]:
    pairs = str(_raw()["characters"]["variants"])
    return {ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)}


def clean(text: str) -> str:
    """Text as written, in one width, without invisible characters and outer spaces (NFKC)."""
    return _cleaned(text) if len(text) <= MAX_WORD else _cleaned.__wrapped__(text)


@lru_cache(maxsize=32768)
def _cleaned(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return "".join(ch for ch in folded if unicodedata.category(ch) != "Cf" and not "\ufe00" <= ch <= "\ufe0f").strip()


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """What two spellings of a word have in common: width, spaces, case, variant characters and a final colon removed."""
    if len(text) > MAX_WORD:
        return text
    return _SPACE.sub("", clean(text)).casefold().translate(_variants()).rstrip(":")


@lru_cache(maxsize=65536)
def person_key(text: str) -> str:
    """`key` of a person's name, in which ① and 1 differ: two people may be told apart by nothing else."""
    return key("".join(f"<{ord(ch)}>" if unicodedata.category(ch) == "No" else ch for ch in text))


def bare_key(text: str) -> str:
    """`key` without numbering in front and without a remark in brackets behind: `3. 成就导向(0-6分)` is `成就导向`;
    nor brackets round the whole (`【成就导向】`).
    """
    plain = key(text)
    if len(plain) > 2 and plain[0] in _OPENING and plain.find(_CLOSING[plain[0]]) == len(plain) - 1:  # noqa: PLR2004
        plain = plain[1:-1]
    return _BRACKETS.sub("", _NUMBERING.sub("", plain)).rstrip(":*")


@lru_cache(maxsize=32768)
def number_in(text: str) -> str | None:
    """The plain decimal number that a text is, in ASCII digits, or None. `３`, ` 4.5 ` yes; `1e3`, `1,000`, `8¹` no."""
    if len(text) > MAX_NUMBER:
        return None
    plain = clean(text)
    return plain if _NUMBER.match(plain) and all(_plain_width(ch) for ch in text) else None


def _plain_width(ch: str) -> bool:
    """Whether a character is ASCII, its full-width twin, or carries nothing; ¹ and ① would turn into further digits."""
    return ch.isascii() or "\uff01" <= ch <= "\uff5e" or ch.isspace() or unicodedata.category(ch) == "Cf"


@cache
def words() -> Words:
    """The packaged vocabulary."""
    raw = _raw()
    headers = {key(word): field for field, listed in raw["headers"].items() for word in _texts(listed)}
    relations = tuple(
        Relation(id=rid, name_zh=str(r["name_zh"]), name_en=str(r["name_en"]), words=tuple(_texts(r["words"])))
        for rid, r in raw["relations"].items()
        if isinstance(r, dict)
    )
    cells, further = raw["cells"], raw["roster"]
    return Words(
        headers=MappingProxyType(headers),
        relations=relations,
        absent=frozenset(map(key, _texts(cells["absent"]))),
        blank=frozenset(map(key, _texts(cells["blank"]))),
        full_ticks=frozenset(map(key, _texts(cells["full_ticks"]))),
        open_ticks=frozenset(map(key, _texts(cells["open_ticks"]))),
        rating_suffixes=tuple(_texts(cells["rating_suffixes"])),
        rating_headings=frozenset(map(key, _texts(cells["rating_headings"]))),
        surnames=frozenset({*str(raw["names"]["surnames"]), *_texts(raw["names"]["compound_surnames"])}),
        same_signs=MappingProxyType({pair[0]: pair[1] for pair in _texts(cells["same_signs"])}),
        roster_columns=MappingProxyType(
            {key(word): name for name, listed in further.items() if name != "none" for word in _texts(listed)}
        ),
        nobody=frozenset(map(key, [*_texts(cells["blank"]), *_texts(further["none"])])),
    )


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


NOT_A_NAME = frozenset({"ignored", "mean", "votes", "total", "required", "gap", "maximum"})
_RELATION_TAILS = ("评分表", "评价表", "评估表", "打分表", "测评表", "评分", "评价", "评估", "打分", "得分", "测评", "分", "表",
                   "rating", "ratings", "score")  # fmt: skip
_WEIGHTED, _SHORT = "加权", 10  # 自评加权, 加权后得分: derived, whatever stands with it
_BRACKET_ENDS = frozenset({")", "]", "】"})
_NO_BRACKETS = str.maketrans("", "", "()[]")


_T = TypeVar("_T")
_REMEMBERED = 50_000  # texts whose meaning a lexicon remembers, for each kind of lookup


def _remembered(look_up: Callable[["Lexicon", str], _T]) -> Callable[["Lexicon", str], _T]:
    """A lookup that remembers its answers: the same few words stand in every workbook."""
    name = look_up.__name__

    @wraps(look_up)
    def remembering(lexicon: "Lexicon", text: str) -> _T:
        answers: dict[str, _T] = lexicon.answers[name]
        if text in answers:
            return answers[text]
        if len(answers) >= _REMEMBERED:
            answers.clear()
        answer = answers[text] = look_up(lexicon, text)
        return answer

    return remembering


class Lexicon:
    """Looks up what a cell's text means in a model: a header field, competency, subject, grade, level or relation.

    `aliases` are further spellings by what they stand for (`[aliases]` of the settings).
    """

    def __init__(self, model: Model, aliases: Mapping[str, str] = MappingProxyType({})) -> None:
        self.model = model
        self.words = words()
        self.aliases = {key(alias): meant for alias, meant in aliases.items()}
        self.answers: defaultdict[str, dict[str, Any]] = defaultdict(dict)

    @cached_property
    def _competencies(self) -> dict[str, str]:
        return _index((c.id, (c.id, c.name_zh, c.name_en, *c.aliases)) for c in self.model.competencies)

    @cached_property
    def _subjects(self) -> dict[str, str]:
        return _index((s.id, (s.name_zh, s.name_en, *s.aliases)) for c in self.model.competencies for s in c.subjects)

    @cached_property
    def _grades(self) -> dict[str, str]:
        return _index((g.id, (g.name_zh, g.name_en, *g.aliases)) for g in self.model.grades)

    @cached_property
    def _levels(self) -> dict[str, int]:
        return {key(n): v.value for v in self.model.levels for n in (v.name_zh, v.name_en, str(v.value))}

    @cached_property
    def _points(self) -> dict[str, int]:
        return {key(n): p.value for p in self.model.scale for n in (p.name_zh, p.name_en)}

    @cached_property
    def _relations(self) -> dict[str, str]:
        return _index((r.id, r.spellings) for r in self.model.relations)

    def knows(self, text: str) -> bool:
        """Whether a text means anything at all."""
        looks = (self.field, self.competency, self.subject, self.grade, self.level, self.point, self.relation)
        return any(look(text) is not None for look in looks)

    def _meant(self, text: str) -> str:
        return self.aliases.get(key(text), text) if self.aliases else text

    @_remembered
    def field(self, text: str) -> str | None:
        """The header field that a text names, e.g. `person_id` for 工号."""
        plain = key(self._meant(text))
        found = self.words.headers.get(plain)
        if found is None and _WEIGHTED in plain and len(plain) <= _SHORT:
            return "ignored"
        return found if found or plain[-1:] not in _BRACKET_ENDS else self.words.headers.get(bare_key(plain))

    def roster_column(self, text: str) -> str | None:
        """The field that a header means in a roster and nowhere else, such as the person's own address for 邮箱."""
        return self.words.roster_columns.get(key(self._meant(text)))

    @_remembered
    def competency(self, text: str) -> str | None:
        return self._named(text, self._competencies)

    @_remembered
    def subject(self, text: str) -> str | None:
        return self._named(text, self._subjects)

    def _named(self, text: str, index: Mapping[str, str]) -> str | None:
        """The entry of a name, which may be numbered, stand in brackets, or have a remark or 得分 behind it."""
        meant = self._meant(text)
        if (remark := _REMARK.search(key(meant))) and self._changes_meaning(remark.group(1)):
            return index.get(key(meant))
        found = index.get(key(meant)) or index.get(bare := bare_key(meant)) or index.get(self._meant(bare))
        if found is None:
            found = next((hit for tail in self._rating_tails if (hit := index.get(bare.removesuffix(tail)))), None)
        return found

    def _changes_meaning(self, remark: str) -> bool:
        """Whether what stands in brackets behind a name says that something else is meant: 自评, 要求, 去年, 2025."""
        other = self.relation(remark) or self.words.headers.get(remark) in NOT_A_NAME
        return bool(other or (len(remark) <= _SHORT_REMARK and _PERIOD.search(remark)))

    @cached_property
    def _rating_tails(self) -> tuple[str, ...]:
        """What a header may say behind a name, in Chinese: 得分, 评分."""
        return tuple(word for word in self.words.rating_headings if not word.isascii())

    @_remembered
    def grade(self, text: str) -> str | None:
        plain = key(self._meant(text))
        return self._grades.get(plain) or self._grades.get(plain.translate(_NO_BRACKETS))

    def grades_in(self, text: str) -> set[str]:
        """Grades that a title mentions, by their longest names: `级别调整（客户经理3级）` mentions grade 3 only."""
        rest, found = key(text), set()
        for name in self._long_grades:
            if name in rest:
                found.add(self._grades[name])
                rest = rest.replace(name, " ")
        return found

    def without_grades(self, text: str) -> str:
        """The normalised text without the grades that it mentions."""
        rest = key(text)
        for name in self._long_grades:
            rest = rest.replace(name, "")
        return rest

    @cached_property
    def _long_grades(self) -> list[str]:
        """Names of grades that can be told inside a text, the longest first."""
        return sorted((name for name in self._grades if len(name) > 1), key=len, reverse=True)

    @_remembered
    def level(self, text: str) -> int | None:
        return self._levels.get(key(self._meant(text)))

    @_remembered
    def point(self, text: str) -> int | None:
        """The scale point that a band name means."""
        return self._points.get(key(self._meant(text)))

    @_remembered
    def scale_point(self, text: str) -> int | None:
        """The scale point that a header means: `5`, `5分`, `5 达标`, 达标."""
        plain = key(text)
        match = _LEADING_NUMBER.match(plain)
        if match is None:
            bare = bare_key(plain)
            inside = _LEADING_NUMBER.match(plain[len(bare) + 1 : -1]) if plain.startswith(bare) else None
            point = self.point(bare)
            return point if inside is None or int(inside.group(1)) == point else None
        value, rest = int(match.group(1)), match.group(2)
        if value not in self.model.scale_values:
            return None
        return (
            value
            if rest in ("", *self.words.rating_suffixes) or self._points.get(rest.strip("分()-:")) == value
            else None
        )

    def sign(self, text: str) -> str:
        """A sign as it is compared: ◯ and ○ are one."""
        plain = key(text)
        return self.words.same_signs.get(plain, plain)

    @_remembered
    def is_total(self, text: str) -> bool:
        """Whether a row is named after a total, mean, note or category rather than after a person or competency."""
        plain = key(text)
        category = plain in self._categories or bare_key(text) in self._categories
        return self.field(text) in NOT_A_NAME or category or bool(_DERIVED.match(plain))

    @cached_property
    def _categories(self) -> frozenset[str]:
        return frozenset(key(name) for c in self.model.categories for name in (c.name_zh, c.name_en))

    def is_sum(self, text: str) -> bool:
        """Whether a text is the name of a line of totals or means."""
        return self.field(text) in ("total", "mean")

    def is_category(self, text: str) -> bool:
        return key(text) in self._categories

    def is_rating_heading(self, text: str) -> bool:
        """Whether a text is a word such as 评分 or Level, under which ratings are entered."""
        return key(self._meant(text)) in self.words.rating_headings

    @_remembered
    def relation(self, text: str) -> str | None:
        return self._relations.get(key(self._meant(text)))

    def relations_in(self, text: str) -> set[str]:
        """Relations that a title mentions, by their longest words: 渠道客户 does not mention 客户."""
        rest, found = key(text), set()
        for word in self._long_relations:
            if word in rest:
                found.add(self._relations[word])
                rest = rest.replace(word, " ")
        return found

    @cached_property
    def _long_relations(self) -> list[str]:
        """Words for relations that can be told inside a text, the longest first."""
        return sorted((word for word in self._relations if len(word) > 1), key=len, reverse=True)

    @_remembered
    def relation_heading(self, text: str) -> str | None:
        """The relation whose ratings a column or sheet holds: 自评, 上级评分, 同级评价表."""
        plain = key(text)
        if plain[-1:] in _BRACKET_ENDS:
            plain = bare_key(plain) if any(ch.isdigit() for ch in plain[len(bare_key(plain)) :]) else plain
        found = self.relation(plain)
        for tail in _RELATION_TAILS:
            found = found or (self.relation(plain.removesuffix(tail)) if plain.endswith(tail) else None)
        return found

    def nearest_competency(self, text: str) -> str | None:
        """The Chinese name of the most similar competency, for a hint; never used to read a value."""
        return self._nearest(text, self._competencies, {c.id: c.name_zh for c in self.model.competencies})

    def nearest_subject(self, text: str) -> str | None:
        return self._nearest(text, self._subjects, {s: s for s in self._subjects.values()})

    @staticmethod
    def _nearest(text: str, index: Mapping[str, str], names: Mapping[str, str]) -> str | None:
        match = difflib.get_close_matches(key(text), list(index), n=1, cutoff=0.5)
        return names[index[match[0]]] if match else None


def _index(entries: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    return {key(name): entry for entry, names in entries for name in names}
