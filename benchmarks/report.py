"""The figures as tables for people."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path


def machine() -> dict[str, str | int | None]:
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as they must be, the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = []
    for row in (head, ["-" * width for width in widths], *rows):
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([row[0].ljust(widths[0]), *cells[1:]]))
    return "\n".join(lines)


def builds(measured: Mapping[str, Mapping[str, float | None]]) -> str:
    """How fast each engine indexed, how large its index is, how much memory it took at most."""
    rows = [
        [
            name,
            f"{took['articles_per_second']:,.0f}",
            f"{took['index_mb']:,.1f}",
            "" if took["peak_mb"] is None else f"{took['peak_mb']:,.0f}",
        ]
        for name, took in measured.items()
    ]
    return table(["build", "articles/s", "index MB", "peak MB"], rows)


def times(measured: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """For each kind of query the hits, then each engine's median and 95th percentile, with the ratio if it has one."""
    names = list(next(iter(measured.values())))
    rows = []
    for kind, engines in measured.items():
        cells = [kind, " / ".join(f"{engines[name]['hits']:,.0f}" for name in names[:2])]
        for name in names:
            mine = engines[name]
            cells.append(f"{mine['median_ms']:.2f} / {mine['p95_ms']:.2f}")
            if "ratio" in mine:
                cells.append(f"{mine['ratio']:,.1f}")
        rows.append(cells)
    head = ["median / p95 ms", f"hits {names[0]} / {names[1]}"]
    for name in names:
        head += [name, "ratio"] if "ratio" in engines[name] else [name]
    return table(head, rows)


def served(measured: Mapping[str, Mapping[str, float]]) -> str:
    """For each kind of page how many a second, and how long one took."""
    rows = [
        [kind, f"{page['requests_per_second']:,.0f}", f"{page['median_ms']:.1f}", f"{page['p95_ms']:.1f}"]
        for kind, page in measured.items()
    ]
    return table(["page", "a second", "median ms", "p95 ms"], rows)


def read(measured: Mapping[str, Mapping]) -> str:
    """For each kind of page how long one took of the small archive and of the large, and with how many queries."""
    rows = [
        [kind]
        + [f"{page[name]['median_ms']:.1f} / {page[name]['p95_ms']:.1f}" for name in ("one", "many")]
        + [f"{page['ratio']:.2f}", " / ".join(str(page[name]["queries"]) for name in ("one", "many"))]
        for kind, page in measured.items()
    ]
    return table(["median / p95 ms", "one issue", "many issues", "ratio", "queries"], rows)


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")


def write(figures: Mapping, file: Path | None) -> None:
    """Write the figures to the file that was asked for, if any."""
    if file:
        file.write_text(json.dumps(figures, ensure_ascii=False, indent=1))
