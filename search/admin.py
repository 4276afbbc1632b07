from django.contrib import admin
from django.http import HttpRequest

from search.models import IndexTask


@admin.register(IndexTask)
class IndexTaskAdmin(admin.ModelAdmin):
    """The queue to the index, to look at: it fills and empties by itself."""

    list_display = ("key", "created", "written")
    list_filter = ("written",)
    search_fields = ("key",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: IndexTask | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: IndexTask | None = None) -> bool:  # noqa: ARG002
        return False
