"""What the house must know about a kind of credential, and the registry the lines fill from `ready()`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, runtime_checkable

from portal.accounts.purposes import Purpose
from portal.core.errors import RuleViolation
from portal.core.masking import mask_id_number
from portal.credentials.delegates import Delegation


@dataclass(frozen=True, slots=True)
class Standing:
    """The legal condition of a register entry on one day.

    `codes` are the national status letters (several at once). `tone` is normal, notice, abnormal or void.
    `label` is the word for the tag, `reason` the sentence, `advice` what to do; all lazily translated.
    `valid_until` is the last day of validity, None for long-term. `end_reason` is set when the holder's right
    has ended for good: it is the reason a check gives.
    """

    tone: str
    codes: tuple[str, ...]
    label: Any
    reason: Any = ""
    advice: Any = ""
    valid_until: date | None = None
    end_reason: str = ""

    @property
    def letters(self) -> str:
        """The codes that say more than that all is normal (A), together."""
        return "".join(code for code in self.codes if code != "A")


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A register entry as one check or one card needs it: read in one statement.

    `facts` is the line's own row (any object), handed back to `standing()`, `claims()` and `card()`. Held by
    a person or by an organization. `holder` is how the fingerprint begins for an entry that can change
    hands; `masked` is the number as strangers may see it, where it is not masked like an ID number.
    `delegation` is set when the holder uses it with the owner's authorization.
    """

    ref: str
    person_id: int | None
    city_code: str
    number: str
    fingerprint: str
    facts: Any
    organization_id: int | None = None
    holder: str = ""
    masked: str = ""
    delegation: Delegation | None = None

    @property
    def number_masked(self) -> str:
        return self.masked or mask_id_number(self.number)

    def was_issued_to(self, fingerprint: str) -> bool:
        """Whether a credential with this fingerprint was issued to whoever holds the entry now."""
        return not self.holder or fingerprint.startswith(f"{self.holder}|")


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One line of a card: label, value, and the language of the value when it is not the page's."""

    label: Any
    value: str
    lang: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Condition:
    """One line of a card's live state: what, its word and tone, and when the register last said so."""

    label: Any
    word: Any
    tone: str
    as_of: datetime


@dataclass(frozen=True, slots=True, repr=False)
class CardFace:
    """What a card shows beside state and code.

    The first four rows stand above the code (whose and what it is), the others below it. `register_as_of` is
    when the register was last brought up to date about this entry. `conditions` is the live state in single
    lines, `caution` what must be known before the card is relied on. `banner` names a template of the line
    for what stands above all rows, such as a plate; it gets `banner_facts`. `copy_url` is where the line
    itself makes documents of this entry, instead of the signed PDF of the house; `authorize_url` is where the
    holder lets others use it.
    """

    title: Any
    rows: Sequence[Row] = field(default_factory=tuple)
    back_rows: Sequence[Row] = field(default_factory=tuple)
    issuer: str = ""
    photo_id: int | None = None
    paper_needed: Sequence[Any] = field(default_factory=tuple)
    register_as_of: datetime | None = None
    conditions: Sequence[Condition] = field(default_factory=tuple)
    caution: Any = ""
    banner: str = ""
    banner_facts: Any = None
    copy_url: str = ""
    authorize_url: str = ""


class CredentialKind(Protocol):
    """One kind of credential; a line implements it and registers an instance.

    `number` is the small integer written into codes. `columns`, `tables` and `read()` let a check read the
    credential and its register entry in one statement: `tables` is SQL that follows
    `FROM credentials_credential c` and may join on `c.subject_ref`; `read(row)` turns the values of
    `columns`, in their order, into an Entry, or None when the entry is gone. `claim_labels` names every
    claim for people. `changed` is the sentence for a holder whose entry no longer has the facts that were
    issued; `compare` tells an officer what to hold against whom or what.
    """

    slug: str
    number: int
    service: str
    title: Any
    columns: Sequence[str]
    tables: str
    claim_labels: Mapping[str, Any]
    changed: Any
    compare: Any

    def __hash__(self) -> int: ...

    def read(self, row: Sequence[Any]) -> Entry | None: ...

    def entry(self, ref: str) -> Entry | None:
        """The entry by its stable key, in one statement."""
        ...

    def standing(self, entry: Entry, on: date, told: Collection[str] | None = None) -> Standing:
        """The condition on that day; pure, no statement.

        `told` names the claims that whoever asks learns (None: the holder, who learns all); nothing that is a
        claim of its own is said in the words of the condition to somebody who does not learn it.
        """
        ...

    def claims(self, entry: Entry, purpose: Purpose | None, on: date) -> dict[str, Any]:
        """What this purpose may learn, as JSON values; None is the holder's own record. Pure."""
        ...

    def card(self, entry: Entry, on: date) -> CardFace:
        """What the holder's card shows. Pure."""
        ...

    def refusals(self, entry: Entry, at: datetime) -> list[RuleViolation]:
        """Why this entry may not be issued now, the city gate apart; empty when it may."""
        ...


@runtime_checkable
class BulkKind(CredentialKind, Protocol):
    """A kind that may also be issued in bulk; it is asked for many entries at a time, in constant memory.

    What may be issued is still decided entry by entry by `refusals()`: one rule for one and for a million.
    """

    def candidates(self, city_code: str) -> Iterator[str]:
        """The refs of every entry of the city, in the order of their keys, whatever their condition."""
        ...

    def entries(self, refs: Sequence[str]) -> list[Entry]:
        """The entries with these keys that are there, in one statement, in any order."""
        ...

    def look_up(self, written: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Ref and city code by what people write into a list, as ID numbers; unknown ones are left out."""
        ...


@runtime_checkable
class LentKind(CredentialKind, Protocol):
    """A kind whose subject is an authorization (`portal.grants`): who gave it sees who looked, too."""

    lent: bool


@runtime_checkable
class SpokenKind(CredentialKind, Protocol):
    """A kind whose claims are codes that people read as words."""

    def say(self, name: str, value: Any) -> str:
        """The value of a claim in the language active now."""
        ...


def in_words(kind: CredentialKind | None, name: str, value: Any) -> str:
    """A claim as people read it; empty for what is not known."""
    if value is None:
        return ""
    if isinstance(kind, SpokenKind):
        return kind.say(name, value)
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


_KINDS: dict[str, CredentialKind] = {}


def register(kind: CredentialKind) -> None:
    """Make a kind known; called from a line's `AppConfig.ready()`."""
    _KINDS[kind.slug] = kind


def kind_of(slug: str) -> CredentialKind:
    """The kind with this slug; KeyError when no line has registered it."""
    return _KINDS[slug]


def kind_by_number(number: int) -> CredentialKind | None:
    """The kind a code names by its small integer."""
    return next((kind for kind in _KINDS.values() if kind.number == number), None)


def all_kinds() -> list[CredentialKind]:
    return sorted(_KINDS.values(), key=lambda kind: kind.number)


def lent_kinds() -> list[str]:
    """The slugs of the kinds that are used with somebody's authorization."""
    return [known.slug for known in all_kinds() if isinstance(known, LentKind)]


def bulk_kind_of(slug: str) -> BulkKind:
    """The kind with this slug, asked for in bulk; KeyError when there is none or it cannot be."""
    known = _KINDS[slug]
    if not isinstance(known, BulkKind):
        raise KeyError(slug)
    return known


def bulk_kinds() -> list[BulkKind]:
    """The kinds a bulk run can be planned for."""
    return [known for known in all_kinds() if isinstance(known, BulkKind)]
