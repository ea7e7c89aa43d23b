"""Builds the Fernmoor cartridge (without a world) and its art table from source.

    python roms/fernmoor/build.py            write sim/world/engine.gb and sim/world/art.json
    python roms/fernmoor/build.py --check    rebuild elsewhere; exit 1 unless both are byte-identical

Needs SDCC 4.2 (Debian package sdcc). Every flag is pinned, so the image is the same on any machine.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from tools import art, tiles  # noqa: E402

PACKAGE = HERE.parent.parent / "sim" / "world"
IMAGE, TABLE = "engine.gb", "art.json"

SOURCES = ("main", "quest", "room", "walk", "act", "text", "screen")
COMPILE = (
    *("sdcc", "-msm83", "--std-sdcc11", "--opt-code-speed", "--max-allocs-per-node", "2000"),
    *("--fomit-frame-pointer", "--Werror"),
)
LINK = (
    *("sdcc", "-msm83", "--no-std-crt0", "--code-loc", "0x0300", "-Wl-b_HOME=0x0150"),
    *("-Wl-b_DATA=0xC500", "-Wl-b_BANK1=0x14000", "-Wl-m"),
)
BANK = 0x4000
BANKS = 8
WRAM_END = 0xD000  # the checksum table and the stack lie above

TITLE = b"FERNMOOR"
LOGO = bytes((0xCE, 0xED, 0x66, 0x66))  # by these four bytes mGBA knows a Game Boy file
MBC5, ROM_128_KIB, NEW_LICENSEE = 0x19, 0x02, 0x33


class BuildError(Exception):
    """The build cannot go on; the message is one line."""


def build(out: Path) -> None:
    """Write engine.gb and art.json into `out`. Raises BuildError."""
    drawn = art.load(HERE / "art")
    with tempfile.TemporaryDirectory() as scratch:
        image = _image(drawn, Path(scratch))
    (out / IMAGE).write_bytes(image)
    (out / TABLE).write_text(tiles.as_json(drawn), "ascii")


def _image(drawn: art.Art, scratch: Path) -> bytes:
    # Copied, so that no path of this machine can find its way into what the compiler writes.
    for source in (HERE / "engine").iterdir():
        shutil.copy(source, scratch)
    sheet = tiles.lay_out(drawn)
    (scratch / "art.h").write_text(tiles.header(drawn))
    (scratch / "bitmaps.c").write_text(tiles.bitmaps_source(drawn, sheet))
    (scratch / "tables.c").write_text(tiles.tables_source(drawn, sheet))
    _run(scratch, "sdasgb", "-plosgff", "-o", "crt0.rel", "crt0.s")
    names = (*SOURCES, "bitmaps", "tables")
    for name in names:
        _run(scratch, *COMPILE, "-c", "-o", f"{name}.rel", f"{name}.c")
    _run(scratch, *LINK, "-o", "engine.ihx", *(f"{name}.rel" for name in ("crt0", *names)))
    _check_areas((scratch / "engine.map").read_text())
    _run(scratch, "makebin", "-yN", "-yo", str(BANKS), "-Z", "engine.ihx", "engine.bin")
    return _with_header((scratch / "engine.bin").read_bytes())


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{command[0]} failed: {' '.join((done.stderr or done.stdout).split())}")


def _check_areas(listing: str) -> None:
    """The linker lets areas overlap and overflow their bank without a word; this does not."""
    found = re.findall(r"^(_[A-Z0-9_]+) +([0-9A-F]{8}) +([0-9A-F]{8}) = +\d+\. bytes", listing, re.MULTILINE)
    areas = sorted({(int(at, 16), int(at, 16) + int(size, 16), name) for name, at, size in found})
    areas = [area for area in areas if area[0] < area[1] and not area[2].startswith("_HEADER")]
    for (_, end, name), (begin, _, following) in pairwise(areas):
        if begin < end:
            raise BuildError(f"area {name} runs into {following}: move it in LINK")
    for begin, end, name in areas:
        if end > _limit(begin):
            raise BuildError(f"area {name} ends at {end:#x}, beyond {_limit(begin):#x}: make it smaller")


def _limit(begin: int) -> int:
    """Return where the bank or the RAM that an area begins in ends."""
    if begin >= 0x10000:
        return (begin & ~0xFFFF) + 0x8000
    return BANK if begin < BANK else WRAM_END


def _with_header(binary: bytes) -> bytes:
    """Return the image with its own header: title, mapper, sizes, both checksums, no world."""
    image = bytearray(binary.ljust(BANK * BANKS, b"\xff"))
    image[0x104:0x134] = LOGO.ljust(48, b"\x00")
    image[0x134:0x144] = TITLE.ljust(16, b"\x00")
    image[0x144:0x150] = bytes((0, 0, 0, MBC5, ROM_128_KIB, 0, 1, NEW_LICENSEE, 0, 0, 0, 0))
    image[0x14D] = -sum(byte + 1 for byte in image[0x134:0x14D]) & 0xFF
    image[0x14E:0x150] = (sum(image) & 0xFFFF).to_bytes(2, "big")
    return bytes(image)


def _require_compiler() -> None:
    if shutil.which("sdcc") is None:
        raise BuildError("sdcc is not installed: apt-get install sdcc")
    version = subprocess.run(["sdcc", "--version"], capture_output=True, text=True, check=False).stdout
    if " 4.2." not in version:
        raise BuildError("this is not SDCC 4.2, and another version gives another image: install 4.2")


def main() -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed files")
    parser.add_argument("--out", type=Path, default=PACKAGE, help="folder to write to")
    arguments = parser.parse_args()
    try:
        _require_compiler()
        if not arguments.check:
            build(arguments.out)
            return 0
        with tempfile.TemporaryDirectory() as again:
            build(Path(again))
            different = [
                name
                for name in (IMAGE, TABLE)
                if (Path(again) / name).read_bytes() != (arguments.out / name).read_bytes()
            ]
    except (BuildError, art.ArtError, OSError) as error:
        print(f"build: {error}", file=sys.stderr)
        return 2
    if different:
        print(
            f"build: {' and '.join(different)} differ from their sources: build and commit again",
            file=sys.stderr,
        )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
