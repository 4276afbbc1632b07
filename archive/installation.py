"""What can be wrong with an installation, though nothing is with the program: its disk, its rights, its database."""

from __future__ import annotations

import errno
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _

_FULL = _("磁盘已满或无法写入，请清理 DATA_DIR（%(data)s）所在的磁盘：%(why)s")
_RIGHTS = _("无权读写，请检查 DATA_DIR（%(data)s）的所有者和权限：%(why)s")
_OPEN_FILES = _("打开的文件过多，请调高系统限制（ulimit -n）：%(why)s")
_BUSY = _("数据库正被其他程序占用，请稍后重试：%(why)s")
_DAMAGED = _("数据库文件已损坏，或不是本程序的数据库，请用备份恢复 DATA_DIR（%(data)s）：%(why)s")
_UNMADE = _("数据库尚未建立或未升级，请先运行 manage.py migrate：%(why)s")
_UNREACHABLE = _("无法连接数据库，请检查 DATABASE_URL 和数据库服务：%(why)s")
_MISSING = _("文件缺失或类型不对，请用备份恢复 DATA_DIR（%(data)s）：%(why)s")

_BY_NUMBER = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _RIGHTS),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), _OPEN_FILES),
}
# How SQLite says it.
_BY_WORDS = {
    "is locked": _BUSY,
    "readonly database": _RIGHTS,
    "unable to open database file": _RIGHTS,
    "disk I/O error": _FULL,
    "disk is full": _FULL,
    "is malformed": _DAMAGED,
    "file is not a database": _DAMAGED,
    "no such table": _UNMADE,
    "no such column": _UNMADE,
}


def remedy(error: BaseException) -> str:
    """One line that says what is wrong with the installation and what to do; "" if the error is the program's.

    >>> remedy(ZeroDivisionError())
    ''
    """
    said = ""
    if isinstance(error, DatabaseError):
        said = next((said for words, said in _BY_WORDS.items() if words in str(error)), "")
        if (
            not said
            and connection.vendor != "sqlite"
            and type(error).__name__ in ("OperationalError", "InterfaceError")
        ):
            said = _UNREACHABLE
    elif isinstance(error, OSError):
        said = _BY_NUMBER.get(error.errno or 0, _MISSING if _is_kept(error.filename) else "")
    why = " ".join(str(error).split())
    return str(said) % {"data": settings.DATA_DIR, "why": why} if said else ""


def _is_kept(path: object) -> bool:
    """Whether it is the path of something that the installation keeps."""
    return isinstance(path, str | Path) and Path(path).is_relative_to(settings.DATA_DIR)
