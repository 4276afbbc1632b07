"""The admin's forms as a browser fills and sends them."""

import datetime

import records
from django.contrib.auth.models import Group, User

from archive.models import (
    Article,
    ArticlePart,
    Byline,
    Issue,
    Newspaper,
    Page,
    PageImage,
    Photo,
    Suspension,
    Teaser,
)

# Of each form a field to type into; that of the archive's own row has none.
FIELDS = {
    Newspaper: "place",
    Suspension: "note",
    Issue: "edition_label",
    Page: "name",
    Article: "headline",
    ArticlePart: "blocks",
    Byline: "name",
    Photo: "caption",
    Teaser: "headline",
    User: "last_name",
    Group: "name",
}


def one_of_each() -> Article:
    """An article, with one record of everything that there is a form for."""
    article = records.article(records.page(), "旧文", headline="旧题", names=("旧名",), captions=("旧图",))
    page, day = article.page, datetime.date(2026, 2, 16)
    Group.objects.create(name="旧组")
    Teaser.objects.create(page=page, headline="旧导读")
    Suspension.objects.create(newspaper=page.issue.newspaper, first_day=day, last_day=day)
    PageImage.objects.create(page=page, width=1, height=1, small_width=1, small_height=1)
    return article


def url(of, view: str = "change") -> str:
    """The list of a model, or a view of a record."""
    path = f"/admin/{of._meta.app_label}/{of._meta.model_name}/"
    return path if isinstance(of, type) else f"{path}{of.pk}/{view}/"


def form_of(response) -> dict[str, str]:
    """What a browser would send back for the change page, nothing edited."""
    values = {}
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                values[bound.html_name] = "on"
            elif value is not None and value is not False:
                values[bound.html_name] = value
    return values


def tokens_of(response) -> dict[str, str]:
    """What a script must send beside its own fields."""
    return {name: value for name, value in form_of(response).items() if name.rpartition("-")[2] == "seen"}


def act(client, model, action: str, chosen, **more):
    """Choose these in the list of their model, and an action."""
    data = {"action": action, "_selected_action": [record.pk for record in chosen]} | more
    return client.post(url(model), data, follow=True)


def delete(client, record):
    """Through the page that asks about it."""
    shown = client.get(url(record, "delete"))
    return client.post(url(record, "delete"), {"post": "yes", "seen": shown.context["seen"]})


def delete_all(client, model, chosen):
    """Likewise, from the list."""
    shown = act(client, model, "delete_selected", chosen)
    return act(client, model, "delete_selected", chosen, post="yes", seen=shown.context["seen"])


def errors_of(response) -> dict[str, list[str]]:
    """What is said of each field of the page that came back, by its name in the form; of a form or list: '__all__'."""
    told = {}
    for form in [response.context["adminform"].form, *(f for s in formsets_of(response) for f in s.forms)]:
        told |= {form.add_prefix(name): list(errors) for name, errors in form.errors.items()}
    for formset in formsets_of(response):
        if formset.non_form_errors():
            told[f"{formset.prefix}-__all__"] = list(formset.non_form_errors())
    return told


def formsets_of(response) -> list:
    return [each.formset for each in response.context["inline_admin_formsets"]]
