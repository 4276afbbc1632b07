"""Two browsers on every form of the admin: one is saved, and no word is lost that was typed into the other."""

import pytest
import records
from django.contrib.admin import site
from django.contrib.auth.models import Permission, User
from django.test import Client, RequestFactory
from forms import FIELDS, errors_of, form_of, formsets_of, one_of_each, url

from archive.admin.guarding import CHANGED, MISSING, REMOVED, RESTORED, GuardedAdmin, GuardedForm, token
from archive.admin.inlines import FirstRows
from archive.models import (
    Archive,
    Article,
    Byline,
    Issue,
    Newspaper,
    Page,
    PageImage,
    Redaction,
    Suspension,
    Teaser,
)

pytestmark = pytest.mark.django_db

# Of what hangs on a record, by the prefix of its rows, a field to type into.
ROWS = {
    (Newspaper, "suspensions"): "note",
    (Page, "image"): "note",
    (Article, "parts"): "blocks",
    (Article, "bylines"): "name",
    (Article, "photos"): "caption",
}


@pytest.fixture
def record():
    return one_of_each()


@pytest.fixture
def editors(admin_user):
    """Two browsers."""
    found = Client(), Client()
    for each in found:
        each.force_login(admin_user)
    return found


def stored(record, name: str) -> str:
    """As its form shows it."""
    record.refresh_from_db()
    value = getattr(record, name)
    return "\n\n".join(block["text"] for block in value) if name == "blocks" else value


def shown(client, record) -> dict[str, str]:
    return form_of(client.get(url(record)))


def send(client, record, form: dict):
    return client.post(url(record), form)


def saved(response) -> bool:
    """Whether it was; if not, the form came back."""
    assert response.status_code in (200, 302)
    return response.status_code == 302


def is_editable(model) -> bool:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    return site._registry[model].has_change_permission(request)


def test_no_form_is_forgotten():
    editable = {model: each for model, each in site._registry.items() if is_editable(model)}
    assert set(editable) == {*FIELDS, Archive, Redaction}  # of the last two no word is typed
    assert {model for model, each in editable.items() if not isinstance(each, GuardedAdmin)} == set()
    rows = {(model, inline) for model, each in editable.items() for inline in each.inlines}
    assert {inline for _model, inline in rows if not issubclass(inline.formset, FirstRows)} == set()
    assert {(model, inline.model) for model, inline in rows} == {
        (model, getattr(model, prefix).rel.related_model if prefix != "image" else PageImage) for model, prefix in ROWS
    }


def test_every_form_carries_a_token(admin_client, record):
    for model in FIELDS:
        response = admin_client.get(url(model.objects.first()))
        forms = [response.context["adminform"].form, *(f for each in formsets_of(response) for f in each.forms)]
        assert all(isinstance(form, GuardedForm) for form in forms)
        html = response.content.decode()
        for form in [*forms, *(each.management_form for each in formsets_of(response))]:
            value = form["seen"].value()
            assert html.count(f'name="{form.add_prefix("seen")}" value="{value}"') == 1


@pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
def test_of_two_who_type_one_wins_and_the_other_sees_both(editors, record, model):
    first, second = editors
    edited, name = model.objects.first(), FIELDS[model]
    form = shown(second, edited)
    assert saved(send(first, edited, shown(first, edited) | {name: "甲所写"}))
    answer = send(second, edited, form | {name: "乙所写"})
    assert not saved(answer)
    assert stored(edited, name) == "甲所写"
    assert errors_of(answer) == {"__all__": [CHANGED], name: ["现存内容：甲所写"]}
    assert form_of(answer)[name] == "乙所写"
    assert saved(send(second, edited, form_of(answer)))
    assert stored(edited, name) == "乙所写"


