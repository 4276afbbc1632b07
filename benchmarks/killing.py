"""``python -m benchmarks.killing``: processes killed while they commit, rebuild and import; then whether anything is lost.

An installation of its own is filled from the seeds. Each round starts a process that writes, kills it (SIGKILL) after a
random time, and looks: the index opens, and after ``update_index`` every article is in it as the record has it, and
nothing else is. Before that, two imports and four editors work at once. Prints a line for each kind of work; exits 1 if
a round left anything wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent

EDIT = """
import django
django.setup()
from archive.models import Article
print("ready", flush=True)
number = 0
while True:
    for article in Article.objects.all():
        number += 1
        article.deck = f"改过{number}次"
        article.save()
"""


EDITORS = 4


class Installation:
    """A folder with the seeds imported, and the commands run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._env = {**os.environ, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "archive.settings"}
        self.pages = folder / "pages"
        shutil.copytree(ROOT / "seeds", self.pages)
        self.run("migrate")
        self.run("import_pages", str(self.pages))

    def start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=self._env, stdout=subprocess.PIPE, text=True)

    def run(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self._env, capture_output=True, text=True
        )

    def wrong(self) -> str:
        """What is wrong with the index after it was brought up to date; '' if nothing is."""
        mended, checked = self.run("update_index"), self.run("check_index", "--all")
        return (
            "" if mended.returncode == checked.returncode == 0 else f"{mended.stderr}{checked.stdout}{checked.stderr}"
        )

    def more_pages(self, round_: int) -> None:
        """Pages that were not imported yet: the seeds of another day."""
        for path in sorted(self.pages.glob("00*.txt")):
            number = path.name[:3]
            text = (
                f"# 第{round_}轮第{number}版\n本报讯（记者 张三）{round_}{number}。{path.read_text(encoding='utf-8')}"
            )
            made = self.pages / "more" / f"{round_}-{number}.txt"
            made.parent.mkdir(exist_ok=True)
            made.write_text(
                f"通辽日报\n2020年1月{1 + round_ % 28}日\n第{1000 + round_}号\n第{int(number) + 1}版\n\n{text}"
            )


def rounds(installation: Installation, kind: str, times: int, source: random.Random) -> int:
    """Kill that many processes of a kind; how many left something wrong."""
    failures = 0
    for round_ in range(times):
        if kind == "commit":
            process, patience = installation.start("-c", EDIT), 1.5
            process.stdout.readline()
        elif kind == "rebuild":
            process, patience = installation.start("manage.py", "rebuild_index", "--noinput", "--verbosity", "0"), 2.5
        else:
            installation.more_pages(round_)
            process, patience = installation.start("manage.py", "import_pages", str(installation.pages)), 3.0
        time.sleep(source.uniform(0, patience))
        process.kill()
        process.communicate()
        if kind == "import":
            installation.run("import_pages", str(installation.pages))
        if problem := installation.wrong():
            failures += 1
            print(f"{kind}, round {round_}:\n{problem}")
    return failures


def together(installation: Installation, times: int) -> int:
    """Two imports and four editors at once; how many times something was wrong afterwards."""
    failures = 0
    for round_ in range(times):
        folders = []
        for half in range(2):
            installation.more_pages(1000 + 2 * round_ + half)
            folders.append(installation.folder / f"pages-{half}")
            (installation.pages / "more").rename(folders[-1])
        editors = [installation.start("-c", EDIT) for _ in range(EDITORS)]
        for editor in editors:
            editor.stdout.readline()
        importers = [installation.start("manage.py", "import_pages", str(folder)) for folder in folders]
        told = [importer.communicate()[0] for importer in importers]
        for editor in editors:
            editor.kill()
            editor.communicate()
        problem = installation.wrong()
        if problem or any(importer.returncode for importer in importers):
            failures += 1
            print(f"together, round {round_}:\n{problem}{''.join(told)}")
        for folder in folders:
            shutil.rmtree(folder)
    return failures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.killing", description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=5, help="processes killed of each kind")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="baozang-") as folder:
        installation = Installation(Path(folder))
        wrong = together(installation, max(1, asked.times // 10))
        print(f"two imports and {EDITORS} editors at once: {wrong} times something wrong")
        failed += wrong
        for kind in ("commit", "rebuild", "import"):
            failures = rounds(installation, kind, asked.times, random.Random(asked.seed))
            print(f"{kind}: {asked.times} processes killed, {failures} left something wrong")
            failed += failures
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
