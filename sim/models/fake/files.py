"""The Files API: uploads are kept in memory, so that a request can name them.

Source: the "Files" page of platform.claude.com/docs. An uploaded file can be listed and deleted, not
downloaded; only files made by code execution can, and this server executes none.
"""

from __future__ import annotations

import re
from typing import Any

from sim.models.fake.refusal import Problem, RefusedError
from sim.models.fake.seals import short

MAX_BYTES = 500 * 1024 * 1024
"""Most bytes of a file."""
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_NAME = re.compile(rb'name="([^"]*)"')
_FILENAME = re.compile(rb'filename="([^"]*)"')
_TYPE = re.compile(rb"content-type:\s*([^\r\n]+)", re.I)
_FORBIDDEN = re.compile(r'[<>:"|?*\\/\x00-\x1f]')


class FileStore:
    """The files of an organisation: metadata by id."""

    def __init__(self) -> None:
        self._files: dict[str, dict[str, Any]] = {}
        self._uploads = 0

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all files."""
        return frozenset(self._files)

    def upload(self, content_type: str, body: bytes) -> dict[str, Any]:
        """Keep the file of a multipart form and return its metadata."""
        header, content = _file_part(content_type, body)
        name_found, type_found = _FILENAME.search(header), _TYPE.search(header)
        name = name_found[1].decode() if name_found else ""
        if not 1 <= len(name) <= 255 or _FORBIDDEN.search(name):
            raise RefusedError("shape", Problem("file", "filename must have 1 to 255 permitted characters"))
        self._uploads += 1
        identity = f"file_{short(f'{self._uploads} {name} {content.hex()}')}"
        self._files[identity] = {
            "type": "file",
            "id": identity,
            "filename": name,
            "mime_type": type_found[1].decode().strip() if type_found else "application/octet-stream",
            "size_bytes": len(content),
            "created_at": "2026-01-01T00:00:00Z",
            "downloadable": False,
        }
        return self._files[identity]

    def listed(self) -> list[dict[str, Any]]:
        """Return the metadata of all files, the latest first."""
        return list(reversed(self._files.values()))

    def get(self, identity: str) -> dict[str, Any]:
        """Return a file's metadata."""
        if identity not in self._files:
            raise RefusedError("known_path", Problem("", f"File not found: {identity}", "not_found_error"))
        return self._files[identity]

    def content(self, identity: str) -> bytes:
        """Refuse to give an uploaded file back."""
        name = self.get(identity)["filename"]
        raise RefusedError("known_path", Problem("", f"File {name} is not downloadable"))

    def delete(self, identity: str) -> dict[str, Any]:
        """Forget a file."""
        self.get(identity)
        del self._files[identity]
        return {"type": "file_deleted", "id": identity}


def _file_part(content_type: str, body: bytes) -> tuple[bytes, bytes]:
    boundary = _BOUNDARY.search(content_type)
    if not content_type.startswith("multipart/form-data") or boundary is None:
        raise RefusedError("shape", Problem("", "a file is uploaded as multipart/form-data"))
    for part in body.split(b"--" + boundary[1].encode()):
        header, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(header)
        if name and name[1] == b"file":
            return header, content.removesuffix(b"\r\n")
    raise RefusedError("shape", Problem("file", "Field required"))
