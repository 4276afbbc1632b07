"""What a transaction does once, after its commit; forgotten with the transaction, and with the savepoint, that asked for it.

Django keeps this in ``connection.run_on_commit``, which it does not document: nothing else here reads that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction


def waiting() -> list[Callable[[], Any]]:
    """What this transaction is to do after its commit, as it was asked for."""
    return [callback for _savepoints, callback, _robust in connection.run_on_commit]


def once(does: Callable[[], Any]) -> None:
    """Do this after the commit, however often it is asked for; what it raises is logged and stops nothing else."""
    if does not in waiting():
        transaction.on_commit(does, robust=True)