@pytest.mark.parametrize(("model", "prefix"), ROWS, ids=lambda each: getattr(each, "__name__", each))
def test_of_two_who_type_into_one_row_one_wins_and_the_other_sees_both(editors, record, model, prefix):
    first, second = editors
    edited, name = model.objects.first(), ROWS[model, prefix]
    row = getattr(edited, prefix) if prefix == "image" else getattr(edited, prefix).get()
    form, field = shown(second, edited), f"{prefix}-0-{name}"
    assert saved(send(first, edited, shown(first, edited) | {field: "甲所写"}))
    answer = send(second, edited, form | {field: "乙所写"})
    assert not saved(answer)
    assert stored(row, name) == "甲所写"
    assert errors_of(answer) == {f"{prefix}-0-__all__": [CHANGED], field: ["现存内容：甲所写"]}
    assert form_of(answer)[field] == "乙所写"
    assert saved(send(second, edited, form_of(answer)))
    assert stored(row, name) == "乙所写"


@pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
def test_a_form_without_its_tokens_is_refused(admin_client, record, model):
    edited, name = model.objects.first(), FIELDS[model]
    before = stored(edited, name)
    form = shown(admin_client, edited)
    for missing in [each for each in form if each.rpartition("-")[2] == "seen"]:
        sent = {each: value for each, value in form.items() if each != missing} | {name: "脚本所写"}
        answer = send(admin_client, edited, sent)
        assert not saved(answer)
        assert [MISSING] in errors_of(answer).values()
        assert stored(edited, name) == before
    assert saved(send(admin_client, edited, form_of(answer)))
    assert stored(edited, name) == "脚本所写"


@pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
def test_a_new_record_without_a_token_is_refused(admin_client, record, model):
    add = f"{url(model)}add/"
    sent = form_of(admin_client.get(add))
    before = model.objects.count()
    answer = admin_client.post(add, {name: value for name, value in sent.items() if name != "seen"})
    assert MISSING in errors_of(answer)["__all__"]
    assert model.objects.count() == before


@pytest.mark.parametrize(
    ("name", "old", "his", "mine"),
    [
        ("headline", "旧题", "甲题", "乙题"),
        ("column", "", "甲栏", "乙栏"),
        ("deck", "旧副题", "", "乙副题"),
        ("kind", "news", "notice", "photo"),
        ("reviewed", False, True, True),
        ("order", 0, 1, 2),
        ("language", None, "bo", "ug"),
    ],
)
@pytest.mark.parametrize("both", [True, False])
def test_what_its_editor_had_not_touched_is_what_is_stored(admin_client, record, name, old, his, mine, both):
    Article.objects.update(**{name: old})
    form = shown(admin_client, record)
    Article.objects.update(**{name: his})
    typed = {"package": "总题"} | ({name: mine} if both else {})
    answer = send(admin_client, record, form | typed)
    assert not saved(answer)
    said = errors_of(answer)
    assert said.pop("__all__") == [CHANGED]
    differs = both and his != mine
    assert list(said) == ([name] if differs or not both else [])
    assert saved(send(admin_client, record, form_of(answer)))
    record.refresh_from_db()
    assert (getattr(record, name), record.package) == (mine if both else his, "总题")


def test_a_row_changed_in_its_own_form_is_noticed_and_kept(editors, record):
    first, second = editors
    byline = record.bylines.get()
    form = shown(second, record)
    assert saved(send(first, byline, shown(first, byline) | {"name": "甲名"}))
    answer = send(second, record, form | {"headline": "乙题"})
    assert not saved(answer)
    assert errors_of(answer) == {"bylines-0-__all__": [CHANGED], "bylines-0-name": ["他人已改，这里是现存内容。"]}
    assert saved(send(second, record, form_of(answer)))
    assert (stored(record, "headline"), stored(byline, "name")) == ("乙题", "甲名")


def test_what_both_typed_alike_is_no_conflict(editors, record):
    first, second = editors
    form = shown(second, record) | {"headline": "新题"}
    assert saved(send(first, record, shown(first, record) | {"headline": "新题"}))
    assert saved(send(second, record, form))


def test_what_no_form_shows_is_no_conflict(admin_client, record):
    form = shown(admin_client, record)
    part = record.parts.get()
    part.spans, part.blocks[0]["note"] = [[0, 2, "body"]], "kept"
    part.save()
    assert saved(send(admin_client, record, form | {"headline": "新题"}))
    part.refresh_from_db()
    assert part.blocks[0]["note"] == "kept"


