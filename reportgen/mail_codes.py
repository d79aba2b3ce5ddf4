"""The codes of problems that stop a mail: of the roster's addresses, of the reports, of the passwords."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reportgen.code import Code, error, warning
from reportgen.language import N_

MAIL_CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "no-address": warning(
            N_("The roster has no mail address of {who}, so no mail is made."),
            N_("Enter the address in the column {column}."),
        ),
        "unusable-address": warning(
            N_("“{value}” cannot be used as the mail address of {who}: {reason}."),
            N_("Write exactly one address, such as name@example.com, and nothing else into the cell."),
        ),
        "foreign-domain": warning(
            N_("The address {value} of {who} is at {domain}, where no mail may go (allowed: {allowed})."),
            N_("Correct the address; if it is right, add its domain to domains under [mail] in reportgen.toml."),
        ),
        "shared-address": warning(
            N_(
                "The address {value} stands with different people: {people}. No mail goes there, as it may be the wrong one."
            ),
            N_(
                "Find out whose address it is, and correct the others. If it is one person, write name and id alike everywhere."
            ),
        ),
        "two-addresses": warning(
            N_("{who} has different mail addresses: {addresses}. No mail goes to any of them."),
            N_(
                "Write the same address everywhere. If these are different people of one name, tell them apart by a column 上级工号."
            ),
        ),
        "own-address": warning(
            N_(
                "{value} stands here as the address of {who}, but it is the own address of {owner}. No mail goes there."
            ),
            N_(
                "Enter the address of the superior; or correct the own address in the other line, if that is the wrong one."
            ),
        ),
        "manager-mismatch": warning(
            N_("The superior {value} does not fit the id {id}: {names}. No mail goes there."),
            N_("Correct the superior's name or id."),
        ),
        "recipient-changed": warning(
            N_(
                "The report of {id} has gone to another recipient in this cycle (mail {number}); the roster now names {value}."
            ),
            N_("If the roster is right, write the mails again with MOVED={id}; otherwise correct the roster."),
        ),
        "mailed-elsewhere": warning(
            N_(
                "A report of {id} was mailed to {value} in this cycle from this computer, but the ledger in this output folder does not know of it."
            ),
            N_(
                "Mail from the output folder used then, or put its data/mail.sqlite back. To send it all the same: make mails ARGS=--new-ledger"
            ),
        ),
        "report-altered": error(
            N_("The report of {value} is not the one that the build made: the file was changed, replaced or deleted."),
            N_("It is not mailed. Run make reports again."),
        ),
        "wrong-report": error(
            N_("The report of {value} is not mailed: {reason}"),
            N_("Run make reports again. If that does not help, please pass this message on."),
        ),
        "too-large": warning(
            N_("The report of {value} has {size} MB, more than a mail may have ({most} MB)."),
            N_(
                "If the mail server takes more, raise size_mb under [mail] in reportgen.toml; otherwise hand it over another way."
            ),
        ),
        "no-password": warning(
            N_("There is no password for {value}, so the reports cannot be locked; no mail goes there."),
            N_("Add a line with the address and a password of at least 8 characters."),
        ),
        "unusable-password": warning(
            N_("The password of a recipient cannot be used: {reason}"),
            N_("Correct the cell; no mail goes to this recipient until then."),
        ),
        "mail-failed": error(
            N_("The mail could not be written: {reason}"),
            N_("The others are complete. Please pass this message on."),
        ),
    }
)
