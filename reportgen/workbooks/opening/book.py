"""A file's bytes become sheets of plain cells: the guard first, then the reader of its format."""

from collections.abc import Callable

from reportgen.workbooks.opening.guard import Package, format_of
from reportgen.workbooks.opening.raw import RawBook


def read_book(content: bytes, suffix: str, on_checked: Callable[[int], None] = lambda _: None) -> RawBook:
    """The sheets of a file; `suffix` is that of its name in small letters. `on_checked` learns, once the guard has let
    the file pass, how many bytes are to be read. Raises `UnreadableWorkbookError`.
    """
    kind = format_of(content, suffix)
    if kind == "text":
        from reportgen.workbooks.opening.delimited import read_delimited

        on_checked(len(content))
        return read_delimited(content)
    if kind == "xls":
        from reportgen.workbooks.opening.old_excel import read_old_excel

        on_checked(len(content))
        return read_old_excel(content)
    parts = Package(content)
    on_checked(parts.xml_bytes)
    if parts.has("content.xml"):
        from reportgen.workbooks.opening.opendocument import read_opendocument

        return read_opendocument(parts)
    from reportgen.workbooks.opening.ooxml import read_ooxml

    return read_ooxml(content, parts)
