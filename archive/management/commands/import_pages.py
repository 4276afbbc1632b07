"""Import pages of newspaper text: see ``archive.ingest``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from archive.acts.operation_log import record
from archive.ingest import Result, enter_newspapers, import_all, newspapers
from archive.management.reports import Report, reported
from archive.models import Operation
from archive.receive import manifest as manifests
from archive.receive import sources
from archive.signals import many_changes


class Command(BaseCommand):
    help = _("导入报纸版面文本。Exit status: 0 all imported or unchanged, 1 some refused or held, 2 wrong usage.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=_("文件或文件夹；不写则导入 seeds/"))
        parser.add_argument("--manifest", type=Path, metavar="FILE", help=_("清单；不写则用文件夹里的 manifest.toml"))
        parser.add_argument("--dry-run", action="store_true", help=_("只报告会怎样，什么也不写"))
        parser.add_argument("--json", action="store_true", help=_("结果按 JSON 输出，每个文件一行"))

    def handle(self, paths: list[Path], manifest: Path | None, dry_run: bool, **options) -> None:
        paths = paths or [settings.BASE_DIR / "seeds"]
        if missing := [path for path in paths if not path.exists()]:
            raise CommandError(_("没有这个文件或文件夹：%(path)s") % {"path": missing[0]}, returncode=2)
        reported(self, partial(_import, paths, manifest, dry_run), as_json=options["json"], dry_run=dry_run)


def _import(paths: list[Path], manifest: Path | None, dry_run: bool, report: Report) -> None:
    plans = [(path, _manifest_for(path, manifest)) for path in paths]
    if dry_run:
        with transaction.atomic():
            report.follow(_results(plans))
            transaction.set_rollback(True)
    else:
        record(Operation.Kind.ACT, None, "import_pages", act="import", paths=[str(path) for path in paths])
        with many_changes():
            report.follow(_results(plans))


def _manifest_for(path: Path, named: Path | None) -> manifests.Manifest:
    """The manifest that was named, or that of the folder, or none. Raises CommandError if it cannot be used."""
    found = named or (path if path.is_dir() else path.parent) / sources.MANIFEST_NAME
    if named is None and not found.is_file():
        return manifests.Manifest()
    try:
        manifest = manifests.read_manifest(found)
    except manifests.ManifestError as error:
        raise CommandError(str(error), returncode=2) from error
    for where, slug in manifests.unknown_newspapers(manifest, newspapers.slugs()):
        message = _("%(file)s: %(where)s: 没有叫 “%(slug)s” 的报纸，请在 [newspapers.%(slug)s] 里写上")
        raise CommandError(message % {"file": found, "where": where, "slug": slug}, returncode=2)
    return manifest


def _results(plans: list[tuple[Path, manifests.Manifest]]) -> Iterator[Result]:
    for path, manifest in plans:
        names = enter_newspapers(manifest)
        found = sources.read_folder(path, manifest) if path.is_dir() else [sources.read_file(path, manifest)]
        yield from import_all(found, names)
