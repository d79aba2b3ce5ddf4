"""A small input folder for tests of whole runs: the tiny model, few people, one rating."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from tests.conftest import TINY, TINY_TEXTS

PEOPLE = [["工号", "姓名", "级别"], ["a1", "毛小满", "初阶"], ["a2", "费长风", "初阶"]]
RATINGS: list[list[Any]] = [["工号", "能力素质", "评估人", "关系", "评分"], ["a1", "迎客", "主管甲", "上级", 3]]


def write_tables(folder: Path, tables: Mapping[str, list[list[Any]]]) -> None:
    """A workbook for each table, which gives its name to file and sheet."""
    for name, rows in tables.items():
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = name
        for row in rows:
            sheet.append(row)
        book.save(folder / f"{name}.xlsx")


def tiny_folder(folder: Path, people: int = 1, cycle: str = "2025") -> Path:
    """Write the folder with the first one or two people."""
    folder.mkdir(parents=True)
    write_tables(folder, {"名单": PEOPLE[: people + 1], "评分": RATINGS})
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    (folder / "tiny_texts.toml").write_text(TINY_TEXTS, encoding="utf-8")
    settings = f'model = "tiny.toml"\n[cycle]\nname = "{cycle}"\n'
    (folder / "reportgen.toml").write_text(settings, encoding="utf-8")
    return folder