@pytest.mark.parametrize("by_form", ["record", "row"])
def test_a_row_added_meanwhile_is_told_and_stays(editors, record, by_form):
    first, second = editors
    form = shown(second, record)
    if by_form == "row":
        add = "/admin/archive/byline/add/"
        fields = {"article": record.pk, "name": "甲名", "kind": "person", "order": "", "seen": "new"}
        assert first.post(add, fields).status_code == 302
    else:
        fields = {"name": "甲名", "kind": "person", "order": "", "seen": "new", "article": record.pk}
        sent = {f"bylines-1-{name}": value for name, value in fields.items()} | {"bylines-TOTAL_FORMS": "2"}
        assert saved(send(first, record, shown(first, record) | sent))
    answer = send(second, record, form | {"headline": "乙题"})
    assert not saved(answer)
    assert errors_of(answer) == {"bylines-__all__": ["未保存：您打开此页后，他人在此添加了：甲名。"]}
    assert saved(send(second, record, form_of(answer)))
    assert [each.name for each in record.bylines.all()] == ["旧名", "甲名"]
    assert stored(record, "headline") == "乙题"


def rows(record) -> list[str]:
    return list(record.bylines.values_list("name", flat=True))


@pytest.fixture
def three(record):
    """An article with three bylines."""
    for order, name in enumerate(("二", "三"), start=1):
        Byline.objects.create(article=record, name=name, order=order)
    return record


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_row_that_is_gone_comes_back_only_if_it_was_typed_into(admin_client, three, gone, moved):
    def remove(row):
        if moved:
            row.article = other
            row.save()
        else:
            row.delete()

    other = records.article(three.page, "他文")
    names = ["旧名", "二", "三"]
    for typed in (False, True):
        form = shown(admin_client, three)
        remove(three.bylines.all()[gone])
        words = {f"bylines-{gone}-name": "乙名"} if typed else {"headline": "乙题"}
        answer = send(admin_client, three, form | words)
        assert not saved(answer)
        rest = [name for index, name in enumerate(names) if index != gone]
        told = errors_of(answer)
        assert told.pop("bylines-__all__")[0].startswith("未保存：您打开此页后，他人在此删除或移走了：")
        assert told == ({f"bylines-{len(rest)}-__all__": [REMOVED]} if typed else {})
        assert rows(three) == rest
        assert saved(send(admin_client, three, form_of(answer)))
        assert sorted(rows(three)) == sorted(rest + ["乙名"] * typed)
        if not typed:  # put it back for the next
            Byline.objects.exclude(pk__in=three.bylines.all()).delete()
            three.bylines.all().delete()
            for order, name in enumerate(names):
                Byline.objects.create(article=three, name=name, role="记者" if not order else "", order=order)


def test_who_deletes_a_row_that_is_gone_is_told_and_does_not_bring_it_back(admin_client, three):
    form = shown(admin_client, three) | {"bylines-1-DELETE": "on", "bylines-1-name": "乙名"}
    three.bylines.get(name="二").delete()
    answer = send(admin_client, three, form)
    assert not saved(answer)
    assert saved(send(admin_client, three, form_of(answer)))
    assert rows(three) == ["旧名", "三"]


def test_a_row_that_was_changed_is_not_deleted_unseen(admin_client, three):
    form = shown(admin_client, three) | {"bylines-1-DELETE": "on"}
    Byline.objects.filter(name="二").update(name="甲名")
    answer = send(admin_client, three, form)
    assert not saved(answer)
    assert rows(three) == ["旧名", "甲名", "三"]
    assert errors_of(answer)["bylines-__all__"] == [f"未删除：甲名。{CHANGED}"]
    assert saved(send(admin_client, three, form_of(answer)))
    assert rows(three) == ["旧名", "三"]


def test_rows_put_in_another_order_meanwhile_keep_their_words(admin_client, three):
    form = shown(admin_client, three) | {"bylines-2-name": "乙名"}
    for order, name in enumerate(("三", "二", "旧名")):
        Byline.objects.filter(name=name).update(order=order)
    answer = send(admin_client, three, form)
    assert not saved(answer)
    assert [str(row.instance) for row in formsets_of(answer)[1].initial_forms] == ["记者 旧名", "二", "乙名"]
    assert saved(send(admin_client, three, form_of(answer)))
    assert rows(three) == ["乙名", "二", "旧名"]


