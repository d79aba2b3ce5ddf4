"""Every text has its Chinese, and the compiled catalogue is that of the sources."""

import importlib.util
import re
import string
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "reportgen" / "locale" / "zh" / "LC_MESSAGES"


def test_the_catalogue_is_complete_and_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "translations.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_text_of_a_template_is_in_the_catalogue_whatever_call_it_stands_in() -> None:
    with (FOLDER / "reportgen.po").open("rb") as file:
        known = {m.id[0] if isinstance(m.id, list | tuple) else m.id for m in read_po(file, locale="zh")}
    call = re.compile(r"""\b(?:_|n?gettext)\(\s*(?:"([^"]+)"|'([^']+)')""")
    used = {
        (path.name, double or single)
        for path in (ROOT / "templates").rglob("*.html")
        for double, single in call.findall(path.read_text(encoding="utf-8"))
    }
    assert ("check.html", "%(num)d person") in used
    assert {(name, text) for name, text in used if text not in known} == set()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_translation_fills_the_same_places_as_its_original() -> None:
    with (FOLDER / "reportgen.po").open("rb") as file:
        catalogue = read_po(file, locale="zh")
    for message in catalogue:
        if message.id:
            original = message.id[-1] if isinstance(message.id, list | tuple) else message.id
            text = message.string[0] if isinstance(message.string, list | tuple) else str(message.string)
            assert fields(text) <= fields(original), message.id


def test_compiled_texts_are_those_of_the_source() -> None:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    translations = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(translations)
    with (FOLDER / "reportgen.po").open("rb") as file:
        assert translations.mo_bytes(read_po(file, locale="zh")) == (FOLDER / "reportgen.mo").read_bytes()


def test_the_readme_lists_every_problem_code() -> None:
    check = [sys.executable, str(ROOT / "tools" / "problem_codes.py"), "--check"]
    assert subprocess.run(check, check=False).returncode == 0, "run make translations"
