"""Pictures for tests: good ones, and files that only pretend to be."""

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw


def drawn(size: tuple[int, int] = (600, 200), mode: str = "RGB") -> Image.Image:
    """Return a simple logo: a disc and a bar, on transparent ground where the mode has one."""
    ground = (0, 0, 0, 0) if mode == "RGBA" else "white"
    picture = Image.new("RGBA" if mode == "RGBA" else "RGB", size, ground)
    draw = ImageDraw.Draw(picture)
    width, height = size
    side = min(size)
    draw.ellipse((2, 2, side - 3, side - 3), fill=(31, 70, 131))
    if width > height:
        draw.rectangle((height, height // 3, width - 1, 2 * height // 3), fill=(154, 36, 24))
    return picture.convert(mode)


def noisy(size: tuple[int, int] = (800, 400), mode: str = "RGB") -> Image.Image:
    """Return what compresses worst."""
    length = size[0] * size[1] * len(mode)
    return Image.frombytes(mode, size, random.Random(7).randbytes(length))


def in_file(picture: Image.Image, form: str, **options: Any) -> bytes:
    """Return the bytes of a picture file."""
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def logo_file(size: tuple[int, int] = (600, 200)) -> bytes:
    """Return a good PNG."""
    return in_file(drawn(size), "PNG")


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def announcing(width: int, height: int, rows: bytes = b"") -> bytes:
    """Return a small PNG file that says it is that large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )
