"""Every address. Search is named by string only: archive never imports it."""

from django.contrib import admin
from django.urls import include, path

from archive import views
from archive.formats import sitemaps
from archive.http import languages
from archive.http.revalidation import revalidated

urlpatterns = [
    path("", revalidated(views.home), name="home"),
    path("papers/", revalidated(views.papers), name="papers"),
    path("papers/<path:rest>", revalidated(views.record), name="record"),
    path("id/<path:rest>", revalidated(views.by_key), name="by-key"),
    path("contributors/<path:name>/", revalidated(views.contributor), name="contributor"),
    path("columns/<slug:slug>/<path:name>/", revalidated(views.column), name="column"),
    path("language/", languages.choose, name="language"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", revalidated(views.robots), name="robots"),
    path("sitemap.xml", revalidated(sitemaps.index), name="sitemaps"),
    path("sitemap-<slug:kind>-<int:lot>.xml", revalidated(sitemaps.lot), name="sitemap"),
    path("admin/", admin.site.urls),
    path("", include("search.urls")),
]

handler400 = "archive.http.errors.bad_request"
handler500 = "archive.http.errors.server_error"
