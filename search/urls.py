from django.urls import path

from search import api, views
from search.limits import limited

urlpatterns = [
    path("search/", limited(views.search), name="search"),
    path("search/help/", views.search_help, name="search-help"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("api/v1/suggest/", limited(api.Suggest.as_view()), name="api-suggest"),
    path("api/v1/articles/", limited(api.ArticleList.as_view()), name="api-articles"),
    path("api/v1/articles/<str:key>/", api.ArticleDetail.as_view(), name="api-article"),
    path("healthz", views.healthz, name="healthz"),
]
