"""The global view of means: each euro once, over any set of contracts; unknown is not zero."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fixtures.contracts import action, line, loaded
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.means import means
from maillon.web.contracts.services.importing import load

pytestmark = pytest.mark.django_db


def total(*slugs: str) -> int | None:
    rows = Contract.objects.filter(slug__in=slugs) if slugs else Contract.objects.all()
    return means(rows).amounts.total


def test_an_action_of_the_trunk_counts_once_with_its_heirs(register) -> None:
    trunk = loaded("tronc", actions=[action("dechets", line(planned=5000))])
    heirs = [loaded(f"heritier-{rank}", extends={"contract": "tronc"}) for rank in range(10)]
    register(trunk, *heirs)
    found = means(Contract.objects.all())
    assert found.amounts.planned == 500_000
    assert (found.contracts, found.actions, found.priced, found.shared) == (11, 1, 1, 1)
    assert found.set_aside == 10 * 500_000
    assert total("heritier-3") == 500_000, "seen from one heir alone, the money is there"


def test_sharing_said_by_one_side_is_enough(register) -> None:
    register(
        loaded("a", actions=[action("x", line(granted=100), shared_with=["b"])]),
        loaded("b", actions=[action("x", line(planned=120))]),
    )
    found = means(Contract.objects.all())
    assert found.amounts.granted == 10_000, "the firmest amount counts, even when it is the lower"
    assert found.amounts.planned is None
    assert found.actions == 1


def test_each_contract_brings_the_lines_that_it_alone_tells(register) -> None:
    register(
        loaded("a", actions=[action("x", line("metropole", planned=100), shared_with=["b"])]),
        loaded("b", actions=[action("x", line("amboise", planned=50))]),
    )
    found = means(Contract.objects.all())
    assert found.amounts.total == 15_000
    assert {funder.name: funder.amounts.total for funder in found.funders} == {
        "Tours Métropole": 10_000,
        "CC du Val d’Amboise": 5_000,
    }


def test_two_equal_lines_of_one_action_are_two_lines(register) -> None:
    register(loaded("a", actions=[action("x", line(planned=10), line(planned=10))]))
    assert total() == 2_000


def test_unknown_is_not_zero_and_zero_is_known(register) -> None:
    register(
        loaded("muet", actions=[action("x"), action("y", line())]),
        loaded("nul", actions=[action("z", line(granted=0))]),
    )
    assert total("muet") is None
    assert total("nul") == 0
    found = means(Contract.objects.filter(slug="muet"))
    assert (found.actions, found.unpriced) == (2, 2)
    assert Contract.objects.get(slug="muet").amount_cents is None
    assert Contract.objects.get(slug="nul").amount_cents == 0


def test_refused_lines_dropped_actions_and_envelopes_do_not_count(register) -> None:
    register(
        loaded(
            "a",
            actions=[
                action("x", line(requested=10, status="refused")),
                action("y", line(granted=20), state="abandoned"),
                action("z", line(granted=30)),
            ],
            envelopes=[{"id": "e", "label": "Enveloppe", "amount": 1000}],
        )
    )
    assert total() == 3_000


def test_an_invented_action_in_a_real_contract_counts_nowhere(register) -> None:
    register(
        loaded("a", actions=[action("vraie", line(granted=1)), action("inventee", line(granted=9), illustrative=True)])
    )
    found = means(Contract.objects.all())
    assert found.amounts.total == 100
    assert found.actions == 1


def test_a_change_of_the_trunk_reaches_every_heir(register) -> None:
    register(loaded("tronc", actions=[action("x", line(planned=1))]), loaded("h", extends={"contract": "tronc"}))
    register(loaded("tronc", actions=[action("x", line(planned=2)), action("y")]))
    heir = Contract.objects.get(slug="h")
    assert heir.amount_cents == 200
    assert (heir.actions_count, heir.actions_inherited) == (2, 2)
    assert total() == 200


def test_an_action_that_is_no_longer_shared_counts_alone_again(register) -> None:
    register(
        loaded("a", actions=[action("x", line(planned=1), shared_with=["b"])]),
        loaded("b", actions=[action("x", line(planned=1))]),
    )
    assert total() == 100
    register(loaded("a", actions=[action("x", line(planned=1))]))
    assert total() == 200
    assert means(Contract.objects.all()).shared == 0


cents = st.one_of(st.none(), st.integers(0, 500))
plans = st.fixed_dictionaries({"planned": cents, "granted": cents, "requested": cents})
slugs = ("a", "b", "c", "d")
worlds = st.fixed_dictionaries(
    {
        slug: st.fixed_dictionaries(
            {
                "extends": st.sampled_from(("", *slugs[:rank])),
                "actions": st.dictionaries(
                    st.sampled_from(["x", "y"]),
                    st.tuples(st.lists(plans, max_size=2), st.lists(st.sampled_from(slugs), max_size=2, unique=True)),
                    max_size=2,
                ),
            }
        )
        for rank, slug in enumerate(slugs)
    }
)


def sheets_of(world: dict) -> dict[tuple[str, str], list]:
    """What each contract holds, inherited actions included."""
    held: dict[str, dict] = {}
    for slug in slugs:
        held[slug] = {**held.get(world[slug]["extends"], {}), **world[slug]["actions"]}
    return {(slug, ref): held[slug][ref] for slug in slugs for ref in held[slug]}


def real_actions(world: dict, sheets: dict) -> dict[tuple[str, str], set]:
    """Each sheet with all the sheets of the same action."""
    joined = {key: {key} for key in sheets}
    for slug, ref in sheets:
        for other in (world[slug]["extends"], *sheets[slug, ref][1]):
            whole = joined[slug, ref] | joined.get((other, ref), set())
            for one in whole:
                joined[one] = whole
    return joined


def amount_of(plan: dict) -> tuple[int, int] | None:
    known = [(rank, plan[name]) for rank, name in ((3, "granted"), (2, "planned"), (1, "requested"))]
    return next((one for one in known if one[1] is not None), None)


def naive(world: dict, asked: set[str]) -> int | None:
    """The same sum, the slow and obvious way: gather the copies of each real line, keep the best of each."""
    sheets = sheets_of(world)
    joined = real_actions(world, sheets)
    best: dict[tuple, tuple[int, int]] = {}
    for (slug, ref), (plan_lines, _shared) in sheets.items():
        for rank, plan in enumerate(plan_lines if slug in asked else []):
            if (found := amount_of(plan)) is not None:
                key = (min(joined[slug, ref]), rank)
                best[key] = max(best.get(key, (0, 0)), found)
    return sum(amount for _rank, amount in best.values()) * 100 if best else None


def inherits_from(world: dict, slug: str, trunk: str) -> bool:
    above = world[slug]["extends"]
    return bool(above) and (above == trunk or inherits_from(world, above, trunk))


def written(world: dict, slug: str):
    """One contract of a world as a document; a trunk does not name its own heirs, which hold its actions anyway."""
    part = world[slug]
    sheets = [
        action(
            ref,
            *(
                line(year=2020 + rank, **{k: v for k, v in plan.items() if v is not None})
                for rank, plan in enumerate(given_lines)
            ),
            shared_with=[one for one in shared if one != slug and not inherits_from(world, one, slug)],
        )
        for ref, (given_lines, shared) in part["actions"].items()
    ]
    return loaded(slug, actions=sheets, **({"extends": {"contract": part["extends"]}} if part["extends"] else {}))


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example fills a database: shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(worlds, st.permutations(slugs), st.integers(1, len(slugs)), st.sets(st.sampled_from(slugs), min_size=1))
def test_any_world_is_counted_as_the_obvious_way_does(db, world, order, first, asked) -> None:
    from django.db import transaction

    documents, waiting = [], list(order)
    while waiting:  # any order in which a trunk is there before its heirs
        slug = next(one for one in waiting if world[one]["extends"] not in waiting)
        waiting.remove(slug)
        documents.append(written(world, slug))
    with transaction.atomic():
        for sent in (documents[:first], documents[first:]):
            load(sent)
        assert total(*asked) == naive(world, asked)
        transaction.set_rollback(True)
