"""Page images: what editors may upload, what is kept and removed, and who sees it."""

import struct
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import records
from django.contrib.auth.models import Permission, User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from forms import form_of, url
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from archive.models import ArticlePart, PageImage, Visibility, renditions

URL = "/papers/tongliao-ribao/2026-02-06/p1"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def picture(width: int = 40, height: int = 60, form: str = "PNG", mode: str = "RGB", colour="white") -> bytes:
    file = BytesIO()
    Image.new(mode, (width, height), colour).save(file, form)
    return file.getvalue()


def sizes(data: bytes) -> tuple[str, int, int, str]:
    with Image.open(BytesIO(data)) as image:
        return image.format, image.width, image.height, image.mode


# --- What can be read ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "mode", "shown"),
    [
        ("JPEG", "RGB", "RGB"), ("JPEG", "L", "L"), ("JPEG", "CMYK", "RGB"), ("PNG", "RGBA", "RGB"), ("PNG", "P", "RGB"),
        ("PNG", "1", "L"), ("PNG", "LA", "RGB"), ("WEBP", "RGB", "RGB"), ("TIFF", "RGB", "RGB"), ("TIFF", "1", "L"),
    ],
)  # fmt: skip
def test_every_form_becomes_a_jpeg(form, mode, shown):
    data = picture(form=form, mode=mode, colour=0)
    whole, small = renditions.prints(BytesIO(data), len(data))
    assert sizes(whole.data) == ("JPEG", 40, 60, shown)
    assert (whole.width, whole.height, small.width, small.height) == (40, 60, 40, 60)


def test_what_is_transparent_is_paper():
    data = picture(mode="RGBA", colour=(0, 0, 0, 0))
    whole, _small = renditions.prints(BytesIO(data), len(data))
    with Image.open(BytesIO(whole.data)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_a_wide_one_is_made_smaller_and_a_turned_one_upright(monkeypatch):
    monkeypatch.setattr(renditions, "SMALL", 20)
    file = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "who knows"
    Image.new("RGB", (60, 40)).save(file, "JPEG", exif=exif)
    whole, small = renditions.prints(file, 1)
    assert (whole.width, whole.height, small.width, small.height) == (40, 60, 20, 30)
    with Image.open(BytesIO(whole.data)) as image:
        assert dict(image.getexif()) == {}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"%PDF-1.7", "unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unreadable"),
        (picture()[:60], "unreadable"),
        (picture(form="JPEG")[:200], "unreadable"),
        (picture(form="GIF"), "unreadable"),
        (picture(20_000, 7_000, mode="1", colour=1), "too_many_pixels"),
    ],
)
def test_what_is_no_image_or_too_large_is_refused(data, code):
    with pytest.raises(renditions.ImageRefused) as refused:
        renditions.prints(BytesIO(data), len(data))
    assert refused.value.code == code
    with pytest.raises(renditions.ImageRefused) as refused:
        renditions.prints(BytesIO(data), renditions.MOST_BYTES + 1)
    assert refused.value.code == "too_large"


# --- What editors do -------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(client, db):
    client.force_login(User.objects.create_superuser("editor"))
    return client


def upload(client, page, upload: bytes | None, note: str = "", name: str = "page.png", **more):
    address = url(page)
    sent = form_of(client.get(address)) | {"image-0-note": note} | more
    if upload is not None:
        sent["image-0-upload"] = SimpleUploadedFile(name, upload)
    return client.post(address, sent)


