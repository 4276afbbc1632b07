"""Those who come to the admin: nobody, and a user of each role."""

from __future__ import annotations

from django.contrib.auth.models import Group, User

PASSWORD = "a long enough one"
NOBODY, STAFF, SUPERUSER = "nobody", "staff without any role", "superuser"
ROLES = ["校对员", "审核员", "管理员"]
EVERYBODY = [NOBODY, STAFF, *ROLES, SUPERUSER]


def who(name: str) -> User | None:
    """A user who has this role."""
    if name == NOBODY:
        return None
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True, is_superuser=name == SUPERUSER)
    if name in ROLES:
        user.groups.add(Group.objects.get(name=name))
    return user
