"""One context: what the model has been shown and has said since the last reset. It grows at its end only.

Screens stand in it by their digest, so that a request is small to keep and to compare; `Gallery` puts
the images in when it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.agents.claude.screen import data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core import Frame, Json


def text(words: str) -> Json:
    """Return a text block."""
    return {"type": "text", "text": words}


def screen(frame: Frame) -> Json:
    """Return an image block that names its screen."""
    return {"type": "image", "source": {"type": "frame", "digest": frame.digest.hex()}}


def result(use: str, *blocks: Json, error: bool = False) -> Json:
    """Return the result of the tool use with this id."""
    block = {"type": "tool_result", "tool_use_id": use, "content": list(blocks)}
    return block | {"is_error": True} if error else block


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages of one context, as the API takes them but for the screens.

    `stable`: blocks at the beginning of the first message that later requests begin with too.
    """

    messages: tuple[Json, ...] = ()
    stable: int = 1

    def heard(self, *blocks: Json) -> Conversation:
        """Return the conversation after the harness said these blocks; results of tools come first."""
        return replace(self, messages=(*self.messages, {"role": "user", "content": list(blocks)}))

    def said(self, content: Sequence[Json]) -> Conversation:
        """Return the conversation after the model said this.

        What stands before a summary that the service made (a compaction block) is dropped, as the service
        does itself.
        """
        if not content:
            return self
        start = max((n for n, block in enumerate(content) if block["type"] == "compaction"), default=None)
        before = self.messages if start is None else ()
        spoken = {"role": "assistant", "content": list(content[start or 0 :])}
        return replace(self, messages=(*before, spoken))

    def marked(self, first: Json | None, last: Json) -> list[Json]:
        """Return the messages with cache breakpoints: after the memory folder, and at the end.

        `first` and `last` are the cache_control of each; `first` is None where no memory folder stands at
        the beginning. Two are at the end, because the service looks back 20 blocks only. Where more than
        the memory folder is stable, the end of that is marked in the place of the first screen.
        """
        messages = list(self.messages)
        users = [number for number, message in enumerate(messages) if message["role"] == "user"]
        for number in users[-2:]:
            place = self.stable - 1 if number == 0 and self.stable > 1 else -1
            messages[number] = _marked(messages[number], place, last)
        if first is not None and users[:1] == [0]:
            messages[0] = _marked(messages[0], 0, first)
        return messages

    def digests(self) -> list[str]:
        """Return the digests of the screens shown, in order."""
        return [
            block["source"]["digest"] for message in self.messages for block in _images(message["content"])
        ]


def _marked(message: Json, place: int, cache: Json) -> Json:
    content = list(message["content"])
    content[place] = {**content[place], "cache_control": cache}
    return {**message, "content": content}


def _images(content: Any) -> list[Json]:
    found = []
    for block in content if isinstance(content, list) else ():
        if block["type"] == "image" and block["source"]["type"] == "frame":
            found.append(block)
        elif block["type"] == "tool_result":
            found += _images(block.get("content"))
    return found


@dataclass(frozen=True, slots=True)
class Gallery:
    """The screens of a conversation as base64 PNG by digest, enlarged by the whole factor `scale`."""

    scale: int
    images: Mapping[str, str]

    def showing(self, frame: Frame) -> Gallery:
        """Return the gallery with one more screen."""
        name = frame.digest.hex()
        if name in self.images:
            return self
        return replace(self, images={**self.images, name: data(frame, self.scale)})

    def only(self, digests: Sequence[str]) -> Gallery:
        """Return the gallery of these screens."""
        wanted = set(digests)
        return replace(self, images={name: image for name, image in self.images.items() if name in wanted})

    def filled(self, messages: Sequence[Json]) -> list[Json]:
        """Return messages with the images in the place of their digests."""
        return [{**message, "content": self._filled(message["content"])} for message in messages]

    def _filled(self, content: Any) -> Any:
        return [self._block(block) for block in content] if isinstance(content, list) else content

    def _block(self, block: Json) -> Json:
        if block["type"] == "tool_result":
            return {**block, "content": self._filled(block.get("content"))}
        if block["type"] != "image" or block["source"]["type"] != "frame":
            return block
        image = self.images[block["source"]["digest"]]
        return {**block, "source": {"type": "base64", "media_type": "image/png", "data": image}}