def kept(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
def test_an_image_is_uploaded_replaced_and_removed(editor, media):
    page = records.page()
    assert upload(editor, page, picture(), "某图书馆藏").status_code == 302
    image = PageImage.objects.get()
    assert (image.page, image.note, image.width, image.height) == (page, "某图书馆藏", 40, 60)
    assert kept(media) == ["original", "small.jpg", "whole.jpg"]
    assert Path(image.original.path).read_bytes() == picture()
    assert (
        f"/admin/archive/page/{page.pk}/image/" in editor.get(f"/admin/archive/page/{page.pk}/change/").content.decode()
    )
    assert upload(editor, page, None, "改了来源").status_code == 302
    again = PageImage.objects.get()
    assert (again.note, again.whole.name) == ("改了来源", image.whole.name)
    assert upload(editor, page, picture(50, 70, "JPEG"), "换了图", name="x.txt").status_code == 302
    image = PageImage.objects.get()
    assert (image.width, image.note) == (50, "换了图")
    assert kept(media) == ["original", "small.jpg", "whole.jpg"]
    assert Path(image.original.path).read_bytes() == picture(50, 70, "JPEG")
    assert upload(editor, page, None, "换了图", **{"image-0-DELETE": "on"}).status_code == 302
    assert (PageImage.objects.count(), kept(media)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_changes_nothing(editor, media):
    page = records.page()
    upload(editor, page, picture())
    before = kept(media), PageImage.objects.get().whole.name
    answer = upload(editor, page, b"no image")
    assert answer.status_code == 200
    assert "读不出这张图：要完整的 JPEG、PNG、WebP 或 TIFF。" in answer.content.decode()
    assert (kept(media), PageImage.objects.get().whole.name) == before
    page.delete()
    assert kept(media) == []


@pytest.mark.django_db
def test_only_editors_see_what_is_not_public(client, editor):
    page = records.page()
    upload(editor, page, picture())
    assert editor.get(f"/admin/archive/page/{page.pk}/image/").status_code == 200
    client.logout()
    assert client.get(f"/admin/archive/page/{page.pk}/image/").status_code == 302
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.get(f"/admin/archive/page/{page.pk}/image/").status_code == 403


# --- What readers see ------------------------------------------------------------------------------------------------


def imaged(page) -> PageImage:
    data = picture(2000, 3000, "JPEG")
    image = PageImage(page=page, note="某图书馆藏")
    image.take(ContentFile(data), *renditions.prints(BytesIO(data), len(data)))
    return image


@pytest.mark.django_db
def test_the_page_shows_its_image(client, index):
    page = records.page()
    records.article(page, "正文", headline="题")
    assert "page-image" not in client.get(f"{URL}/").content.decode()
    assert client.get(f"{URL}.jpg").status_code == 404
    imaged(page)
    index()
    html = client.get(f"{URL}/").content.decode()
    assert f'<a href="{URL}.jpg">' in html
    assert f'src="{URL}.small.jpg"' in html
    assert 'width="1600"' in html
    assert 'alt="通辽日报 2026年2月6日 第1版的版面图"' in html
    assert "某图书馆藏" in html
    for suffix, width in ((".jpg", 2000), (".small.jpg", 1600)):
        answer = client.get(URL + suffix)
        assert (answer["Content-Type"], sizes(answer.content)[:2]) == ("image/jpeg", ("JPEG", width))
        assert client.get(URL + suffix, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
        assert client.head(URL + suffix).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("visibility", [Visibility.SUSPENDED, Visibility.WITHDRAWN])
@pytest.mark.parametrize("tail", [False, True])
def test_a_page_with_something_hidden_shows_no_image(client, visibility, tail):
    page, other = records.page(), records.page(records.issue("2026-02-07"))
    imaged(page)
    records.article(page, "正文", headline="题")
    hidden = records.article(other if tail else page, "密", headline="密", visibility=visibility)
    if tail:
        ArticlePart.objects.create(article=hidden, page=page, order=1, blocks=[{"type": "paragraph", "text": "密"}])
    assert "page-image" not in client.get(f"{URL}/").content.decode()
    assert [client.get(URL + suffix).status_code for suffix in (".jpg", ".small.jpg")] == [404, 404]
    hidden.visibility = Visibility.PUBLIC
    hidden.save()
    assert [client.get(URL + suffix).status_code for suffix in (".jpg", ".small.jpg")] == [200, 200]


# --- Scans, and what files tell besides ------------------------------------------------------------------------------

RAMP = np.linspace(0, 1, 256)  # from black to white


def tiff(values: np.ndarray, **more) -> bytes:
    file = BytesIO()
    Image.fromarray(values).save(file, "TIFF", **more)
    return file.getvalue()


def big_endian(values: np.ndarray) -> bytes:
    """A TIFF of 16-bit grey as scanners of big-endian machines write it."""
    height, width = values.shape
    entries = [
        (256, 3, width), (257, 3, height), (258, 3, 16), (259, 3, 1), (262, 3, 1), (273, 4, 122), (277, 3, 1), (278, 3, height),
        (279, 4, values.size * 2),
    ]  # fmt: skip
    head = b"MM\0*" + struct.pack(">IH", 8, len(entries))
    for tag, kind, value in entries:
        head += struct.pack(">HHI", tag, kind, 1) + (
            struct.pack(">HH", value, 0) if kind == 3 else struct.pack(">I", value)
        )
    return (head + b"\0" * 4).ljust(122, b"\0") + values.astype(">u2").tobytes()


def row_of(data: bytes) -> np.ndarray:
    """The tones of the middle row of the whole print."""
    whole, _small = renditions.prints(BytesIO(data), len(data))
    with Image.open(BytesIO(whole.data)) as image:
        assert image.mode == "L"
        return np.asarray(image)[image.height // 2].astype(int)


def ramp(top: float, kind: str, rows: int = 40) -> np.ndarray:
    return np.tile(RAMP * top, (rows, 1)).astype(kind)


@pytest.mark.parametrize(
    "data",
    [
        tiff(ramp(255, "uint8")), tiff(ramp(65535, "uint16")), tiff(ramp(4095, "uint16")), tiff(ramp(1023, "uint16")),
        tiff(ramp(16383, "uint16")), big_endian(ramp(65535, "uint16")), big_endian(ramp(4095, "uint16")), tiff(ramp(1, "float32")),
        tiff(ramp(255, "float32")), tiff(ramp(65535, "float32")), tiff(ramp(65535, "int32")), tiff(ramp(2**24 - 1, "int32")),
        tiff(ramp(2, "float32") - 1), tiff(ramp(65535, "uint16"), compression="tiff_lzw"), tiff(ramp(1, "float32"), compression="tiff_deflate"),
    ],
    ids=range(15),
)  # fmt: skip
def test_tones_of_scans_are_right(data):
    assert np.abs(row_of(data) - np.arange(256)).max() <= 3  # what JPEG loses


def test_a_grey_page_stays_grey():
    for data in (tiff(np.full((40, 60), 32768, "uint16")), tiff(np.full((40, 60), 0.5, "float32"))):
        assert abs(int(row_of(data)[5]) - 128) <= 1
    values = ramp(1, "float32")
    values[0, :3] = np.nan, np.inf, -np.inf
    assert np.abs(row_of(tiff(values)) - np.arange(256)).max() <= 3


def test_a_negative_of_16_bits_is_turned():
    data = tiff(ramp(65535, "uint16"), tiffinfo={262: 0})
    assert np.abs(row_of(data) - np.arange(255, -1, -1)).max() <= 3


def test_16_bits_of_png():
    file = BytesIO()
    Image.fromarray(ramp(65535, "uint16")).save(file, "PNG")
    assert np.abs(row_of(file.getvalue()) - np.arange(256)).max() <= 3


@pytest.mark.parametrize(
    ("mode", "colour", "shown"),
    [
        ("CMYK", (0, 0, 0, 0), (255, 255, 255)), ("CMYK", (0, 0, 0, 255), (0, 0, 0)), ("LAB", (255, 128, 128), (255, 255, 255)),
        ("LAB", (0, 128, 128), (0, 0, 0)), ("LAB", (137, 128, 128), (128, 128, 128)), ("RGBA", (255, 0, 0, 255), (254, 0, 0)), ("P", 0, (0, 0, 0)),
        ("1", 1, 255), ("1", 0, 0), ("LA", (0, 0), (255, 255, 255)),
    ],
)  # fmt: skip
def test_colours_of_scans_are_right(mode, colour, shown):
    file = BytesIO()
    Image.new(mode, (32, 32), colour).save(file, "TIFF")
    whole, _small = renditions.prints(file, 1)
    with Image.open(BytesIO(whole.data)) as image:
        assert np.abs(np.subtract(image.getpixel((9, 9)), shown)).max() <= 4


def test_of_several_pages_it_is_the_first():
    file = BytesIO()
    pages = [Image.new("L", (20 + number, 30), number) for number in (0, 90)]
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    whole, _small = renditions.prints(file, 1)
    assert (whole.width, whole.height) == (20, 30)


def test_a_profile_is_turned_into_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")  # red means blue
    file = BytesIO()
    Image.new("RGB", (32, 32), (255, 0, 0)).save(file, "PNG", icc_profile=profile)
    whole, _small = renditions.prints(file, 1)
    with Image.open(BytesIO(whole.data)) as image:
        assert "icc_profile" not in image.info
        assert np.abs(np.subtract(image.getpixel((9, 9)), (0, 0, 255))).max() <= 8
    file = BytesIO()
    Image.new("RGB", (32, 32), (100, 100, 100)).save(file, "PNG", icc_profile=b"no profile")
    renditions.prints(file, 1)


SECRET = b"lat 43.6, taken by somebody"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("JPEG", {"comment": SECRET}), ("JPEG", {"xmp": SECRET}), ("JPEG", {"exif": True}), ("PNG", {"pnginfo": True}), ("PNG", {"exif": True}),
        ("WEBP", {"xmp": SECRET}), ("WEBP", {"exif": True}), ("TIFF", {"tiffinfo": {270: SECRET.decode()}}), ("TIFF", {"tiffinfo": {700: SECRET}}),
        ("JPEG", {"icc_profile": SECRET}),
    ],
)  # fmt: skip
def test_nothing_else_of_the_file_survives(form, told):
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    about = PngInfo()
    about.add_text("Comment", SECRET.decode())
    about.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    told = {name: {"exif": exif, "pnginfo": about}.get(name, value) for name, value in told.items()}
    file = BytesIO()
    Image.new("RGB", (40, 60)).save(file, form, **told)
    assert SECRET in file.getvalue()
    for each in renditions.prints(file, 1):
        assert SECRET not in each.data
        with Image.open(BytesIO(each.data)) as image:
            assert set(image.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }


def broken(form: str) -> bytes:
    data = bytearray(picture(400, 300, form))
    data[len(data) // 2 :] = b""
    return bytes(data)


def j2k_tiff() -> bytes:
    """A TIFF whose strips say that they are JPEG 2000, as some libraries' scans do."""
    return tiff(ramp(255, "uint8")).replace(
        struct.pack("<HHIHH", 259, 3, 1, 1, 0), struct.pack("<HHIHH", 259, 3, 1, 34712, 0)
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (picture(70_000, 10), "too_long"), (picture(10, 70_000, "TIFF"), "too_long"), (picture(65_501, 1), "too_long"), (j2k_tiff(), "unreadable"),
        (broken("PNG"), "unreadable"), (broken("JPEG"), "unreadable"), (broken("TIFF"), "unreadable"), (broken("WEBP"), "unreadable"),
        (picture(form="BMP"), "unreadable"), (picture(form="JPEG2000"), "unreadable"), (b"II*\0\x08\0\0\0\xff\xff", "unreadable"),
        (picture(12_000, 12_000, mode="1", colour=1), "too_many_pixels"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "unreadable"),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_word(data, code):
    with pytest.raises(renditions.ImageRefused) as refused:
        renditions.prints(BytesIO(data), len(data))
    assert refused.value.code == code


def test_the_longest_that_can_be():
    whole, small = renditions.prints(BytesIO(picture(65_500, 3, mode="L")), 1)
    assert (whole.width, whole.height, small.width, small.height) == (65_500, 3, 1600, 1)


def test_the_work_is_bounded_and_an_error_of_ours_is_one(monkeypatch):
    monkeypatch.setattr(renditions, "LONGEST_WORK", 0.01)
    with pytest.raises(renditions.ImageRefused, match="too_many_pixels"):
        renditions.prints(BytesIO(picture()), 1)
    monkeypatch.undo()
    monkeypatch.setattr(renditions, "SMALL", "wide")
    with pytest.raises(RuntimeError, match="ValueError"):
        renditions.prints(BytesIO(picture()), 1)


def test_what_needs_more_memory_than_there_may_be_is_refused(tmp_path):
    """The limit is the process's own: here it is set lower than an image needs."""
    (tmp_path / "upload").write_bytes(picture(8000, 8000, mode="RGB"))
    program = (
        "import resource, runpy, sys; from pathlib import Path; work = runpy.run_path(sys.argv[1])['_work'];"
        "resource.setrlimit(resource.RLIMIT_AS, (400 * 2**20,) * 2);"
        "print(work(Path(sys.argv[2]), 10**9, 1600))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, renditions.__file__, str(tmp_path / "upload")], capture_output=True, text=True,
        check=True, env={"OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.stdout == "{'refused': 'too_many_pixels'}\n"


# --- Before the body is read -----------------------------------------------------------------------------------------


class Unread(BytesIO):
    """A body that nobody may read."""

    def read(self, *_args) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def sent(client, path: str, length: int | None, **more):
    body = {"wsgi.input": Unread(), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    if length is not None:
        body["CONTENT_LENGTH"] = str(length)
    client.cookies["csrftoken"] = "a" * 32
    return client.generic("POST", path, **body | more)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/admin/archive/page/1/change/", 302), ("/admin/archive/page/add/", 302), ("/admin/", 302), ("/admin/archive/article/1/change/", 302),
        ("/admin/login/", 413), ("/language/", 413), ("/", 413), ("/papers/", 413), ("/search/", 413), ("/api/v1/articles/", 413), ("/no-such/", 413),
    ],
)  # fmt: skip
def test_nothing_is_read_of_what_a_visitor_sends(path, status):
    client = Client(enforce_csrf_checks=True)
    answer = sent(client, path, 30 * 2**20)
    assert answer.status_code == status
    if status == 302:
        assert answer["Location"].startswith("/admin/login/?next=/admin/")
    assert sent(client, path, None, HTTP_TRANSFER_ENCODING="chunked").status_code == 411


@pytest.mark.django_db
def test_who_may_not_change_pages_sends_no_images(client):
    user = User.objects.create_user("writer", is_staff=True)
    client.force_login(user)
    assert sent(client, "/admin/archive/page/1/change/", 30 * 2**20).status_code == 403
    assert sent(client, "/admin/archive/article/1/change/", 30 * 2**20).status_code == 413
    user.user_permissions.add(Permission.objects.get(codename="change_page"))
    assert sent(client, "/admin/archive/page/1/change/", renditions.MOST_BYTES + 2**21).status_code == 413
    for length, status in {"-1": 400, "1e9": 400, "٣": 400, "9" * 30: 413}.items():
        assert sent(client, "/admin/archive/page/1/change/", length).status_code == status
    user.is_active = False
    user.save()
    assert sent(client, "/admin/archive/page/1/change/", 30 * 2**20).status_code == 302
