"""Text messages from this room: the room above that has the outbox says here how to post one."""

from datetime import datetime
from typing import Any, Protocol


class PostSms(Protocol):
    def __call__(
        self, *, phone: str, text: str, code: str = "", expires_at: datetime | None = None, at: datetime
    ) -> Any: ...


_post: list[PostSms] = []


def use(post: PostSms) -> None:
    """Name the function that posts messages; called once, from `AppConfig.ready()` of the outbox."""
    _post[:] = [post]


def post_sms(
    *, phone: str, text: str, code: str = "", expires_at: datetime | None = None, at: datetime
) -> None:
    """Post one message to one phone; it leaves once the surrounding transaction is committed."""
    _post[0](phone=phone, text=text, code=code, expires_at=expires_at, at=at)
