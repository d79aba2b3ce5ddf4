"""The passwords that lock the reports in mails: those that were given, or our own, which are made up once and then stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from reportgen.language import N_
from reportgen.model.addresses import same_mailbox
from reportgen.model.mail import Addressee, MailError
from reportgen.outputs.passwords import Passwords, PasswordsError, made_up, read_passwords
from reportgen.problems import Problem, Source, problem

PASSWORD_LIST: Final = "passwords.xlsx"  # noqa: S105 (a file below the output folder)


@dataclass(frozen=True)
class Keys:
    """What locks the reports: a password per mailbox, or why there is none; `listed` are those to be kept in our workbook."""

    by_mailbox: Mapping[str, str] = field(default_factory=dict, repr=False)
    faults: Mapping[str, Problem] = field(default_factory=dict)
    listed: tuple[Addressee, ...] = ()


def keys_for(people: Sequence[Addressee], output: Path, given: Path | None) -> Keys:
    """The passwords of these recipients: from the workbook `given`, else from our own in the output folder, where whoever has
    none yet gets one. Raises `MailError` for a workbook that cannot be used.
    """
    path = given or output / PASSWORD_LIST
    read = _read(path) if given or path.is_file() else Passwords()
    known: dict[str, str] = dict(read.by_address) if given is None else {}
    faults: dict[str, Problem] = {}
    for one in people:
        mailbox = same_mailbox(one.address)
        try:
            found = read.of(one)
        except PasswordsError as error:
            first = error.faults[0]
            faults[mailbox] = problem("unusable-password", replace(first.source, file=path.name), reason=first.what)
            continue
        if found is not None or given is None:
            known[mailbox] = found or made_up(one)
        else:
            faults[mailbox] = problem("no-password", Source(path.name), one.address)
    if given is not None:
        return Keys(known, faults)
    named = {mailbox: one for one in people if (mailbox := same_mailbox(one.address)) not in faults}
    return Keys(known, faults, tuple(named.get(mailbox) or Addressee(mailbox) for mailbox in known))


def _read(path: Path) -> Passwords:
    try:
        return read_passwords(path)
    except PasswordsError as error:
        places = [f"{f.source.sheet} {f.source.cell}".strip() for f in error.faults]
        raise MailError(
            N_("The passwords in {file} cannot be used: {place}: {reason} ({n} faults in all). Correct the workbook."),
            file=path, place=places[0] or "—", reason=error.faults[0].what, n=len(places),
        ) from None  # fmt: skip
    except OSError as error:
        raise MailError(N_("{file} cannot be read."), file=path) from error
