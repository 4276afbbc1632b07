"""A row of lines is given the roles that have most in their favour, and the tables of weights are in order."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing.decide import headline_sides, line_roles, wrapped_roles
from archive.parsing.decide.role_chain import Chain

ROLES = ("head", "text", "other")
SIGNS = ("short", "full", "gap")
TABLES = (line_roles, wrapped_roles, headline_sides)


def chain_of(*rows: tuple[str, str, int]) -> Chain[str]:
    return Chain("".join(f"{role}\t{sign}\t{weight}\n" for role, sign, weight in rows), ROLES)


@pytest.mark.parametrize(
    ("rows", "signs", "roles"),
    [
        ([], [["short"]], ["head"]),  # of equal ones the first
        ([("text", "full", 1)], [["full"], []], ["text", "head"]),
        ([("text", "full", 1), ("head", "full", 2)], [["full"]], ["head"]),
        ([("text", "full", 1), ("head", "full", 2)], [["full", "unknown"]], ["head"]),
        ([("other", "after other", 5), ("text", "full", 4)], [["full"], []], ["other", "other"]),
        (
            [("text", "after head", 3), ("head", "short", 1), ("other", "full", 2)],
            [["short"], ["full"]],
            ["head", "text"],
        ),
        ([("head", "short", -1)], [["short"]], ["text"]),
        ([("head", "short", 1)], [], []),
    ],
)
def test_roles_are_decided_together(rows, signs, roles):
    chain = chain_of(*rows)
    assert [each.role for each in chain.decide(signs)] == chain.roles_of(signs) == roles


def test_the_reasons_are_the_signs_that_count_most_against_the_nearest_role():
    chain = chain_of(
        ("head", "short", 9), ("head", "gap", 4), ("text", "short", 3), ("text", "full", 1), ("head", "full", 1)
    )
    (decided,) = chain.decide([["full", "gap", "short", "gap"]])
    assert (decided.role, decided.rival, decided.margin) == ("head", "text", 14)
    assert decided.reasons == ("short", "gap")


WEIGHTS = st.integers(-20, 20)


@given(
    st.dictionaries(st.tuples(st.sampled_from(ROLES), st.sampled_from(SIGNS)), WEIGHTS),
    st.dictionaries(st.tuples(st.sampled_from(ROLES), st.sampled_from(ROLES)), WEIGHTS),
    st.lists(st.lists(st.sampled_from(SIGNS), max_size=3), min_size=1, max_size=4),
)
def test_no_other_row_has_more_in_its_favour_and_the_margin_is_that_over_the_best_with_another_role(
    of_signs, after, signs
):
    rows = [(role, sign, weight) for (role, sign), weight in of_signs.items()]
    rows += [(role, f"after {above}", weight) for (role, above), weight in after.items()]

    def favour(roles):
        told = sum(
            of_signs.get((role, sign), 0) for role, of_line in zip(roles, signs, strict=True) for sign in of_line
        )
        return told + sum(after.get((role, above), 0) for above, role in pairwise(roles))

    decided = chain_of(*rows).decide(signs)
    most = favour([each.role for each in decided])
    every = {roles: favour(roles) for roles in product(ROLES, repeat=len(signs))}
    assert most == max(every.values())
    for at, each in enumerate(decided):
        nearest = {role: max(every[row] for row in every if row[at] == role) for role in ROLES if role != each.role}
        assert (each.margin, nearest[each.rival]) == (most - nearest[each.rival], max(nearest.values()))


@pytest.mark.parametrize("module", TABLES, ids=lambda module: module.TABLE)
def test_each_row_of_a_table_has_a_role_a_sign_and_a_whole_number_that_counts(module):
    table = files(module.__package__).joinpath(module.TABLE).read_text(encoding="utf-8")
    rows = [row.split("\t") for row in table.splitlines()]
    roles = {str(role) for role in module.chain().roles}
    assert [row for row in rows if len(row) != 3 or row[0] not in roles or not row[1] or not int(row[2])] == []
    counted = Counter((role, sign) for role, sign, _weight in rows)
    assert [pair for pair, times in counted.items() if times > 1] == []
