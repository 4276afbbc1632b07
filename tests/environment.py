"""Which environment variables the project reads, and which of gunicorn's its documents speak of."""

import ast

from django.conf import settings

OF_GUNICORN = {"FORWARDED_ALLOW_IPS", "GUNICORN_CMD_ARGS", "PORT", "WEB_CONCURRENCY"}


def of_the_project() -> set[str]:
    """The names that ``archive/settings.py`` asks the environment for: in os.environ.get("…") and words("…")."""
    calls = (
        node
        for node in ast.walk(ast.parse((settings.BASE_DIR / "archive" / "settings.py").read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "words")
    )
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
