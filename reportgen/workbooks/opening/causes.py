"""Why a file is refused: for each cause the reason, as the end of a sentence, and what to do about it.

A cause with a dot is a case of the one before the dot, with texts of its own.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reportgen.failures import READING
from reportgen.language import N_

_SAVE_AS = N_("Open it in Excel or WPS, choose “Save As” and the type “Excel Workbook (*.xlsx)”, and use the new file.")
_ASK_AGAIN = N_("Ask whoever made the file for a new copy, saved in Excel as “Excel Workbook (*.xlsx)”.")
_NEW_BOOK = N_("Copy the cells that matter into a new workbook (paste values only), and save that as .xlsx.")

CAUSES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "empty": (N_("the file is empty (0 bytes)"), N_("Copy or export the file once more.")),
        "not-a-workbook": (N_("it is not a workbook, whatever its name says"), _SAVE_AS),
        "not-a-workbook.web": (N_("it is a web page under the name of a workbook"), _SAVE_AS),
        "not-a-workbook.text": (
            N_("it is a text under the name of a workbook"),
            N_("Open it in Excel, check that every value stands in its own cell, and save it as .xlsx."),
        ),
        "not-a-workbook.separator": (
            N_("its columns are not separated in one way throughout (by commas, semicolons or tabs)"),
            N_("Open it in Excel, check that every value stands in its own cell, and save it as .xlsx."),
        ),
        "not-a-workbook.shifted": (
            N_("a row holds more values than its table has columns"),
            N_(
                "Probably a comma within a text splits it in two: open the file in Excel, put every value into its own column, and save it as .xlsx."
            ),
        ),
        "incomplete": (
            N_("it is damaged or incomplete (still being copied or synchronised?)"),
            N_(
                "If it is still being copied, run once more later. Otherwise open it in Excel, let Excel repair it, and save it as .xlsx; if that fails, take it out of the folder and ask for a new copy."
            ),
        ),
        "incomplete.quote": (
            N_("a quotation mark in it is out of place or never closed"),
            N_("Open it in Excel, check that every value stands in its own cell, and save it as .xlsx."),
        ),
        "password": (
            N_("it is protected with a password"),
            N_(
                "Open it in Excel, remove the password (File › Info › Protect Workbook › Encrypt with Password), and save it."
            ),
        ),
        "old-or-damaged-xls": (N_("it is an old Excel file (.xls) that is damaged or holds no sheets"), _SAVE_AS),
        "too-large": (N_("it unpacks to more than a workbook of ratings can hold"), _NEW_BOOK),
        "doctype": (N_("it contains a DOCTYPE, which no spreadsheet program writes"), _ASK_AGAIN),
        "encoding": (N_("parts of it are not written in UTF-8"), _SAVE_AS),
        "encoding.text": (
            N_("its characters are neither UTF-8 nor GB18030"),
            N_("Open it in Excel, check the characters, and save it as “CSV UTF-8”, or better as .xlsx."),
        ),
        "extent": (
            N_("a sheet reaches beyond row 100000 or column 1000"),
            N_("Delete the rows and columns after the data (select them, right-click, Delete), and save it as .xlsx."),
        ),
        "extent.xls": (
            N_(
                "a sheet is full to its last row, 65536, where old Excel files (.xls) end; what comes after may be lost"
            ),
            N_("Get the data anew as .xlsx or CSV from where it was exported."),
        ),
        "merge": (
            N_("its merged cells overlap, or cover more than a sheet of ratings can hold"),
            N_("Select the whole sheet, unmerge its cells, merge only what belongs together, and save it."),
        ),
        "duplicate-part": (N_("a part stands in it twice, or parts lie over one another"), _ASK_AGAIN),
        "strict": (N_("it was saved as “Strict Open XML Spreadsheet”"), _SAVE_AS),
        "no-sheets": (N_("it has no sheets made of cells"), _SAVE_AS),
        "order": (N_("its cells do not stand in order, or two stand in one place"), _SAVE_AS),
        "binary-workbook": (N_("it is a binary workbook (.xlsb)"), _SAVE_AS),
        "external": (N_("it names parts that lie outside of it"), _ASK_AGAIN),
        "time": (N_("reading it takes too long"), _NEW_BOOK),
        "memory": (N_("reading it takes too much memory"), _NEW_BOOK),
        "unread": READING["other"],
        **{f"unread.{kind}": texts for kind, texts in READING.items() if kind != "other"},
        "unread.changing": (
            N_("it is being changed at this moment"),
            N_("Wait until it has been saved or copied, and run again."),
        ),
    }
)
