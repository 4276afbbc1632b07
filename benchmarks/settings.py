"""The archive's settings and, beside its engine, the stock recipe's; everything lies in DATA_DIR, static files too."""

from archive.settings import *  # noqa: F403
from archive.settings import DATA_DIR, HAYSTACK_CONNECTIONS

HAYSTACK_CONNECTIONS = {
    **HAYSTACK_CONNECTIONS,
    "recipe": {"ENGINE": "benchmarks.recipe.RecipeEngine", "PATH": str(DATA_DIR / "recipe"), "SILENTLY_FAIL": False},
}
ROOT_URLCONF = "benchmarks.serving_urls"
STATIC_ROOT = DATA_DIR / "staticfiles"
