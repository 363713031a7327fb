"""Codes that a camera reads: the drawn squares are those of the standard, with their margin."""

import io
from xml.etree import ElementTree as ET

import segno
from PIL import Image

from undersigned.adapters.qr import qr_png, qr_svg

ADDRESS = "https://letters.example.org/letters/the-river/fa/"
LONG = f"https://letters.example.org/letters/{'a' * 80}/zh-Hant-TW/"


def squares_of(png: bytes) -> list[list[int]]:
    """Read the squares back from the pixels: 1 where it is black."""
    image = Image.open(io.BytesIO(png)).convert("L")
    dark = image.point(lambda value: 255 * (value < 128))
    box = dark.getbbox()
    assert box is not None
    left, top, right, _bottom = box
    # The upper left mark is seven squares wide, and its first row is black.
    row = [image.getpixel((x, top)) for x in range(left, right)]
    scale = row.index(255) // 7
    assert (left, top) == (4 * scale, 4 * scale)
    number = (right - left) // scale
    middle = scale // 2
    return [
        [
            int(image.getpixel((left + x * scale + middle, top + y * scale + middle)) == 0)
            for x in range(number)
        ]
        for y in range(number)
    ]


def test_picture_holds_the_squares_of_the_address() -> None:
    for address in (ADDRESS, LONG):
        wanted = segno.make_qr(address, error="m").matrix
        png = qr_png(address)
        assert squares_of(png) == [list(row) for row in wanted]
        assert 400 <= Image.open(io.BytesIO(png)).width <= 640
        assert len(png) < 4000


def test_drawing_is_black_on_white() -> None:
    svg = qr_svg(ADDRESS)
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    ground, squares = (element.attrib for element in root.iter("{http://www.w3.org/2000/svg}path"))
    assert (ground["fill"], squares["stroke"]) == ("#fff", "#000")
    assert len(svg) < 6000
