"""A logo is drawn anew, small and without anything that came along; what is none is refused."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.support.pictures import announcing, chunk, drawn, in_file, logo_file, noisy
from undersigned.adapters.pictures import (
    MAX_LOGO_BYTES,
    MAX_SIDE,
    MAX_UPLOAD_BYTES,
    Problem,
    UnusablePicture,
    redraw_logo,
)


def _chunks(png: bytes) -> list[bytes]:
    kinds, place = [], 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kinds.append(png[place + 4 : place + 8])
        place += 12 + length
    return kinds


def _seen(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(redraw_logo(data).data)).convert("RGBA")


def _problem(data: bytes) -> Problem:
    with pytest.raises(UnusablePicture) as caught:
        redraw_logo(data)
    return caught.value.problem


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_each_format_becomes_a_png_of_the_same_picture(form: str) -> None:
    logo = redraw_logo(in_file(drawn(), form))
    assert (logo.width, logo.height) == (512, 171)
    picture = Image.open(io.BytesIO(logo.data))
    assert (picture.format, picture.size) == ("PNG", (512, 171))
    red, green, blue = picture.convert("RGB").getpixel((85, 85))  # type: ignore[misc]  # a tuple
    assert abs(red - 31) < 12
    assert abs(green - 70) < 12
    assert abs(blue - 131) < 12


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((40, 30), (40, 30)),
        ((300, 900), (85, 256)),
        ((4000, 100), (512, 13)),
        ((900, 900), (256, 256)),
    ],
)
def test_size_is_bounded_and_nothing_is_blown_up(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    logo = redraw_logo(logo_file(size))
    assert (logo.width, logo.height) == expected


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x013B] = "SECRET author"
    info = PngInfo()
    info.add_text("Comment", "SECRET text")
    info.add_itxt("XML", "SECRET xmp")
    data = in_file(
        drawn(), "PNG", exif=exif, pnginfo=info, icc_profile=b"SECRET profile" * 9, dpi=(72, 72)
    )
    data += b"SECRET tail <script>alert(1)</script>"
    assert data.count(b"SECRET") >= 4
    logo = redraw_logo(data)
    assert b"SECRET" not in logo.data
    assert set(_chunks(logo.data)) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
    jpeg = in_file(drawn(), "JPEG", exif=exif, comment=b"SECRET comment")
    assert jpeg.count(b"SECRET") == 2
    assert b"SECRET" not in redraw_logo(jpeg).data


def test_orientation_of_a_photograph_is_applied() -> None:
    picture = Image.new("RGB", (100, 50), "white")
    picture.paste((200, 0, 0), (0, 0, 100, 10))  # A red top, which turning puts to the right.
    turned = Image.Exif()
    turned[0x0112] = 6
    assert redraw_logo(in_file(picture, "JPEG")).width == 100
    logo = _seen(in_file(picture, "JPEG", exif=turned, quality=95))
    assert logo.size == (50, 100)
    assert logo.getpixel((47, 50))[0] > 150 > logo.getpixel((47, 50))[1]  # type: ignore[index]
    assert min(logo.getpixel((5, 50))[:3]) > 200  # type: ignore[index]  # RGBA


def test_transparency_is_kept_where_there_is_some() -> None:
    logo = _seen(in_file(drawn(mode="RGBA"), "PNG"))
    assert logo.getpixel((511, 0)) == (0, 0, 0, 0) or logo.getpixel((511, 0))[3] == 0  # type: ignore[index]
    assert logo.getpixel((85, 85))[3] == 255  # type: ignore[index]  # RGBA
    gif = in_file(drawn((100, 50), "RGBA"), "GIF")
    assert _seen(gif).getpixel((99, 0))[3] == 0  # type: ignore[index]  # RGBA
    opaque = redraw_logo(in_file(drawn(mode="RGB").convert("RGBA"), "PNG"))
    assert Image.open(io.BytesIO(opaque.data)).has_transparency_data is False


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_picture_of_any_colour_mode_is_drawn(mode: str) -> None:
    if mode == "I;16":
        grey = Image.frombytes("I;16", (64, 64), struct.pack("<H", 0x8000) * 64 * 64)
        assert 120 < _seen(in_file(grey, "PNG")).getpixel((5, 5))[0] < 136  # type: ignore[index]
        return
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert redraw_logo(in_file(drawn((64, 64)).convert(mode), form)).width == 64


def test_few_colours_are_kept_exactly_and_many_fit_the_limit() -> None:
    small = drawn((200, 100))
    logo = redraw_logo(in_file(small, "PNG"))
    assert Image.open(io.BytesIO(logo.data)).convert("RGB").tobytes() == small.tobytes()
    for mode in ("RGB", "RGBA"):
        heavy = redraw_logo(in_file(noisy((500, 250), mode), "PNG"))
        assert len(heavy.data) <= MAX_LOGO_BYTES
        assert heavy.width >= 128


def test_first_frame_of_an_animation_is_taken() -> None:
    first, second = Image.new("RGB", (64, 64), "white"), Image.new("RGB", (64, 64), "black")
    for form in ("GIF", "WEBP"):
        data = in_file(first, form, save_all=True, append_images=[second], lossless=True)
        assert min(_seen(data).getpixel((5, 5))[:3]) > 250  # type: ignore[index]  # RGBA


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'\xef\xbb\xbf<?xml version="1.0"?><svg/>',
        b"\n\n <!DOCTYPE html><script>alert(1)</script>",
        "<svg/>".encode("utf-16"),
        b"#!/bin/sh\nrm -r /",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"%PDF-1.7",
    ],
)
def test_script_that_calls_itself_a_picture_is_refused(data: bytes) -> None:
    assert _problem(data) is Problem.DRAWING


@pytest.mark.parametrize("form", ["BMP", "TIFF", "ICO", "PPM", "PCX", "TGA"])
def test_other_formats_are_refused_whatever_they_hold(form: str) -> None:
    assert _problem(in_file(drawn((64, 64)), form)) is Problem.NO_PICTURE
    assert redraw_logo(in_file(drawn((64, 64)), "PNG")).width == 64


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"alert(1)", b"\0" * 99])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert _problem(data) in {Problem.NO_PICTURE, Problem.BROKEN}


def test_picture_that_carries_a_script_is_drawn_without_it() -> None:
    # A file that is a picture to one program and a page to another.
    data = in_file(drawn(), "GIF") + b"<script>alert(1)</script>"
    assert b"script" not in redraw_logo(data).data


def test_bomb_is_refused_before_it_is_decoded() -> None:
    rows = b"\0" + b"\xff" * (3 * 4000)
    bomb = announcing(20_000, 20_000, rows)
    assert len(bomb) < 1000
    assert _problem(bomb) is Problem.TOO_LARGE
    # Within each side's limit, but too many pixels together.
    assert _problem(announcing(4900, 4900, rows)) is Problem.TOO_LARGE
    honest = announcing(400, 300, (b"\0" + b"\xff" * 1200) * 300)
    assert redraw_logo(honest).width == 341


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_picture_ten_thousand_pixels_wide_is_refused(form: str) -> None:
    wide = Image.new("L", (10_000, 20), 255).convert("RGB")
    assert _problem(in_file(wide, form)) is Problem.TOO_LARGE
    assert redraw_logo(in_file(wide.crop((0, 0, MAX_SIDE, 20)), form)).width == 512


def test_webp_that_announces_much_is_refused_unopened() -> None:
    exif = Image.Exif()
    exif[0x013B] = "author"
    still = in_file(drawn((64, 64), "RGBA"), "WEBP", lossless=True, exif=exif)
    assert still[12:16] == b"VP8X"
    assert redraw_logo(still).width == 64
    huge = still[:24] + struct.pack("<I", 16_000)[:3] + struct.pack("<I", 16_000)[:3] + still[30:]
    assert _problem(huge) is Problem.TOO_LARGE
    # Its decoder could not even open this much of it.
    assert _problem(huge[:30]) is Problem.TOO_LARGE
    assert _problem(still[:30]) in {Problem.BROKEN, Problem.NO_PICTURE}


@pytest.mark.parametrize("lossless", [True, False])
def test_size_of_a_plain_webp_is_read_as_its_decoder_reads_it(lossless: bool) -> None:
    for size, problem in (((5001, 20), Problem.TOO_LARGE), ((200, 15), Problem.TOO_SMALL)):
        data = in_file(drawn(size), "WEBP", lossless=lossless)
        assert data[12:16] == (b"VP8L" if lossless else b"VP8 ")
        assert _problem(data[:30]) is problem


def test_hidden_bomb_in_a_text_chunk_is_refused() -> None:
    data = logo_file()
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 80_000_000, 9))
    assert len(data[:33] + bomb + data[33:]) < MAX_UPLOAD_BYTES
    assert _problem(data[:33] + bomb + data[33:]) is Problem.BROKEN
    harmless = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 80_000, 9))
    assert redraw_logo(data[:33] + harmless + data[33:]).width == 512


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_file_that_was_cut_off_is_refused(form: str) -> None:
    whole = in_file(noisy((100, 100)), form)
    assert redraw_logo(whole).width == 100
    assert _problem(whole[: len(whole) // 2]) is Problem.BROKEN


def test_file_of_too_many_bytes_is_refused() -> None:
    whole = in_file(noisy((700, 400)), "PNG")
    assert len(whole) < MAX_UPLOAD_BYTES
    assert redraw_logo(whole).width <= 512
    assert _problem(whole + b"\0" * MAX_UPLOAD_BYTES) is Problem.TOO_MANY_BYTES


def test_single_pixel_is_no_logo() -> None:
    assert _problem(logo_file((15, 100))) is Problem.TOO_SMALL
    assert redraw_logo(logo_file((16, 100))).width == 16


def test_bytes_changed_at_random_never_do_anything_else() -> None:
    chance = random.Random(11)
    for form in ("PNG", "JPEG", "GIF", "WEBP"):
        whole = bytearray(in_file(drawn((64, 48)), form))
        for _ in range(60):
            changed = bytearray(whole)
            for _ in range(4):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            try:
                assert redraw_logo(bytes(changed)).data.startswith(b"\x89PNG")
            except UnusablePicture:
                continue
