"""Page images: what an editor uploads, read, checked and made fit for a browser. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
MOST_BYTES = 60 * 2**20
MOST_PIXELS = 120_000_000  # a broadsheet of two pages at 300 dots an inch has 70 million
SMALL = 1600  # pixels: the width of what a phone is sent
Image.MAX_IMAGE_PIXELS = None  # Pillow only warns; here a larger image is refused before it is unpacked


class ImageRefused(ValueError):
    """An upload that cannot be a page image: ``code`` is ``too_large``, ``too_many_pixels`` or ``unreadable``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Print:
    """An image as JPEG, upright, without whatever else its file told; sizes in pixels."""

    data: bytes
    width: int
    height: int


def prints(file: BinaryIO, size: int) -> tuple[Print, Print]:
    """The whole image and a smaller one, of an uploaded file of ``size`` bytes. Raises ImageRefused.

    What the file is, its contents say, not its name.
    """
    if size > MOST_BYTES:
        raise ImageRefused("too_large")
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ImageRefused("too_many_pixels")
            whole = _plain(ImageOps.exif_transpose(image))
    except ImageRefused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise ImageRefused("unreadable") from error
    small = whole.copy()
    small.thumbnail((SMALL, whole.height))
    return _print(whole, 88), _print(small, 80)


def _plain(image: Image.Image) -> Image.Image:
    """Grey or in colours, what was transparent white."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _print(image: Image.Image, quality: int) -> Print:
    file = BytesIO()
    image.save(file, "JPEG", quality=quality, progressive=True)
    return Print(file.getvalue(), image.width, image.height)
