"""What the workbooks of earlier runs held, by their content, so that those that did not change are not opened again.

The bytes are a line that says what they are, the SHA-256 of the rest, the length of an index, the index as JSON, and what
each workbook held, packed. Whatever is damaged, or was made by another version or with other settings, holds nothing.
"""

import hashlib
import json
import struct
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

_FORMAT: Final = b"reportgen workbooks 1\n"
_LENGTH: Final = struct.Struct("<Q")
_DIGEST: Final = 32

Key = Sequence[tuple[str, str]]  # (path, SHA-256) of files


class Record(NamedTuple):
    """What a workbook held: its SHA-256, whether a roster was in it, and everything else, packed."""

    digest: str
    rosters: bool
    held: bytes


class Memory:
    """What workbooks held when they were last read."""

    def __init__(self, content: bytes | None, program: str) -> None:
        """`content` are the bytes of an earlier run, if there are any; `program` tells the program that reads."""
        self.program = program
        self.people = ""  # those that the records were read with
        self._loaded = content or b""
        self._setting = ""
        self._records: Mapping[str, Record] = {}
        self._roster: tuple[Key, bytes] = ((), b"")
        self._changed = True

    def recall(self, setting: str) -> None:
        """Take up what was read with the same setting, and forget the rest."""
        self._setting = setting
        try:
            self._changed = not self._parse(self._loaded, setting)
        except (ValueError, KeyError, TypeError, IndexError, struct.error, RecursionError):
            self._records, self._roster, self.people, self._changed = {}, ((), b""), "", True
        self._loaded = b""

    def _parse(self, content: bytes, setting: str) -> bool:
        head = len(_FORMAT) + _DIGEST
        if content[: len(_FORMAT)] != _FORMAT:
            return False
        rest = memoryview(content)[head:]
        if hashlib.sha256(rest).digest() != content[len(_FORMAT) : head]:
            return False
        (length,) = _LENGTH.unpack(rest[: _LENGTH.size])
        index = json.loads(bytes(rest[_LENGTH.size : _LENGTH.size + length]))
        if index["setting"] != setting:
            return False
        packed = rest[_LENGTH.size + length :]
        ends = accumulate((length for *_, length in index["files"]), initial=index["roster"])
        self._records = {
            name: Record(digest, bool(rosters), bytes(packed[start:end]))
            for (name, digest, rosters, _), (start, end) in zip(index["files"], pairwise(ends), strict=True)
        }
        self._roster = ([(name, digest) for name, digest in index["rosters"]], bytes(packed[: index["roster"]]))
        self.people = str(index["people"])
        return True

    def has(self, name: str) -> bool:
        """Whether anything is known of a workbook of that path, whatever its content."""
        return name in self._records

    def held(self, name: str, digest: str) -> Record | None:
        """What the workbook of that path and content held."""
        record = self._records.get(name)
        return record if record is not None and record.digest == digest else None

    def roster(self, files: Key) -> bytes | None:
        """The roster that these files held together, packed; None when it was made of others."""
        return self._roster[1] if self._roster[1] and list(files) == self._roster[0] else None

    @property
    def rosters(self) -> list[str]:
        """The files that held rosters."""
        return [name for name, _ in self._roster[0]]

    def keep(self, records: Mapping[str, Record], people: str, files: Key, roster: bytes) -> None:
        """Remember what this run read and nothing else; `roster` is what `files` hold together, with `people` in it."""
        found = (list(files), roster)
        changed = (dict(records), found, people) != (self._records, self._roster, self.people)
        self._changed = self._changed or changed
        self._records, self._roster, self.people = dict(records), found, people

    def content(self) -> bytes | None:
        """The bytes to be kept for the next run; None when they are those of the earlier one."""
        if not self._changed:
            return None
        files = [(name, r.digest, int(r.rosters), len(r.held)) for name, r in self._records.items()]
        index = {"setting": self._setting, "people": self.people, "rosters": self._roster[0], "roster": len(self._roster[1]), "files": files}  # fmt: skip
        head = json.dumps(index, separators=(",", ":")).encode()
        parts = [_LENGTH.pack(len(head)), head, self._roster[1], *(r.held for r in self._records.values())]
        rest = b"".join(parts)
        return _FORMAT + hashlib.sha256(rest).digest() + rest
