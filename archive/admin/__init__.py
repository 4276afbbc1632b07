"""The editors' desk. Every change goes through ``save`` and ``delete``, so that the index and the addresses hear of it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from archive.admin import archive, articles, changesets, operations, places, received, redactions, users, versions
from archive.admin.guarding import delete_selected
from archive.http.logins import LoginForm

__all__ = ["archive", "articles", "changesets", "operations", "places", "received", "redactions", "users", "versions"]

admin.site.site_header = admin.site.site_title = gettext_lazy("报藏编辑")
admin.site.index_title = gettext_lazy("报纸、各期各版与文章")
admin.site.login_form = LoginForm
admin.site.add_action(delete_selected)
