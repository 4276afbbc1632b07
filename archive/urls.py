"""Every address. Search is named by string only: archive never imports it."""

from django.contrib import admin
from django.urls import include, path

from archive import sitemaps, views

urlpatterns = [
    path("", views.home, name="home"),
    path("papers/", views.papers, name="papers"),
    path("papers/<path:rest>", views.record, name="record"),
    path("contributors/<path:name>/", views.contributor, name="contributor"),
    path("columns/<slug:slug>/<path:name>/", views.column, name="column"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemap-<slug:kind>-<int:lot>.xml", sitemaps.lot, name="sitemap"),
    path("admin/", admin.site.urls),
    path("", include("search.urls")),
]
