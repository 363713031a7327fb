"""Pictures: a logo is drawn anew from what was uploaded, and nothing else of the file is kept."""

import io
import struct
import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
MAX_UPLOAD_BYTES: Final = 1_000_000
# What is decoded takes four bytes a pixel: 32 MB.
MAX_SIDE: Final = 5_000
MAX_PIXELS: Final = 8_000_000
MIN_SIDE: Final = 16
MAX_WIDTH: Final = 512
MAX_HEIGHT: Final = 256
MAX_LOGO_BYTES: Final = 100_000
COLOURS: Final = 256
# Telephones take photos of 12 to 16 million pixels; larger ones are decoded at a fraction.
PHOTO_PIXELS: Final = 26_000_000
PHOTO_SIDE_READ: Final = 10_000
PHOTO_SIDE: Final = 2_000

# A file whose first frame is larger than it announced is caught while it is decoded.
Image.MAX_IMAGE_PIXELS = PHOTO_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class Problem(StrEnum):
    """Why a file is not taken."""

    TOO_MANY_BYTES = "too many bytes"
    DRAWING = "drawing"
    NO_PICTURE = "no picture"
    TOO_LARGE = "too large"
    TOO_SMALL = "too small"
    BROKEN = "broken"


class UnusablePicture(Exception):
    """The file gives no logo, for the reason `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG without metadata, and its size in pixels."""

    data: bytes
    width: int
    height: int


def redraw_logo(data: bytes) -> Picture:
    """A logo of at most MAX_WIDTH × MAX_HEIGHT pixels and MAX_LOGO_BYTES. Raises UnusablePicture.

    What the file is, is told by its content alone; of an animation the first frame is taken. Its
    size is checked before anything is decoded.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        raise UnusablePicture(Problem.TOO_MANY_BYTES)
    if _is_markup(data):
        raise UnusablePicture(Problem.DRAWING)
    _check_size(_webp_size(data))
    return _encode(_decode(data, MAX_WIDTH, MAX_HEIGHT))


def redraw_photo(data: bytes) -> bytes:
    """A photo or scan as JPEG of at most PHOTO_SIDE pixels each way. Raises UnusablePicture.

    Nothing of the file but its pixels is kept: no place, no camera, no name, no hidden picture.
    """
    if _is_markup(data):
        raise UnusablePicture(Problem.DRAWING)
    _check_size(_webp_size(data), most=PHOTO_PIXELS, longest=PHOTO_SIDE_READ)
    drawn = _decode(data, PHOTO_SIDE, PHOTO_SIDE, most=PHOTO_PIXELS, longest=PHOTO_SIDE_READ)
    if drawn.mode == "RGBA":
        white = Image.new("RGB", drawn.size, "white")
        white.paste(drawn, mask=drawn.getchannel("A"))
        drawn = white
    buffer = io.BytesIO()
    drawn.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()


def _decode(
    data: bytes, width: int, height: int, *, most: int = MAX_PIXELS, longest: int = MAX_SIDE
) -> Image.Image:
    """The picture, no larger than told; its size is checked before anything is decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image.size, most=most, longest=longest)
            # A JPEG is decoded at a fraction of its size where that is enough.
            image.draft("RGB", (2 * width, 2 * height))
            image.load()
            return _plain(image, width, height)
    except UnusablePicture:
        raise
    except UnidentifiedImageError as error:
        raise UnusablePicture(Problem.NO_PICTURE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnusablePicture(Problem.TOO_LARGE) from error
    except Exception as error:  # a decoder fails on hostile bytes in ways that no list covers
        raise UnusablePicture(Problem.BROKEN) from error


def _is_markup(data: bytes) -> bool:
    """Whether it begins as SVG, HTML or a script does, after whatever a text may begin with."""
    start = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith((b"<", b"#!", b"%!PS", b"%PDF"))


def _webp_size(data: bytes) -> tuple[int, int]:
    """The size that a WebP announces; its decoder would ask for memory on opening it."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return MIN_SIDE, MIN_SIDE
    match data[12:16]:
        case b"VP8X":
            width, height = data[24:27] + b"\0", data[27:30] + b"\0"
            return 1 + struct.unpack("<I", width)[0], 1 + struct.unpack("<I", height)[0]
        case b"VP8L":
            bits = struct.unpack("<I", data[21:25])[0]
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case _:
            width, height = struct.unpack("<HH", data[26:30])
            return width & 0x3FFF, height & 0x3FFF


def _check_size(size: tuple[int, int], *, most: int = MAX_PIXELS, longest: int = MAX_SIDE) -> None:
    width, height = size
    if max(width, height) > longest or width * height > most:
        raise UnusablePicture(Problem.TOO_LARGE)
    if min(width, height) < MIN_SIDE:
        raise UnusablePicture(Problem.TOO_SMALL)


def _plain(image: Image.Image, width: int, height: int) -> Image.Image:
    """The picture as it is seen, in RGB or RGBA, small, and with nothing but its pixels."""
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith(("I", "F")):
        # Sixteen bits of grey; converting alone would cut them off instead of scaling.
        turned = turned.point(lambda value: value * (1 / 257) + 0).convert("L")
    has_alpha = "A" in turned.getbands() or "transparency" in turned.info
    drawn = turned.convert("RGBA" if has_alpha else "RGB")
    drawn.thumbnail((width, height), Image.Resampling.LANCZOS)
    if has_alpha and drawn.getchannel("A").getextrema() == (255, 255):
        drawn = drawn.convert("RGB")
    return Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())


def _encode(drawn: Image.Image) -> Picture:
    """The smallest faithful PNG: exact where that fits, then fewer colours, then fewer pixels."""
    while True:
        data = _png(_exact_palette(drawn) or drawn)
        for colours in (COLOURS, COLOURS // 4):
            if len(data) > MAX_LOGO_BYTES:
                data = _png(_fewer_colours(drawn, colours))
        if len(data) <= MAX_LOGO_BYTES:
            return Picture(data, *drawn.size)
        width, height = drawn.size
        drawn = drawn.resize((max(1, width * 3 // 4), max(1, height * 3 // 4)))


def _exact_palette(drawn: Image.Image) -> Image.Image | None:
    """The same picture with a palette, when it has few enough colours for one."""
    if drawn.getcolors(COLOURS) is None:
        return None
    small = _fewer_colours(drawn, COLOURS)
    return small if small.convert(drawn.mode).tobytes() == drawn.tobytes() else None


def _fewer_colours(drawn: Image.Image, colours: int) -> Image.Image:
    method = Image.Quantize.FASTOCTREE if drawn.mode == "RGBA" else Image.Quantize.MEDIANCUT
    return drawn.quantize(colours, method=method)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
