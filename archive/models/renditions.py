"""Page images: what an editor uploads, read, checked and made fit for a browser. Knows no database.

The work is done by a process of its own with bounded memory: a small file may unpack to very much. Tones of more than
eight bits are brought to eight by one rule for the whole image, see ``_scale``.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
MOST_BYTES = 60 * 2**20
MOST_PIXELS = 120_000_000  # a broadsheet of two pages at 300 dots an inch has 70 million
LONGEST_SIDE = 65_500  # pixels: what a JPEG can hold
MOST_MEMORY = 2 * 2**30  # bytes of address space of the process that does the work
LONGEST_WORK = 120  # seconds
SMALL = 1600  # pixels: the width of what a phone is sent
Image.MAX_IMAGE_PIXELS = None  # Pillow only warns; here a larger image is refused before it is unpacked

_ROWS = 256  # unpacked, rows are made fit so many at a time
_ORIENTATION, _PHOTOMETRIC, _WHITE_IS_ZERO = 0x0112, 262, 0  # tags, and a value, of TIFF
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises for files that are damaged, or of a kind that it does not know.
_UNREADABLE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, struct.error,
)  # fmt: skip


class ImageRefused(ValueError):
    """An upload that cannot be a page image: ``code`` is ``too_large`` (bytes), ``too_many_pixels``, ``too_long`` (a
    side) or ``unreadable``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Print:
    """An image as JPEG, upright, in sRGB, without whatever else its file told; sizes in pixels."""

    data: bytes
    width: int
    height: int


Rectangle = tuple[int, int, int, int]  # left, top, right, bottom, in thousandths of the width and the height


def prints(file: BinaryIO, size: int, hidden: Sequence[Rectangle] = ()) -> tuple[Print, Print]:
    """The whole image and a smaller one, of an uploaded file of ``size`` bytes, the ``hidden`` rectangles black. Raises
    ImageRefused.

    What the file is, its contents say, not its name. Of a file of several images it is the first.
    """
    if size > MOST_BYTES:
        raise ImageRefused("too_large")
    with tempfile.TemporaryDirectory() as folder:
        upload = Path(folder) / "upload"
        file.seek(0)
        with upload.open("wb") as copy:
            copyfileobj(file, copy)
        command = [
            sys.executable,
            "-P",  # this file alone: the modules beside it are for a process that has Django
            __file__,
            str(upload),
            str(MOST_PIXELS),
            str(SMALL),
            json.dumps(hidden),
        ]
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # each thread would take address space
        try:
            done = subprocess.run(  # noqa: S603  our own program, and no shell
                command, env=environment, timeout=LONGEST_WORK, capture_output=True, check=True
            )
        except subprocess.TimeoutExpired as slow:
            raise ImageRefused("too_many_pixels") from slow
        except subprocess.CalledProcessError as failed:
            raise RuntimeError(failed.stderr.decode(errors="replace")) from failed
        told = json.loads(done.stdout)
        if "refused" in told:
            raise ImageRefused(told["refused"])
        whole, small = (Print((Path(folder) / name).read_bytes(), *told[name]) for name in ("whole", "small"))
        return whole, small


# --- The process that does the work ----------------------------------------------------------------------------------


def _work(upload: Path, most_pixels: int, small_width: int, hidden: Sequence[Rectangle] = ()) -> dict:
    """Write both prints beside the upload. What to tell: their sizes, or why there are none."""
    try:
        whole = _read(upload, most_pixels)
        _blacken(whole, hidden)
        height = max(1, round(whole.height * min(1, small_width / whole.width)))
        small = whole.resize((min(small_width, whole.width), height), Image.Resampling.LANCZOS, reducing_gap=2)
        for name, image, quality in (("whole", whole, 88), ("small", small, 80)):
            file = BytesIO()
            image.save(file, "JPEG", quality=quality, progressive=True)
            (upload.parent / name).write_bytes(file.getvalue())
    except ImageRefused as refused:
        return {"refused": refused.code}
    except MemoryError:
        return {"refused": "too_many_pixels"}
    return {"whole": whole.size, "small": small.size}


