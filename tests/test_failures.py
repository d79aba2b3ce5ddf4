"""What the system refuses, as a sentence: what, why, what to do; never the system's own text."""

import errno
import os

import pytest

from reportgen.failures import READING, WHOLE_FOLDER, WRITING, kind_of, while_reading, while_writing
from reportgen.language import Language


class WindowsError(OSError):  # what Python raises there
    """An error of Windows, with its number."""

    def __init__(self, number: int, path: str = "") -> None:
        super().__init__(0, "Der Prozess kann nicht auf die Datei zugreifen", path)
        self.winerror = number


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EACCES, "denied"), (errno.EPERM, "denied"), (errno.EROFS, "read-only"), (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"), (errno.ENAMETOOLONG, "long"), (errno.ENOENT, "missing"), (errno.ESTALE, "gone"),
        (errno.EIO, "gone"), (errno.ENETUNREACH, "gone"), (errno.EHOSTDOWN, "gone"), (errno.EMFILE, "many"),
        (errno.EBUSY, "busy"), (errno.EILSEQ, "name"), (errno.ENOTDIR, "place"), (errno.ENOTTY, "other"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_kind(number: int, kind: str) -> None:
    assert kind_of(OSError(number, os.strerror(number))) == kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [(32, "busy"), (33, "busy"), (5, "denied"), (19, "read-only"), (112, "full"), (206, "long"), (2, "missing"),
     (53, "gone"), (59, "gone"), (64, "gone"), (67, "gone"), (123, "name"), (4, "many"), (9999, "other")],
)  # fmt: skip
def test_so_has_each_of_windows(number: int, kind: str) -> None:
    assert kind_of(WindowsError(number)) == kind


def test_windows_says_of_a_path_that_is_too_long_that_it_is_not_there() -> None:
    assert kind_of(WindowsError(3, "C:/" + "报告" * 140)) == "long"
    assert kind_of(WindowsError(3, "C:/报告")) == "missing"


def test_windows_says_of_an_open_file_that_it_is_forbidden(zh: Language) -> None:
    failure = while_writing(WindowsError(5))
    assert zh(failure.reason) == "它正在另一个程序中打开，或者您没有写入权限"
    assert zh(failure.remedy).startswith("请在 Excel、WPS 或 PDF 阅读器里关闭它")
    assert failure.code == "WinError 5"


@pytest.mark.parametrize("number", [*errno.errorcode, 123456])
def test_whatever_it_is_the_sentence_is_ours_and_in_the_language(number: int, zh: Language, en: Language) -> None:
    for failure in (while_reading(OSError(number, "what")), while_writing(OSError(number, "what"))):
        assert zh(failure.reason) != failure.reason
        assert zh(failure.remedy).endswith("。")
        assert en(failure.remedy).endswith(".")
        assert failure.code in (errno.errorcode.get(number), str(number))


def test_an_error_without_number_is_named_by_its_class() -> None:
    assert while_reading(TimeoutError("slow")).code == "TimeoutError"


def test_what_holds_for_a_whole_folder_has_a_text_in_both_tables() -> None:
    assert set(WRITING) > WHOLE_FOLDER < set(READING)
