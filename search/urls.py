from django.urls import path

from search import api, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/help/", views.search_help, name="search-help"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("api/v1/suggest/", api.Suggest.as_view(), name="api-suggest"),
    path("api/v1/articles/", api.ArticleList.as_view(), name="api-articles"),
    path("api/v1/articles/<str:key>/", api.ArticleDetail.as_view(), name="api-article"),
    path("healthz", views.healthz, name="healthz"),
]