def _blacken(image: Image.Image, hidden: Sequence[Rectangle]) -> None:
    """Fill the rectangles, each to the pixels that it touches."""
    for left, top, right, bottom in hidden:
        edges = (left * image.width // 1000, top * image.height // 1000)
        edges += (-(-right * image.width // 1000), -(-bottom * image.height // 1000))
        image.paste(0, edges)


def _read(upload: Path, most_pixels: int) -> Image.Image:
    """The image in grey or RGB, of eight bits, upright; nothing else of the file is in it."""
    with _opened(upload, most_pixels) as image:
        as_rows = _tones(image)
        plain = None
        for top, strip in _strips(image):
            fit = as_rows(strip)
            if plain is None:
                plain = Image.new(fit.mode, image.size)
            plain.paste(fit, (0, top))
        turn = _UPRIGHT.get(image.getexif().get(_ORIENTATION))
    return plain if turn is None else plain.transpose(turn)


def _opened(upload: Path, most_pixels: int) -> Image.Image:
    """The image, unpacked, once its head says that it may be."""
    try:
        image = Image.open(upload, formats=FORMATS)
        if max(image.size) > LONGEST_SIDE:
            raise ImageRefused("too_long")
        if image.width * image.height > most_pixels:
            raise ImageRefused("too_many_pixels")
        image.load()
        image.getexif()
    except ImageRefused:
        raise
    except _UNREADABLE as error:
        raise ImageRefused("unreadable") from error
    return image


def _strips(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    for top in range(0, image.height, _ROWS):
        yield top, image.crop((0, top, image.width, min(top + _ROWS, image.height)))


def _tones(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What makes rows of the image grey or RGB of eight bits: colours as its profile means them, paper where nothing is."""
    if image.mode.startswith("I") or image.mode == "F":
        return _scale(image)
    transform = _to_srgb(image)

    def fit(rows: Image.Image) -> Image.Image:
        if rows.has_transparency_data:
            rows = rows.convert("RGBA")
            rows = Image.alpha_composite(Image.new("RGBA", rows.size, "white"), rows).convert("RGB")
        elif rows.mode not in ("L", "RGB", "CMYK", "LAB"):
            rows = rows.convert("L" if rows.mode == "1" else "RGB")
        grey = rows.mode == "L"
        if transform is not None:
            rows = ImageCms.applyTransform(rows, transform)
        return rows.convert("L" if grey else "RGB")

    return fit


def _to_srgb(image: Image.Image) -> ImageCms.ImageCmsTransform | None:
    """From the image's colours to sRGB, after its profile; None where it has none, or none that fits it."""
    mode = image.mode if image.mode in ("L", "CMYK", "LAB") and not image.has_transparency_data else "RGB"
    srgb = ImageCms.createProfile("sRGB")
    try:
        profile = (
            ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"])) if image.info.get("icc_profile") else None
        )
        if profile is not None:
            return ImageCms.buildTransform(profile, srgb, mode, "RGB")
    except (ImageCms.PyCMSError, OSError):
        pass
    return ImageCms.buildTransform(ImageCms.createProfile("LAB"), srgb, mode, "RGB") if mode == "LAB" else None


def _scale(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Grey of more than eight bits, brought to eight: 0 is black, and white is the largest value of the scanner's bits.

    A scanner of 12 bits fills 12 of the 16 in its file: white is the first of 255, 1023, 4095, 16383, 65535 … that holds
    every value; of fractions it is 1. Values below 0 are of no such scale: they go from the smallest to the largest.
    """
    lowest, highest = np.inf, -np.inf
    for _top, rows in _strips(image):
        values = np.asarray(rows, dtype=np.float64)
        values = values[np.isfinite(values)]
        if values.size:
            lowest, highest = min(lowest, values.min()), max(highest, values.max())
    if lowest < 0:
        black, white = lowest, highest
    elif image.mode == "F" and highest <= 1:
        black, white = 0, 1
    else:
        black, white = 0, next((2**bits - 1 for bits in (8, 10, 12, 14, 16, 24) if highest < 2**bits), highest)
    # Pillow turns what is white at 0 only where it has eight bits.
    is_negative = getattr(image, "tag_v2", {}).get(_PHOTOMETRIC) == _WHITE_IS_ZERO
    span = (white - black) or 1

    def fit(rows: Image.Image) -> Image.Image:
        values = (np.asarray(rows, dtype=np.float64) - black) / span
        values = np.clip(np.nan_to_num(values, nan=0, posinf=1, neginf=0), 0, 1)
        return Image.fromarray(np.rint((1 - values if is_negative else values) * 255).astype(np.uint8))

    return fit


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    rectangles = json.loads(sys.argv[4])
    sys.stdout.write(json.dumps(_work(Path(sys.argv[1]), *map(int, sys.argv[2:4]), rectangles)))
