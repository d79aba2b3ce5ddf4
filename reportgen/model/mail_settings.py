"""How mail is sent: `[mail]` of the settings. The password is never among them."""

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import StrictInt
from pydantic.dataclasses import dataclass

from reportgen.language import N_, Said
from reportgen.model.addresses import AddressError, domain_of, is_domain, parsed
from reportgen.model.types import STRICT, NonEmpty

PORTS: Final = {"starttls": 587, "tls": 465}  # RFC 6409, RFC 8314
MOST_PORTS: Final = 65_535
MOST_MB: Final = 100
NOTE_LIMIT: Final = 300  # characters of the organisation's own lines in the body

Fault = tuple[str, str]


@dataclass(frozen=True, config=STRICT)
class MailSettings:
    """`[mail]`. `server`, `port`, `security`, `user`: where mail is handed in, with the certificate always verified, by
    `ca_file` (beside the settings) when the organisation has its own authority; without `user` nobody logs in. `sender` is
    the address it comes from, `sender_name` its name, `reply_to` where answers go. `domains` are the ones mail may go to:
    the sender's own when none are given. `per_minute` limits the pace, `size_mb` the size of a mail (10^6 bytes,
    encoded). `scores` puts figures into the body. `note` is a line of the organisation's own in it. `pauses` are the
    seconds before each further try of what a server put off, `timeout` the seconds it has for an answer.
    """

    server: str = ""
    port: StrictInt | None = None
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    domains: tuple[NonEmpty, ...] = ()
    per_minute: StrictInt = 20
    size_mb: StrictInt = 10
    scores: bool = False
    note: str = ""
    ca_file: str = ""
    pauses: tuple[StrictInt, ...] = (60, 300, 1800)
    timeout: StrictInt = 60

    @property
    def used_port(self) -> int:
        return PORTS[self.security] if self.port is None else self.port

    @property
    def allowed(self) -> frozenset[str]:
        """Domains that mail may go to."""
        given = {domain.lower() for domain in self.domains}
        return frozenset(given or ({domain_of(parsed(self.sender))} if self.sender else set()))

    @property
    def most_bytes(self) -> int:
        """Most bytes of a mail as it is sent."""
        return self.size_mb * 1_000_000


def mail_faults(mail: MailSettings) -> Iterator[Fault]:
    """What is wrong with them: (key of the settings, what is wrong)."""
    for key, address in (("sender", mail.sender), ("reply_to", mail.reply_to)):
        try:
            if address:
                parsed(address)
        except AddressError as error:
            yield f"mail.{key}", Said(error.reason)
    for domain in mail.domains:
        if not is_domain(domain):
            yield "mail.domains", Said(N_('{domain} is no domain; write one like "example.com"'), domain=domain)
    for key, value, least, most in (
        ("port", mail.used_port, 1, MOST_PORTS),
        ("per_minute", mail.per_minute, 1, 6000),
        ("size_mb", mail.size_mb, 1, MOST_MB),
        ("timeout", mail.timeout, 1, 3600),
        *(("pauses", pause, 0, 86_400) for pause in mail.pauses),
    ):
        if not least <= value <= most:
            yield f"mail.{key}", Said(N_("write a number from {least} to {most}"), least=least, most=most)
    if len(mail.note) > NOTE_LIMIT:
        yield (
            "mail.note",
            Said(N_("has {n} characters; there is room for {limit}"), n=len(mail.note), limit=NOTE_LIMIT),
        )
