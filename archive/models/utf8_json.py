"""How values are written in the database: as UTF-8, so that what is Chinese in them can be searched for."""

import json
import zlib
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


def packed(value: Any) -> bytes:
    """Any JSON value as UTF-8, compressed: for what is kept and seldom read. ``unpacked`` gives it back."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpacked(data: bytes) -> Any:
    """What was given to ``packed``."""
    return json.loads(zlib.decompress(bytes(data)).decode("utf-8", "surrogatepass"))
