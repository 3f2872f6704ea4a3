"""Who does something, for whom, through which door; built at the edges, passed to every writing function."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting party.

    `user_id` is the login, `person_id` the register person bound to it, `organization_id` and `api_key_id`
    are set for enterprises, `officer` holds the officer row of a traffic-police login. `label` keeps the
    audit trail readable after the row is gone; it names staff and systems, never a citizen in full.
    """

    channel: str
    label: str
    user_id: int | None = None
    person_id: int | None = None
    organization_id: int | None = None
    api_key_id: int | None = None
    officer: Any = None
    request_id: str = ""

    @classmethod
    def system(cls, task: str) -> "Actor":
        """The portal itself, doing a scheduled or queued task."""
        return cls(channel="system", label=f"system:{task}")

    @classmethod
    def anonymous(cls, request_id: str = "") -> "Actor":
        """Somebody who did not sign in."""
        return cls(channel="public", label="anonymous", request_id=request_id)

    @property
    def signature(self) -> str:
        """Who it was as staff read it: an officer by name and badge number, anybody else by the label."""
        return str(self.officer) if self.is_officer else self.label

    @property
    def is_officer(self) -> bool:
        return self.officer is not None
