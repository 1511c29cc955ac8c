"""The demonstration loads twice without a change, and holds what the study attests."""

import pytest

from maillon.web.accounts.demo import open_demo_accounts
from maillon.web.accounts.models import User
from maillon.web.contracts.models import Action, Attachment, Contract, FinancingLine, Party, Record
from maillon.web.contracts.services.demo import demo_files, load_demo
from maillon.web.contracts.services.plan import Effect
from maillon.web.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def test_twice_changes_nothing() -> None:
    first = load_demo()
    assert first.count(Effect.CREATE) == len(demo_files())
    kept = set(Action.objects.values_list("pk", flat=True))
    attached = Attachment.objects.count()
    assert Perimeter.objects.get().communes.count() == 272
    second = load_demo()
    assert Perimeter.objects.count() == 1
    assert second.count(Effect.UNCHANGED) == len(demo_files())
    assert set(Action.objects.values_list("pk", flat=True)) == kept
    assert Attachment.objects.count() == attached > 0
    assert Record.objects.count() == len(demo_files())


def test_ten_contracts_extend_the_common_trunk(demo) -> None:
    trunk = Contract.objects.get(slug="touraine-accord-collectif")
    heirs = Contract.objects.filter(extends=trunk)
    assert heirs.count() == 10
    assert trunk.population is not None
    assert set(heirs.values_list("actions_inherited", flat=True)) == {trunk.actions_count}


def test_the_money_of_touraine_is_the_one_amount_of_the_study(demo) -> None:
    lines = FinancingLine.objects.filter(contract__illustrative=False, counted_cents__isnull=False)
    assert set(lines.values_list("counted_cents", flat=True)) == {500_000}


def test_every_illustrative_contract_says_so_in_its_rows(demo) -> None:
    made_up = Contract.objects.filter(slug__startswith="illustration-")
    assert made_up.exists()
    assert set(made_up.values_list("illustrative", flat=True)) == {True}
    assert not Action.objects.filter(contract__in=made_up, illustrative=False).exists()


def test_the_prefect_s_services_sit_for_the_state_in_touraine_and_nowhere_else(demo, tmp_path) -> None:
    open_demo_accounts(tmp_path)
    seats = User.objects.get(email="prefecture@exemple.maillon.invalid").memberships.values("institution")
    state = Party.objects.filter(institution__kind="etat", party_class="signatory")
    ours = state.filter(institution__in=seats).values_list("contract__slug", flat=True)
    touraine = Contract.objects.filter(slug__startswith="touraine-")
    assert {one.slug for one in touraine} <= set(ours)
    assert {slug for slug in ours if not slug.startswith(("touraine-", "illustration-"))} == set()
