"""An organisation as a folder of workbooks, built with the program; and what an attacker reads in readers' files."""

import re
import zipfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from pypdf import PdfReader

from tests.organisations import NAMES, Organisation, shop_text
from tests.program import alternatives, contents, run
from tests.tiny_folder import write_tables

RELATIONS = {"self": "自评", "supervisor": "上级", "peer": "同级", "subordinate": "下级", "customer": "客户"}
_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def write_folder(org: Organisation, folder: Path, cycle: str = "2026") -> None:
    """The organisation as workbooks with settings, in place of what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    grades = {g.id: g.name_zh for g in org.model.grades}
    tables: dict[str, list[list[Any]]] = {
        "名单": [
            ["工号", "姓名", "级别", "部门"],
            *([p.id, p.name, grades[p.grade], p.department] for p in org.people),
        ],
        "评分": [
            ["工号", "能力素质", "评估人", "关系", "评分", "评语"],
            *(
                [p, NAMES[c], NICKNAMES[org.key(r)], RELATIONS[relation], value, _comment(org, p, c, r)]
                for (p, c, r, relation), value in org.ratings.items()
            ),
        ],
    }
    write_tables(folder, tables)
    (folder / "shop.toml").write_text(shop_text({}), encoding="utf-8")
    weights = "".join(f"{relation} = {float(weight)}\n" for relation, weight in org.weights.items())
    settings = f'model = "shop.toml"\n[cycle]\nname = "{cycle}"\n' + (f"[weights]\n{weights}" if weights else "")
    (folder / "reportgen.toml").write_text(settings, encoding="utf-8")


class _Nicknames(dict[str, str]):
    """Names for raters, made from their keys."""

    def __missing__(self, key: str) -> str:
        self[key] = "贺钱孙尤许何吕施张孔曹严华金魏陶姜"[len(self)] + "如意"
        return self[key]


NICKNAMES: dict[str, str] = _Nicknames()


def _comment(org: Organisation, person: str, competency: str, rater: str) -> str | None:
    """A rater's comment stands with the first of the answers."""
    first = next(c for p, c, r, _ in org.ratings if (p, r) == (person, rater))
    return org.comments[person, rater][1] if first == competency and (person, rater) in org.comments else None


def built(folder: Path, output: Path, *options: str) -> dict[str, bytes]:
    """Build; every file that readers get: all but the administrator's `data/` and list of problems, and what is archived."""
    done = run("build", folder, "--output", output, *options)
    assert done.returncode == 0, done.stderr + done.stdout
    others = ("data/", "archive/", "problems.xlsx")
    return {name: content for name, content in contents(output).items() if not name.startswith(others)}


def numbers(workbook: Path) -> dict[str, dict[str, dict[str, Fraction | str]]]:
    """Every cell of a workbook from its raw XML: sheet -> first column's text -> heading -> value (numbers as stored)."""
    with zipfile.ZipFile(workbook) as book:
        names = re.findall(r'<sheet [^>]*name="([^"]+)"', book.read("xl/workbook.xml").decode())
        found = {}
        for n, name in enumerate(names, start=1):
            root = ET.fromstring(book.read(f"xl/worksheets/sheet{n}.xml"))  # noqa: S314 (our own file)
            assert root.find(f".//{_NAMESPACE}f") is None  # no formula, so no cached value either
            rows = [_cells(row) for row in root.iter(f"{_NAMESPACE}row")]
            found[name] = {
                str(row.get("A", n)): {str(heading): row[c] for c, heading in rows[0].items() if c in row}
                for n, row in enumerate(rows[1:])
            }
        return found


def _cells(row: ET.Element) -> dict[str, Fraction | str]:
    found: dict[str, Fraction | str] = {}
    for cell in row.iter(f"{_NAMESPACE}c"):
        column, value = re.sub(r"\d", "", cell.get("r", "")), cell.findtext(f"{_NAMESPACE}v")
        text = "".join(t.text or "" for t in cell.iter(f"{_NAMESPACE}t"))
        if value is not None:
            found[column] = Fraction(value)
        elif text:
            found[column] = text
    return found


def said(files: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """Everything that stands in readers' files in words: pages with their alternative texts, properties and bookmarks;
    parts of workbooks; HTML as it is; and the files' names.
    """
    found = {}
    for name, content in files.items():
        path = folder / name
        if name.endswith(".pdf"):
            reader = PdfReader(path)
            pages = [page.extract_text() for page in reader.pages]
            found[name] = "\n".join([name, *pages, *alternatives(reader), str(reader.metadata), str(reader.outline)])
        elif name.endswith(".xlsx"):
            with zipfile.ZipFile(path) as book:
                found[name] = "\n".join([name, *(book.read(part).decode() for part in book.namelist())])
        else:
            found[name] = name + content.decode()
    return found
