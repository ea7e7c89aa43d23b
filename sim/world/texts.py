"""The words of a world: names of places, sentences, and how they fit the text box.

Every direction hint has one form, "MOSS HOLLOW IS 2 NORTH AND 3 EAST.", counted in rooms.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from sim.world.model import BLOCK_ROOMS, position

if TYPE_CHECKING:
    from sim.prng import Pcg32

LINE, LINES, PAGES, BYTES, NAME = 18, 4, 6, 400, 20
"""Columns of a line, lines of a page, pages and bytes of a text, columns of a place name."""

CHARACTERS = frozenset(map(chr, range(0x20, 0x60)))

# Neighbouring lands take different themes. No first word ends in another one and no
# second word begins with another one, so that no name can be found inside a different name.
FIRST_WORDS = tuple(
    tuple(theme.split())
    for theme in (
        "MOSS FERN OAK BIRCH ALDER HAZEL IVY CLOVER BRAMBLE WILLOW ACORN ROWAN",
        "FLINT GRANITE SLATE IRON ROCKY COBBLE MARBLE QUARTZ CHALK PEBBLE GRAVEL BASALT",
        "AMBER DUST OCHRE SANDY GOLDEN SUNNY CACTUS DESERT PALM SALTY COPPER CORAL",
        "BRICK PILLAR BRONZE VELVET MIRROR SCARLET LANTERN CANDLE BANNER CROWN CARPET TEMPLE",
        "ASHEN GLOOM RAVEN SHADOW EMBER CINDER DUSKY SOOT UMBER RUSTY THORN BLACK",
        "FROST SNOWY ICY PALE WINTER SILVER CRYSTAL POLAR GLASS WHITE STAR MOON",
    )
)
SECOND_WORDS = tuple(
    word
    for line in (
        "HOLLOW CROSSING COURT BEND HALL WALK NOOK REACH GROVE GLADE DELL RIDGE",
        "VALE YARD BANK FIELD LANE PASS POINT REST GARDEN CORNER TERRACE LANDING",
        "SQUARE ARCH MILL TOWER CAMP MEADOW HILL POOL STEPS BRIDGE HEATH PLAIN",
    )
    for word in line.split()
)


def place_names(rng: Pcg32, lands: int) -> tuple[str, ...]:
    """Return one name per room of so many lands, all different; a land's rooms share a theme."""
    decks = [[" ".join(pair) for pair in product(words, SECOND_WORDS)] for words in FIRST_WORDS]
    stock = [rng.shuffled(deck) for deck in decks[: min(lands, len(decks))]]
    return tuple(stock[land % len(stock)].pop() for land in range(lands) for _ in range(BLOCK_ROOMS))


def bearing(here: int, there: int) -> str:
    """Return how many rooms away `there` lies on the map, as in "2 NORTH AND 3 EAST".

    >>> bearing(0, 16 + 4 * 2 + 1)
    '2 SOUTH AND 5 EAST'
    """
    (column, row), (column2, row2) = position(here), position(there)
    down, right = row2 - row, column2 - column
    parts = [f"{abs(down)} {'SOUTH' if down > 0 else 'NORTH'}"] * (down != 0)
    parts += [f"{abs(right)} {'EAST' if right > 0 else 'WEST'}"] * (right != 0)
    return " AND ".join(parts) or "HERE"


def towards(here: int, there: int) -> str:
    """Return the one direction in which `there` lies farthest away, as in "NORTH".

    >>> towards(0, 16 + 4 * 2 + 1)
    'EAST'
    """
    (column, row), (column2, row2) = position(here), position(there)
    down, right = row2 - row, column2 - column
    if abs(down) >= abs(right):
        return "SOUTH" if down > 0 else "NORTH"
    return "EAST" if right > 0 else "WEST"


def paginate(words: str) -> str:
    r"""Break a sentence into lines ("\n") and pages ("\f") of the text box.

    Raises ValueError for a text that the box or the cartridge cannot hold.
    """
    lines: list[str] = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if len(longer) <= LINE:
            lines[-1] = longer
        else:
            lines.append(word)
    pages = [lines[first : first + LINES] for first in range(0, len(lines), LINES)]
    text = "\f".join("\n".join(page) for page in pages)
    if (
        len(pages) > PAGES
        or len(text) >= BYTES
        or max(map(len, lines)) > LINE
        or not set(words) <= CHARACTERS
    ):
        raise ValueError(f"this text does not fit the text box: {words!r}")
    return text


class TextTable:
    """Collects texts and numbers them; the same text twice has one number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def add(self, words: str) -> int:
        """Return the text id of a sentence."""
        return self._number(paginate(words))

    def add_name(self, name: str) -> int:
        """Return the text id of a place name, which is never broken into lines."""
        if len(name) > NAME:
            raise ValueError(f"this name is too long for the status line: {name!r}")
        return self._number(name)

    def pages(self, text: int) -> int:
        """Return the number of pages of a text."""
        return list(self._numbers)[text].count("\f") + 1

    def all(self) -> tuple[str, ...]:
        """Return every text, in the order of its id."""
        return tuple(self._numbers)

    def _number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))
