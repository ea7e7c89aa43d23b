"""Which room a few words mean: whole names, small slips, clipped words, single words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

_FEW = 60
"""Rooms up to which initials and single words may stand for a name without a legend."""
_LONG = 4
"""Letters from which a word may hold a slip."""
_GENERIC = frozenset(
    [
        "corner",
        "point",
        "rest",
        "reach",
        "pass",
        "walk",
        "bend",
        "steps",
        "bridge",
        "hall",
        "wall",
        "way",
        "field",
        "bank",
        "place",
        "room",
        "north",
        "south",
        "east",
        "west",
        "stone",
        "water",
        "rock",
        "dark",
        "gate",
        "door",
        "well",
        "lamp",
        "key",
        "lever",
        "sign",
        "chest",
        "desk",
        "tower",
        "hill",
        "step",
        "end",
        "black",
        "white",
        "golden",
        "silver",
        "iron",
        "salt",
        "glass",
        "crown",
        "star",
        "moon",
        "square",
        "pool",
        "camp",
        "lane",
        "yard",
        "garden",
        "arch",
        "nook",
        "row",
        "loft",
    ]
)
"""Words of names that are words of their own too."""


class RoomIndex:
    """The names of a world's rooms, made ready once for looking up the words of a text."""

    def __init__(self, rooms: Iterable[str]) -> None:
        names = dict.fromkeys(" ".join(room.upper().split()) for room in rooms)
        self.names: tuple[str, ...] = tuple(name for name in names if name)
        self._whole: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        self._joined: dict[str, str] = {}
        self._slips: dict[str, set[str]] = defaultdict(set)
        self._meant: dict[str, tuple[str, ...]] = {}
        self._initials: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            self._add(name)
        self._firsts: dict[str, list[tuple[str, ...]]] = {
            first: sorted(self._whole[first], key=len, reverse=True) for first in self._whole
        }

    def _add(self, name: str) -> None:
        words = tuple(re.findall(r"[^\W_]+", name.lower())) or (name.lower(),)
        self._whole[words[0]][words] = name
        self._joined["".join(words)] = name
        self._initials["".join(word[0] for word in words)].append(name)
        for word in words:
            if name not in self._by_word[word]:
                self._by_word[word].append(name)
        for word in words[:1]:
            for cut in _cuts(word):
                self._slips[cut].add(word)

    def initials(self, code: str) -> str | None:
        """Return the one room with these initials in a small world."""
        found = self._initials.get(code.lower(), ())
        return found[0] if len(found) == 1 and len(code) > 1 and len(self.names) <= _FEW else None

    def match(self, words: Sequence[str], at: int, stops: Sequence[bool]) -> tuple[str, int] | None:
        """Return the room named by the lower-case words from `at` on and the number of words it takes.

        `stops[i]` says that a full stop follows word i, as behind a clipped word.
        """
        first = words[at]
        if first in self._joined and len(self._firsts.get(first, ((),))[0]) != 1:
            return self._joined[first], 1
        for whole in self._firsts.get(first, ()):
            if tuple(words[at : at + len(whole)]) == whole:
                return self._whole[first][whole], len(whole)
        alike = {
            self._whole[meant][whole]: len(whole)
            for meant in self._firsts_meant(first, stops[at])
            for whole in self._firsts[meant]
            if len(words) - at >= len(whole) and self._alike(whole, words, at, stops)
        }
        return next(iter(alike.items())) if len(alike) == 1 else None

    def may_begin(self, word: str, stop: bool) -> bool:
        """Return whether `match` can find a room whose name begins with a word; `stop`: one follows it."""
        return word in self._joined or bool(self._firsts_meant(word, stop))

    def _firsts_meant(self, word: str, stop: bool) -> tuple[str, ...]:
        found = self._meant.get(word)
        if found is None:
            if len(self._meant) > 20_000:
                self._meant.clear()
            found = self._meant[word] = (word,) if word in self._firsts else self._slipped(word)
        if not found and stop and len(word) >= 2:
            found = tuple(first for first in self._firsts if first.startswith(word))[:8]
        return found

    def _slipped(self, word: str) -> tuple[str, ...]:
        """Return the first words of names that a word with a slip may stand for."""
        if len(word) < _LONG:
            return ()
        return tuple(
            sorted({far for cut in _cuts(word) for far in self._slips.get(cut, ()) if _one_slip(word, far)})
        )

    @staticmethod
    def _alike(whole: tuple[str, ...], words: Sequence[str], at: int, stops: Sequence[bool]) -> bool:
        slips = 0
        for offset, word in enumerate(whole):
            said = words[at + offset]
            if said == word or (stops[at + offset] and word.startswith(said)):
                continue
            if _clipped(said, word) and offset:
                continue
            slips += 1
            if len(said) < _LONG - 1 or not _one_slip(said, word):
                return False
        return slips <= 1

    def single(self, word: str, likely: Iterable[str]) -> str | None:
        """Return the room that one word of its name means, if no other can be meant.

        `likely` are the rooms mentioned so far: among them the word is looked up if the world has
        several rooms with it.
        """
        rooms = self._by_word.get(word, ())
        if len(rooms) == 1:
            return rooms[0]
        near = [room for room in likely if room in rooms] if rooms else []
        return near[0] if len(near) == 1 else None

    def having(self, word: str) -> Sequence[str]:
        """Return the rooms that have a word in their name."""
        return self._by_word.get(word, ())

    @staticmethod
    def generic(word: str) -> bool:
        """Return whether a word of a name is a word of its own as well."""
        return word in _GENERIC


def _clipped(said: str, word: str) -> bool:
    """Return whether `said` is short for `word`: "sq" for "square", "ln" for "lane"."""
    if not 2 <= len(said) < len(word) or said[0] != word[0]:
        return False
    if word.startswith(said) and (len(said) >= 3 or len(word) - len(said) <= 2):
        return True
    rest = iter(word)
    skeleton = all(letter in rest for letter in said)
    return skeleton and len(said) <= 4 and not set(said[1:]) & set("aeiou")


def _cuts(word: str) -> set[str]:
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _one_slip(one: str, other: str) -> bool:
    """Return whether one edit (or two neighbours swapped) turns one word into the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, letter in enumerate(one) if letter != other[i]), len(one))
    if len(one) == len(other):
        return one[at + 1 :] == other[at + 1 :] or (
            one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
        )
    return one[at:] == other[at + 1 :]
