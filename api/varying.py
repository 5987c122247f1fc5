"""Names each header once in `Vary`: our answers bring it, and what compresses others says it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    Pair = tuple[bytes, bytes]


class VaryOnce:
    """ASGI middleware around what compresses: Starlette adds to `Vary` without a look at what is there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""

        async def once(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _merged(message.get("headers", ()))}
            await send(message)

        await self.app(scope, receive, once if scope["type"] == "http" else send)


def _merged(pairs: Iterable[Pair]) -> list[Pair]:
    pairs = list(pairs)
    said = [word.strip() for name, value in pairs if name.lower() == b"vary" for word in value.split(b",")]
    once: dict[bytes, bytes] = {}
    for word in filter(None, said):
        once.setdefault(word.lower(), word)
    if len(once) == len(said):
        return pairs
    others = [pair for pair in pairs if pair[0].lower() != b"vary"]
    return [*others, (b"vary", b", ".join(once.values()))]
