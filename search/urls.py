from django.urls import path

from archive.http.revalidation import revalidated
from search import api, views
from search.rate_limit import limited

urlpatterns = [
    path("search/", limited(revalidated(views.search)), name="search"),
    path("search/suggestions/", limited(revalidated(views.suggestions)), name="search-suggestions"),
    path("search/help/", revalidated(views.search_help), name="search-help"),
    path("opensearch.xml", revalidated(views.opensearch), name="opensearch"),
    path("api/v1/suggest/", limited(revalidated(api.Suggest.as_view())), name="api-suggest"),
    path("api/v1/articles/", limited(revalidated(api.ArticleList.as_view())), name="api-articles"),
    path("api/v1/articles/<str:key>/", revalidated(api.ArticleDetail.as_view()), name="api-article"),
    path("healthz", views.healthz, name="healthz"),
]
