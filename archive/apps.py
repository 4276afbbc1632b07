from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = _("报藏")

    def ready(self) -> None:
        from archive.acts import operation_log  # noqa: F401  connects their receivers
