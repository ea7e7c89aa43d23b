"""Rules of a request's content: texts, images, documents, files and cache markers.

Sources: the "Vision", "Prompt caching", "Files" and "Errors" pages of platform.claude.com/docs.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.models.fake.images import Picture, picture
from sim.models.fake.refusal import Problem
from sim.models.fake.request import Placed, Request, marks

Problems = Iterator[Problem]

MAX_MARKS = 4
MAX_IMAGE_BYTES = 5 * 1024 * 1024
"""Most bytes of an image as it is sent, that is in base64."""
MAX_SIDE = 8000
"""Most pixels on a side of an image."""
MANY_IMAGES, MAX_SIDE_OF_MANY = 20, 2000
"""With more images than the first, no side may have more pixels than the second."""


def texts_say_something(request: Request) -> Problems:
    """Demand that no text block is empty or all whitespace."""
    for item in request.every:
        if item.kind == "text" and not item.block["text"]:
            yield Problem(f"{item.path}.text", "text content blocks must be non-empty")
        elif item.kind == "text" and not item.block["text"].strip():
            yield Problem(f"{item.path}.text", "text content blocks must contain non-whitespace text")


def failed_results_are_text(request: Request) -> Problems:
    """Demand that a tool result that is an error holds text only."""
    for item in request.every:
        content = item.block.get("content")
        if item.kind != "tool_result" or not item.block.get("is_error") or not isinstance(content, list):
            continue
        if any(part["type"] != "text" for part in content):
            yield Problem(f"{item.path}.content", "all content must be type `text` if `is_error` is true")


def _images(request: Request) -> Iterator[tuple[Placed, Picture | None]]:
    for item in request.every:
        if item.kind == "image" and item.block["source"]["type"] == "base64":
            yield item, picture(item.block["source"]["data"])


def images_are_images(request: Request) -> Problems:
    """Demand that an image's data is base64, and its media type is what its bytes say."""
    for item, seen in _images(request):
        said = item.block["source"]["media_type"]
        if seen is None:
            yield Problem(
                f"{item.path}.source.base64.data",
                "Image does not match the provided media type: invalid base64 data",
            )
        elif not seen.media_type or 0 in (seen.width, seen.height):
            yield Problem(f"{item.path}.source.base64", "Could not process image")
        elif seen.media_type != said:
            yield Problem(
                f"{item.path}.source.base64.media_type",
                f"Image does not match the provided media type {said}: it appears to be {seen.media_type}",
            )


def images_are_small_enough(request: Request) -> Problems:
    """Demand that an image has at most 5 MB and 8000 pixels a side, 2000 where there are more than 20."""
    images = list(_images(request))
    many = _count(request) > MANY_IMAGES
    limit = MAX_SIDE_OF_MANY if many else MAX_SIDE
    for item, seen in images:
        size = len(item.block["source"]["data"])
        if size > MAX_IMAGE_BYTES:
            yield Problem(
                f"{item.path}.source.base64",
                f"image exceeds 5 MB maximum: {size} bytes > {MAX_IMAGE_BYTES} bytes",
            )
        if seen and max(seen.width, seen.height) > limit:
            yield Problem(
                f"{item.path}.source.base64.data",
                "At least one of the image dimensions exceed max allowed size"
                f"{' for many-image requests' if many else ''}: {limit} pixels",
            )


def _count(request: Request) -> int:
    return sum(item.kind == "image" for item in request.every)


def images_are_few_enough(request: Request) -> Problems:
    """Demand that a request holds at most 100 images with a 200k context, 600 otherwise."""
    count = _count(request)
    if count > request.model.images:
        yield Problem("messages", f"too many images and documents: {count} > {request.model.images}")


def files_are_known(request: Request) -> Problems:
    """Demand that a file that is named was uploaded before."""
    for item in request.every:
        holder = item.block if item.kind == "container_upload" else item.block.get("source")
        name = holder.get("file_id") if isinstance(holder, dict) else None
        if name is not None and name not in request.files:
            yield Problem(item.path, f"File not found: {name}", "not_found_error")


def few_cache_marks(request: Request) -> Problems:
    """Demand that at most 4 blocks are marked for the cache, the marker of the whole request counted."""
    count = len(marks(request))
    if count > MAX_MARKS:
        yield Problem(
            "", f"A maximum of {MAX_MARKS} blocks with cache_control may be provided. Found {count}."
        )


def long_lived_cache_comes_first(request: Request) -> Problems:
    """Demand that no marker of an hour stands after one of five minutes (tools, system, messages)."""
    found = marks(request)
    for index, (path, ttl) in enumerate(found):
        if ttl == "1h" and any(before == "5m" for _, before in found[:index]):
            yield Problem(
                f"{path}.ttl",
                "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note "
                "that blocks are processed in the following order: `tools`, `system`, `messages`.",
            )


def passing_remarks_are_not_cached(request: Request) -> Problems:
    """Demand that a system message that is cleared at the next user message carries no cache marker."""
    messages = request.body["messages"]
    for item in request.history:
        passing = messages[item.message].get("clear_at") == "next_user_message"
        if passing and item.block.get("cache_control"):
            yield Problem(f"{item.path}.cache_control", "not permitted in a system message with `clear_at`")


RULES = (
    texts_say_something,
    failed_results_are_text,
    images_are_images,
    images_are_small_enough,
    images_are_few_enough,
    files_are_known,
    few_cache_marks,
    long_lived_cache_comes_first,
    passing_remarks_are_not_cached,
)
