"""A small folder of an invented shop whose reports are to be mailed: built once, copied for each test."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.delivery.ledger import Ledger
from tests.conftest import TINY, TINY_TEXTS
from tests.program import Done, run
from tests.tiny_folder import write_tables

HEAD = ["工号", "姓名", "级别", "部门", "直接上级", "上级邮箱", "邮箱"]
PEOPLE: list[list[str]] = [
    ["a0001", "毛小满", "初阶", "东店", "程云", "cheng.yun@example.com", "mao@example.com"],
    ["a0002", "费长风", "初阶", "东店", "程云", "cheng.yun@example.com", "fei@example.com"],
    ["a0003", "毛小满", "初阶", "西店", "苗青", "miao.qing@example.com", "mao.xm@example.com"],
]
MAIL = 'sender = "hr@example.com"\nsender_name = "人力资源部"\n'


def settings(mail: str = MAIL, cycle: str = "2025") -> str:
    return f'model = "tiny.toml"\n[cycle]\nname = "{cycle}"\n[report]\norganisation = "小店"\n[mail]\n{mail}'


def write_input(
    folder: Path, people: Sequence[Sequence[object]] = PEOPLE, ratings: Mapping[str, int] | None = None
) -> None:
    """Roster and ratings (3 each, or as given)."""
    folder.mkdir(parents=True, exist_ok=True)
    given = ratings or {}
    rows: list[list[Any]] = [[row[0], "迎客", "主管甲", "上级", given.get(str(row[0]), 3)] for row in people]
    tables: dict[str, list[list[Any]]] = {
        "名单": [HEAD, *map(list, people)],
        "评分": [["工号", "能力素质", "评估人", "关系", "评分"], *rows],
    }
    write_tables(folder, tables)
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    (folder / "tiny_texts.toml").write_text(TINY_TEXTS, encoding="utf-8")
    (folder / "reportgen.toml").write_text(settings(), encoding="utf-8")


class Office:
    """An input folder, its output folder, and the commands run on them."""

    def __init__(self, root: Path) -> None:
        self.input, self.output = root / "input", root / "output"

    def copied(self, root: Path) -> "Office":
        """The same in another place."""
        shutil.copytree(self.input.parent, root)
        return Office(root)

    def build(self, people: Sequence[Sequence[object]] = PEOPLE, ratings: Mapping[str, int] | None = None) -> Done:
        """Write the input anew (the settings stay) and build."""
        kept = (self.input / "reportgen.toml").read_text(encoding="utf-8") if self.input.exists() else settings()
        write_input(self.input, people, ratings)
        (self.input / "reportgen.toml").write_text(kept, encoding="utf-8")
        return run("build", self.input, "--output", self.output)

    def mail(self, *options: object) -> Done:
        return run("mail", "--input", self.input, *options, self.output)

    def status(self) -> Done:
        return run("mail", "--input", self.input, "status", self.output)

    def use(self, *lines: str) -> None:
        """Settings of `[mail]` beside the sender."""
        (self.input / "reportgen.toml").write_text(settings(MAIL + "\n".join(lines) + "\n"), encoding="utf-8")

    @property
    def ledger(self) -> Path:
        return self.output / "data" / "mail.sqlite"

    def states(self) -> dict[str, tuple[str, int]]:
        """State and server's code by address, of the last mail to each."""
        with Ledger(self.ledger) as ledger:
            return {entry.address: (entry.state, entry.code) for entry in ledger.entries()}

    def drafts(self) -> list[str]:
        return sorted(path.name for path in (self.output / "outbox").glob("*.eml"))
