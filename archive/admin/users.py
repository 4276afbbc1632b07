"""Users and groups: Django's own forms, in which nobody makes anybody, himself included, more than he is himself."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.acts import roles
from archive.admin.guarding import GuardedAdmin

_RANK = ["is_active", "is_staff", "groups", "user_permissions"]

admin.site.unregister([User, Group])


class UserForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        labels = {"is_active": _("启用")}
        help_texts = {"is_active": _("取消勾选即停用：不能登录，其操作记录保留。用户不能删除。")}


_ACTIONS = {"add": _("新增"), "change": _("修改"), "delete": _("删除"), "view": _("查看")}


def _permission_called(permission: Permission) -> str:
    """What it is of and what it allows, in the language of the page; Django stores the names in one language."""
    kind = permission.content_type
    action = permission.codename.removesuffix(f"_{kind.model}")
    return f"{capfirst(kind.name)} | {_ACTIONS.get(action) or gettext(permission.name)}"


class GivingAdmin(admin.ModelAdmin):
    """Gives only permissions, and groups with permissions, that whoever gives them holds."""

    def formfield_for_manytomany(self, db_field: models.Field, request: HttpRequest, **options):
        held = {Permission: roles.permissions_of, Group: roles.groups_within}[db_field.related_model]
        options["queryset"] = held(request.user)
        field = super().formfield_for_manytomany(db_field, request, **options)
        if db_field.related_model is Permission:
            field.label_from_instance = _permission_called
        return field


@admin.register(User)
class UserAdmin(GivingAdmin, auth_admin.UserAdmin, GuardedAdmin):  # guarded is whichever form Django chooses
    form = UserForm
    list_display = ["username", "last_name", "first_name", "is_active", "is_staff", "shown_groups", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("组"))
    def shown_groups(self, user: User) -> str:
        return "、".join(group.name for group in user.groups.all())

    def response_add(self, request: HttpRequest, obj: User, *args, **kwargs) -> HttpResponse:
        """Django's own, saying what else it takes until the user can do anything."""
        response = super().response_add(request, obj, *args, **kwargs)
        page = reverse("admin:auth_user_change", args=[obj.pk])
        told = format_html(
            gettext(
                '此用户还不能使用后台：请勾选“<a href="{}">工作人员状态</a>”，并加入一个<a href="{}">组</a>，然后保存。'
            ),
            f"{page}#id_is_staff",
            f"{page}#id_groups_from",
        )
        self.message_user(request, told, messages.WARNING)
        return response

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # what a user did stays his: he is deactivated

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or roles.may_manage(request.user, obj))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        hidden = set() if request.user.is_superuser else {"is_superuser"}
        if obj is not None and not self.has_change_permission(request, obj):
            hidden.add("password")
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in hidden]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody but a superuser changes what he himself may do."""
        own = obj is not None and obj == request.user and not request.user.is_superuser
        return [*super().get_readonly_fields(request, obj), *(_RANK if own else [])]


@admin.register(Group)
class GroupAdmin(GivingAdmin, auth_admin.GroupAdmin, GuardedAdmin):
    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or roles.may_manage_group(request.user, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or roles.may_manage_group(request.user, obj)
        )
