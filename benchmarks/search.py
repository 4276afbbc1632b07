"""``python -m benchmarks.search``: building and searching, this project's engine beside the stock recipe and others.

Articles are entered in an installation made for the run; both engines index them, each in a process of its own; then
queries of every kind are asked of all in turns.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import corpus, report
from benchmarks.building import FOLDERS, built
from benchmarks.installation import enter, installation
from benchmarks.peers import PEERS, Unavailable, pairs
from benchmarks.queries import KINDS, Vocabulary, queries


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=Path, help="articles as JSON lines (.gz too); the seed pages if not given")
    parser.add_argument("--size", type=int, default=2000, help="articles; more than there are: recombined")
    parser.add_argument("--queries", type=int, default=20, help="of each kind")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--peers", type=lambda names: names.split(","), default=[], help="of fts5,postgres,tantivy")
    parser.add_argument("--postgres", default="", help="where, as postgres://user:password@host/name")
    parser.add_argument(
        "--no-recipe", action="store_true", help="leave out the stock recipe, which takes hours to build"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the random choice of queries")
    report.add_json(parser)
    asked = parser.parse_args(words)
    if unknown := set(asked.peers) - set(PEERS):
        parser.error(f"no such peers: {', '.join(sorted(unknown))}")
    if asked.size < 1 or asked.queries < 2:
        parser.error("at least one article and two queries of each kind")
    return asked


def run(asked: argparse.Namespace) -> dict:
    """Measure, printing each table when it is known; all figures."""
    articles = corpus.articles(asked.corpus, asked.size)
    with installation() as data_dir:
        print(f"{enter(articles):,} articles, {sum(len(a.body) for a in articles) / len(articles):.0f} characters each")
        engines = [engine for engine in FOLDERS if engine == "ours" or not asked.no_recipe]
        builds = {engine: built(engine, data_dir).as_json() for engine in engines}
        peers = []
        texts = [(pairs(f"{a.title}\n{a.body}"), a) for a in articles] if asked.peers else []
        for name in asked.peers:
            try:
                peer = PEERS[name](data_dir, asked.postgres)
            except Unavailable as unavailable:
                print(f"{name} is left out: {unavailable}")
                continue
            builds[name] = peer.build(texts).as_json()
            peers.append(peer)
        del texts
        print(report.builds(builds), end="\n\n")
        measured = _searched(asked, articles, peers)
        print(report.times(measured))
        for peer in peers:
            peer.close()
    return {"machine": report.machine(), "articles": len(articles), "builds": builds, "queries": measured}


def _searched(asked: argparse.Namespace, articles: list[corpus.NewsArticle], peers: list) -> dict[str, dict]:
    from benchmarks.engines import Ours, QuerySet
    from benchmarks.measuring import RECIPE, measured

    vocabulary = Vocabulary(articles, asked.seed)
    chosen = {kind: queries(vocabulary, articles, kind, asked.queries) for kind in asked.kinds}
    ours, recipe = Ours(), None if asked.no_recipe else QuerySet(RECIPE, "recipe")
    ours.forget()
    for each in queries(vocabulary, articles, "two terms", 2):  # what every process does once, such as reading a schema
        (recipe or ours).search(each)
    return {kind: measured(queries_, ours, recipe, peers) for kind, queries_ in chosen.items()}


def main() -> None:
    asked = arguments()
    report.write(run(asked), asked.json)


if __name__ == "__main__":
    main()
