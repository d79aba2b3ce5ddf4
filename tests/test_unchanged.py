"""Whether the input is still what a build was made from."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.language import Language
from reportgen.pipeline.job import Job, read_inputs
from reportgen.pipeline.unchanged import ChangedInputs, changed_inputs
from reportgen.settings import load_settings
from reportgen.workbooks.opening import digests
from tests.tiny_folder import tiny_folder

Started = tuple[Job, Mapping[str, str]]


@pytest.fixture
def started(tmp_path: Path, zh: Language) -> Started:
    """A job with a sub-folder, files that are no input, and the output folder inside, and what reading it found."""
    source = tiny_folder(tmp_path / "input")
    (source / "评分").mkdir()
    (source / "评分.xlsx").rename(source / "评分" / "甲.xlsx")
    (source / "往期.xlsx").write_bytes((source / "名单.xlsx").read_bytes())
    job = Job(source, source / "output", load_settings(source), zh, previous=source / "往期.xlsx")
    for name in ("~$名单.xlsx", ".副本.xlsx", "说明.docx", "thumbs.db"):
        (source / name).write_bytes(b"before")
    (source / "output").mkdir()
    (source / "output" / "results.xlsx").write_bytes(b"before")
    inputs, _ = read_inputs(job)
    assert set(inputs.digests) == {"名单.xlsx", "评分/甲.xlsx"}
    return job, inputs.digests


def test_a_folder_that_nobody_touched_is_unchanged(started: Started) -> None:
    job, before = started
    os.utime(job.source / "名单.xlsx", (0, 0))  # saved again with the same bytes
    assert changed_inputs(job, before) == ChangedInputs()
    assert not changed_inputs(job, before)


def test_changed_missing_and_new_workbooks_are_named(started: Started) -> None:
    job, before = started
    (job.source / "名单.xlsx").write_bytes(b"after")
    (job.source / "评分" / "甲.xlsx").rename(job.source / "评分" / "乙.xlsx")
    found = changed_inputs(job, before)
    assert found == ChangedInputs(("名单.xlsx",), ("评分/甲.xlsx",), ("评分/乙.xlsx",))
    assert found


def test_what_is_no_input_may_change(started: Started) -> None:
    job, before = started
    for name in (
        "~$名单.xlsx",
        "~$新.xlsx",
        ".副本.xlsx",
        "说明.docx",
        "往期.xlsx",
        "output/results.xlsx",
        "tiny_texts.toml",
    ):
        (job.source / name).write_bytes(b"after")
    assert changed_inputs(job, before) == ChangedInputs()


def test_another_output_folder_is_input_again(started: Started) -> None:
    job, before = started
    assert changed_inputs(replace(job, output=job.source.parent / "out"), before).new == ("output/results.xlsx",)


def test_a_workbook_that_can_no_longer_be_read_is_changed_and_a_new_one_of_that_kind_is_not_looked_at(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, before = started
    limit = max((job.source / name).stat().st_size for name in before)
    (job.source / "大.xlsx").write_bytes(b"x" * (limit + 1))
    monkeypatch.setattr(digests, "MAX_FILE_BYTES", limit)
    assert changed_inputs(job, before) == ChangedInputs()
    (job.source / "名单.xlsx").write_bytes(b"x" * (limit + 1))
    assert changed_inputs(job, before) == ChangedInputs(changed=("名单.xlsx",))


def test_a_link_to_nothing_is_a_changed_workbook(started: Started) -> None:
    job, before = started
    (job.source / "名单.xlsx").unlink()
    (job.source / "名单.xlsx").symlink_to(job.source / "nowhere.xlsx")
    assert changed_inputs(job, before) == ChangedInputs(changed=("名单.xlsx",))


def test_a_folder_that_is_gone_is_no_unchanged_one(started: Started) -> None:
    job, before = started
    with pytest.raises(FileNotFoundError):
        changed_inputs(replace(job, source=job.source / "gone"), before)


def test_a_name_that_is_no_unicode_is_found_again(started: Started) -> None:
    job, before = started
    odd = os.fsencode(job.source) + b"/\xff.csv"
    with open(odd, "wb") as file:  # noqa: PTH123 (a name of bytes)
        file.write(b"a,b\n")
    assert changed_inputs(job, before).new == ("\\udcff.csv",)
    digest = read_inputs(job)[0].digests["\udcff.csv"]
    assert changed_inputs(job, {**before, "\\udcff.csv": digest}) == ChangedInputs()
