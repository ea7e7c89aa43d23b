"""Everything that can go wrong and that a user can act on."""

from __future__ import annotations


class LongplayError(Exception):
    """Something the user can act on; its text is one clear line. The command exits with code 2."""


class CartridgeError(LongplayError):
    """The ROM file cannot be played: missing, damaged, unsupported."""


class CartridgeHung(CartridgeError):
    """The cartridge stopped the emulated CPU for good, so no further frame can be had."""


class GuideError(LongplayError):
    """An edit of the memory folder was refused, or the folder cannot be read or written."""


class AgentError(LongplayError):
    """An agent cannot be built or gave a decision that means nothing."""


class ModelError(LongplayError):
    """A model cannot be asked: no access, a request that it refuses, a price or mode that is not known."""


class Unanswered(LongplayError):
    """A request brought no reply, and may be sent again.

    `billed`: it may have been paid for all the same. `wait`: seconds that the other side asks to wait
    before the next try, None if it says nothing.
    """

    def __init__(self, message: str, *, billed: bool, wait: float | None = None) -> None:
        super().__init__(message)
        self.billed, self.wait = billed, wait


class RunStopped(LongplayError):
    """The run ends here on purpose and can be gone on with: `status` says why in a word or two."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status = status


class RunFileError(LongplayError):
    """A run file cannot be opened, read or written."""


class ReplayMismatch(LongplayError):
    """Playing a recorded stretch again gave something else than the run file holds."""


class WorldError(LongplayError):
    """No such world, or a cartridge image that no world can be written into."""
