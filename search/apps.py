from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("检索")

    def ready(self) -> None:
        from archive.signals import articles_changed, changes_done
        from search.indexing import enqueue, finish

        articles_changed.connect(enqueue, dispatch_uid="search.enqueue")
        changes_done.connect(finish, dispatch_uid="search.finish")
