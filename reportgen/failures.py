"""What the system refuses, as a reason (the end of a sentence) and what to do about it: for files that are read and for
files that are written. The system's own texts are never shown: they are English, or say little.
"""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from reportgen.language import N_

LONGEST_ON_WINDOWS: Final = 240  # characters of a path from where on a missing file may be one with too long a path

WHOLE_FOLDER: Final = frozenset({"gone", "many"})  # kinds that hold for more than the file they came with

_NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "busy": ("EBUSY", "ETXTBSY", "EDEADLK", "EAGAIN"),
    "denied": ("EACCES", "EPERM"),
    "read-only": ("EROFS",),
    "full": ("ENOSPC", "EDQUOT", "EFBIG"),
    "long": ("ENAMETOOLONG",),
    "gone": (
        *("EIO", "ESTALE", "ENETDOWN", "ENETUNREACH", "ENETRESET", "EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT", "ENOTCONN"),
        *("ECONNABORTED", "ECONNRESET", "ECONNREFUSED", "ENODEV", "ENXIO", "EREMOTEIO", "ENOLINK", "ESHUTDOWN"),
    ),
    "missing": ("ENOENT",),
    "many": ("EMFILE", "ENFILE"),
    "name": ("EILSEQ", "EINVAL"),
    "place": ("ENOTDIR", "EISDIR", "EEXIST", "ENOTEMPTY", "ELOOP"),
}  # fmt: skip
_WINDOWS: Final[Mapping[str, tuple[int, ...]]] = {
    "busy": (32, 33, 170, 1224),  # sharing violation, lock violation, busy, mapped by a program
    "denied": (5, 65, 1314),
    "read-only": (19, 6009),
    "full": (39, 112, 1295, 1816),
    "long": (111, 206),
    "gone": (15, 21, 51, 53, 54, 55, 58, 59, 64, 67, 71, 121, 433, 483, 1117, 1167, 1222, 1231, 1232, 1236, 2250),
    "missing": (2, 3),
    "many": (4,),
    "name": (123, 161),
    "place": (80, 145, 183, 267),
}
_KINDS: Final = {
    getattr(errno, name): kind for kind, names in _NUMBERS.items() for name in names if hasattr(errno, name)
}
_WINDOWS_KINDS: Final = {number: kind for kind, numbers in _WINDOWS.items() for number in numbers}

_ANSWERS_NO_MORE: Final = (
    N_("the disk or network folder no longer answers"),
    N_("Check the network or the plug, open the folder once in the file manager, and run again."),
)
_MANY: Final = (N_("too many files are open on this computer"), N_("Close other programs and run again."))

READING: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "busy": (N_("another program holds it"), N_("Close it in Excel, WPS and other programs, and run again.")),
        "denied": (
            N_("you may not read it"),
            N_("Ask its owner for permission, or for a copy that you may read, and run again."),
        ),
        "long": (
            N_("its path is too long for this system"),
            N_("Move the input folder to a shorter path, such as right below the drive, and run again."),
        ),
        "gone": _ANSWERS_NO_MORE,
        "missing": (
            N_("it is no longer there"),
            N_("If it was deleted or moved on purpose, run again; otherwise put it back and run again."),
        ),
        "many": _MANY,
        "name": (N_("the system does not take its name"), N_("Rename it and run again.")),
        "other": (
            N_("the system does not let it be read"),
            N_("Close it in other programs, check that you may read it, and run once more."),
        ),
    }
)
WRITING: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "busy": (
            N_("another program has it open"),
            N_("Close it in Excel, WPS or the PDF viewer, and run again."),
        ),
        "denied": (
            N_("you may not write there"),
            N_("Choose another output folder, or ask whoever looks after this one for permission."),
        ),
        "held": (
            N_("another program has it open, or you may not write there"),
            N_("Close it in Excel, WPS or the PDF viewer, and run again. If that does not help, choose another output folder."),
        ),
        "read-only": (N_("the folder or disk is read-only"), N_("Choose another output folder.")),
        "full": (
            N_("the disk is full, or your share of it is used up"),
            N_("Delete what is no longer needed there, or choose another output folder, and run again."),
        ),
        "long": (
            N_("its path is too long for this system"),
            N_("Choose an output folder with a shorter path, such as right below the drive."),
        ),
        "gone": _ANSWERS_NO_MORE,
        "missing": (
            N_("its folder is no longer there"),
            N_("Somebody may have moved or deleted it, or the network is down: see to that, and run again."),
        ),
        "many": _MANY,
        "name": (N_("the system does not take its name"), N_("Choose another output folder.")),
        "place": (
            N_("a file stands there in place of a folder, or a folder in place of a file"),
            N_("Move it elsewhere, or choose another output folder."),
        ),
        "other": (
            N_("the system does not let it be written"),
            N_("Choose another output folder, or pass this message on to whoever looks after this computer."),
        ),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """Why the system refused: `reason` and `remedy` are translatable, `code` is the system's number or name of it."""

    kind: str
    reason: str
    remedy: str
    code: str


def kind_of(error: OSError) -> str:
    """The kind of a refusal: a key of the tables here; `other` for what is in none."""
    number = getattr(error, "winerror", None)
    if number is None:
        return _KINDS.get(error.errno or 0, "other")
    kind = _WINDOWS_KINDS.get(number, "other")
    if kind == "missing" and len(os.path.abspath(str(error.filename or ""))) > LONGEST_ON_WINDOWS:  # noqa: PTH100 (no file needs to be there)
        return "long"
    return kind


def while_reading(error: OSError) -> Failure:
    """Why a file or folder could not be read."""
    return _failure(error, kind_of(error), READING)


def while_writing(error: OSError) -> Failure:
    """Why a file or folder could not be written. Windows says the same of a file that is open and one that is forbidden."""
    kind = kind_of(error)
    windows = getattr(error, "winerror", None) is not None
    return _failure(error, "held" if windows and kind == "denied" else kind, WRITING)


def _failure(error: OSError, kind: str, table: Mapping[str, tuple[str, str]]) -> Failure:
    kind = kind if kind in table else "other"
    return Failure(kind, *table[kind], _code(error))


def _code(error: OSError) -> str:
    number = getattr(error, "winerror", None)
    if number is not None:
        return f"WinError {number}"
    return errno.errorcode.get(error.errno, str(error.errno)) if error.errno else type(error).__name__
