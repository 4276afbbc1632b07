"""Page images: what editors may upload, what is kept and removed, and who sees it."""

from io import BytesIO
from pathlib import Path

import pytest
import records
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from archive import images
from archive.models import ArticlePart, PageImage, Visibility

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
    whole, small = images.prints(BytesIO(data), len(data))
    assert sizes(whole.data) == ("JPEG", 40, 60, shown)
    assert (whole.width, whole.height, small.width, small.height) == (40, 60, 40, 60)


def test_what_is_transparent_is_paper():
    data = picture(mode="RGBA", colour=(0, 0, 0, 0))
    whole, _small = images.prints(BytesIO(data), len(data))
    with Image.open(BytesIO(whole.data)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_a_wide_one_is_made_smaller_and_a_turned_one_upright(monkeypatch):
    monkeypatch.setattr(images, "SMALL", 20)
    file = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "who knows"
    Image.new("RGB", (60, 40)).save(file, "JPEG", exif=exif)
    whole, small = images.prints(file, 1)
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
    with pytest.raises(images.ImageRefused) as refused:
        images.prints(BytesIO(data), len(data))
    assert refused.value.code == code
    with pytest.raises(images.ImageRefused) as refused:
        images.prints(BytesIO(data), images.MOST_BYTES + 1)
    assert refused.value.code == "too_large"


# --- What editors do -------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(client, db):
    client.force_login(User.objects.create_superuser("editor"))
    return client


def form(page, upload: bytes | None, note: str = "", name: str = "page.png", **more) -> dict:
    image = PageImage.objects.filter(page=page).first()
    return {
        "issue": page.issue_id, "label": page.label, "label_printed": "", "basis": "printed", "section": "", "name": "", "staff": "",
        "image-TOTAL_FORMS": "1", "image-INITIAL_FORMS": str(int(image is not None)), "image-0-id": image.pk if image else "",
        "image-0-page": page.pk, "image-0-note": note, **more,
        **({"image-0-upload": SimpleUploadedFile(name, upload)} if upload is not None else {}),
    }  # fmt: skip


def upload(client, page, *args, **more):
    return client.post(f"/admin/archive/page/{page.pk}/change/", form(page, *args, **more))


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
    image.take(ContentFile(data), *images.prints(BytesIO(data), len(data)))
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
@pytest.mark.parametrize("visibility", [Visibility.UNLISTED, Visibility.WITHDRAWN])
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
