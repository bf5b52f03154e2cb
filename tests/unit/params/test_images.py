"""Images that people put beside their words: published upright, in their points alone."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from qep_lib.params.images import LONGEST_SIDE, ImageFault, Pictured, prepare_image

SECRET = b"SECRET-GPS-48.8566"


def jpeg_with_secrets(path):
    """A photograph that tells where, when and by what it was taken, lies on its side, and ends with something else."""
    image = Image.new("RGB", (60, 40), "red")
    image.paste("blue", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[0x001D] = SECRET.decode()
    image.save(path, "JPEG", exif=exif, comment=SECRET, quality=95)
    path.write_bytes(path.read_bytes() + SECRET)


def test_a_photograph_loses_what_it_tells_beside_its_points(tmp_path):
    """Place, machine, comment and what follows its end; it is turned as its camera said; same bytes each time."""
    path = tmp_path / "x.jpg"
    jpeg_with_secrets(path)
    assert path.read_bytes().count(SECRET) >= 3
    made = prepare_image(path)
    assert made.mime == "image/jpeg" and SECRET not in made.data and b"Exif" not in made.data
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.size == (40, 60) and not image.getexif()
        top, bottom = image.getpixel((20, 10)), image.getpixel((20, 50))
    assert top[2] > 200 > 100 > top[0] and bottom[0] > 200 > 100 > bottom[2]
    assert prepare_image(path) == made


def test_a_drawing_keeps_its_transparency_and_loses_its_texts(tmp_path):
    """PNG texts hold authors and paths."""
    info = PngInfo()
    info.add_text("Author", SECRET.decode())
    path = tmp_path / "x.png"
    Image.new("RGBA", (30, 20), (0, 0, 145, 128)).save(path, "PNG", pnginfo=info)
    made = prepare_image(path)
    assert made.mime == "image/png" and SECRET not in made.data
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.mode == "RGBA" and image.getpixel((3, 3)) == (0, 0, 145, 128)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "CMYK", "I;16"])
def test_every_kind_of_points_is_published(tmp_path, mode):
    """Grey, palettes, ink."""
    path = tmp_path / "x"
    Image.new(mode, (20, 10)).save(path, "JPEG" if mode == "CMYK" else "PNG")
    made = prepare_image(path)
    assert isinstance(made, Pictured)
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.size == (20, 10)


def test_a_large_image_is_made_smaller(tmp_path):
    """Its proportions stay."""
    path = tmp_path / "x.png"
    Image.new("RGB", (4 * LONGEST_SIDE, LONGEST_SIDE)).save(path)
    with Image.open(io.BytesIO(prepare_image(path).data)) as image:
        assert image.size == (LONGEST_SIDE, LONGEST_SIDE // 4)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_cut_image_is_told(tmp_path, kind):
    """Its head is sound: only drawing it again shows that the rest is not there."""
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(buffer, kind)
    path = tmp_path / "x"
    path.write_bytes(buffer.getvalue()[: len(buffer.getvalue()) // 2])
    made = prepare_image(path)
    assert isinstance(made, ImageFault) and made.code == "broken_image"
    assert prepare_image(tmp_path / "absente.png").code == "unreadable_image"