def test_a_first_image_that_two_describe(editors, record):
    first, second = editors
    page = record.page
    PageImage.objects.all().delete()
    form, untouched = shown(second, page), shown(second, page)
    PageImage.objects.create(page=page, width=1, height=1, small_width=1, small_height=1, note="甲来源")
    answer = send(second, page, form | {"image-0-note": "乙来源"})
    assert not saved(answer)
    assert errors_of(answer)["image-0-note"] == ["现存内容：甲来源"]
    assert saved(send(second, page, form_of(answer)))
    assert PageImage.objects.get().note == "乙来源"
    answer = send(first, page, untouched | {"name": "要闻"})
    assert errors_of(answer) == {"image-__all__": [f"未保存：您打开此页后，他人在此添加了：{page}。"]}
    assert saved(send(first, page, form_of(answer)))
    assert (PageImage.objects.get().note, stored(page, "name")) == ("乙来源", "要闻")


def test_an_image_that_was_replaced_meanwhile_is_noticed(admin_client, record):
    page = record.page
    form = shown(admin_client, page)
    PageImage.objects.update(whole="pages/other/whole.jpg")
    answer = send(admin_client, page, form | {"image-0-note": "乙来源"})
    assert not saved(answer)
    assert errors_of(answer) == {"image-0-__all__": [CHANGED]}


@pytest.mark.parametrize("model", [Article, Byline, Teaser, Suspension], ids=lambda model: model.__name__)
def test_words_for_a_record_that_is_gone_are_shown(admin_client, record, model):
    edited, name = model.objects.first(), FIELDS[model]
    sent = shown(admin_client, edited) | {name: "<b>乙所写</b>"}
    address = url(edited)
    edited.delete()
    answer = admin_client.post(address, sent)
    html = answer.content.decode()
    assert answer.status_code == 410
    assert "<span>&lt;b&gt;乙所写&lt;/b&gt;</span>" in html
    assert ("<span>旧文</span>" in html) == (model is Article)
    assert not model.objects.filter(pk=edited.pk).exists()


def test_words_that_the_browser_kept_are_shown_again_and_not_saved(admin_client, record):
    sent = shown(admin_client, record) | {"headline": "乙题", "bylines-0-name": "乙名"}
    answer = send(admin_client, record, sent | {"_restore": "1"})
    assert not saved(answer)
    assert errors_of(answer) == {"__all__": [RESTORED]}
    assert (stored(record, "headline"), rows(record)) == ("旧题", ["旧名"])
    Article.objects.update(headline="甲题")
    answer = send(admin_client, record, sent | {"_restore": "1"})
    assert errors_of(answer) == {"__all__": [RESTORED, CHANGED], "headline": ["现存内容：甲题"]}
    assert saved(send(admin_client, record, form_of(answer)))
    assert (stored(record, "headline"), rows(record)) == ("乙题", ["乙名"])


def test_a_form_that_is_wrong_besides_does_not_forget_what_was_seen(admin_client, record):
    issue = record.page.issue
    form = shown(admin_client, issue) | {"edition_label": "乙版", "last_day": "昨天"}
    Issue.objects.update(edition_label="甲版")
    answer = send(admin_client, issue, form)
    assert errors_of(answer)["edition_label"] == ["现存内容：甲版"]
    wrong = form_of(admin_client.get(url(issue))) | {"edition_label": "丙版", "last_day": "昨天"}
    answer = send(admin_client, issue, wrong)
    Issue.objects.update(edition_label="丁版")
    answer = send(admin_client, issue, form_of(answer) | {"last_day": ""})
    assert errors_of(answer)["edition_label"] == ["现存内容：丁版"]


