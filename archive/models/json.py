"""How values are written in the database: as UTF-8, so that what is Chinese in them can be searched for."""

import json
from typing import Any


class Utf8Encoder(json.JSONEncoder):
    """Writes 通辽 and not ``\\u901a\\u8fbd``; all of a text that UTF-8 cannot say, in ASCII."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"ensure_ascii": False})

    def encode(self, o: Any) -> str:
        text = super().encode(o)
        try:
            text.encode()
        except UnicodeEncodeError:  # half of a pair of surrogates
            return json.dumps(o)
        return text