@pytest.mark.parametrize(
    "sent", ["", "=", "headline", "headline=", "a=b c=d", "\0", "新", "new", "x" * 5000, "headline=0 headline=1"]
)
def test_odd_tokens_are_refused(admin_client, record, sent):
    answer = send(admin_client, record, shown(admin_client, record) | {"headline": "乙题", "seen": sent})
    assert not saved(answer)
    assert stored(record, "headline") == "旧题"


@pytest.mark.parametrize("count", ["1000000000", "-1", "x", ""])
def test_odd_numbers_of_rows_do_no_harm(admin_client, record, count):
    form = shown(admin_client, record)
    for prefix in ("parts", "bylines", "photos"):
        saved(send(admin_client, record, form | {f"{prefix}-INITIAL_FORMS": count}))
    assert (rows(record), record.parts.count(), record.photos.count()) == (["旧名"], 1, 1)


@pytest.mark.parametrize("key", ["", "x", "0", "-1", "9" * 5000, "9" * 30, "²"])
def test_odd_keys_of_rows_are_refused(admin_client, record, key):
    answer = send(admin_client, record, shown(admin_client, record) | {"bylines-0-id": key, "bylines-0-name": "乙名"})
    assert not saved(answer)
    assert rows(record) == ["旧名"]


def may(client, *names: str) -> None:
    user = User.objects.create_user("bianji", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)


def test_whoever_may_only_look_has_no_token_to_see(client, record):
    may(client, *(f"view_{model._meta.model_name}" for model in (*FIELDS, PageImage)))
    for model in FIELDS:
        response = client.get(url(model.objects.first()))
        assert "seen" not in [
            name for _title, options in response.context["adminform"].fieldsets for name in options["fields"]
        ]
        for formset in response.context["inline_admin_formsets"]:
            assert "seen" not in [name for _title, options in formset.fieldsets for name in options["fields"]]


def test_whoever_may_add_rows_but_change_none(client, record):
    may(client, "view_article", "change_article", "view_byline", "add_byline")
    form = shown(client, record)
    Byline.objects.update(name="甲名")
    row = {"name": "乙名", "kind": "person", "order": "", "seen": "new", "article": record.pk}
    sent = {f"bylines-1-{name}": value for name, value in row.items()} | {"bylines-TOTAL_FORMS": "2"}
    assert saved(send(client, record, form | sent | {"headline": "乙题", "bylines-0-name": "丙名"}))
    assert (rows(record), stored(record, "headline")) == (["甲名", "乙名"], "乙题")


@pytest.mark.django_db(transaction=True)
def test_forms_are_compared_when_it_is_their_turn_to_write(admin_client, record, django_assert_max_num_queries):
    for name, sent in (("change", shown(admin_client, record)), ("delete", {"post": "yes"})):
        with django_assert_max_num_queries(500) as asked:
            admin_client.post(url(record, name), sent)
        tables = [query["sql"] for query in asked.captured_queries]
        turn = next(at for at, sql in enumerate(tables) if sql.startswith('UPDATE "archive_recordversion"'))
        assert turn < next(at for at, sql in enumerate(tables) if 'FROM "archive_article"' in sql)


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("change", ["row", "record", "none", "no token"])
def test_what_was_changed_is_not_deleted_unseen(admin_client, record, many, change):
    address, data = url(record, "delete"), {}
    if many:
        address = url(Article)
        data = {"action": "delete_selected", "_selected_action": [record.pk]}
    shown = admin_client.post(address, data) if many else admin_client.get(address)
    assert f'name="seen" value="{shown.context["seen"]}"' in shown.content.decode()
    confirmed = data | {"post": "yes", "seen": shown.context["seen"]}
    if change == "row":
        Byline.objects.create(article=record, name="甲名")
    elif change == "record":
        Article.objects.update(headline="甲题")
    elif change == "no token":
        del confirmed["seen"]
    answer = admin_client.post(address, confirmed, follow=True)
    assert Article.objects.exists() == (change != "none")
    assert ("未删除" in answer.content.decode()) == (change != "none")


def test_tokens_are_of_values_and_not_of_how_they_are_joined():
    assert len({token("a", "b"), token("ab"), token(["a", "b"]), token("a, b"), token("", "ab")}) == 5
