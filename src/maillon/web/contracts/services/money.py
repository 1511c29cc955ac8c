"""Money of the contracts: lines, envelopes, and which action sheets are one and the same action."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from maillon.documents.contract import actions as doc
from maillon.web.accounts.models import Institution
from maillon.web.contracts import identity
from maillon.web.contracts.identity import Firmness
from maillon.web.contracts.models import Action, Contract, Envelope, FinancingLine, FunderShare
from maillon.web.contracts.queries.means import COUNTED
from maillon.web.contracts.services.batch import Sheet, insert, sync, update
from maillon.web.contracts.services.projection import DROPPED, cents
from maillon.web.contracts.words import fold


def project_money(sheets: Sequence[Sheet]) -> None:
    """Write the financing lines and envelopes of these contracts, then tell again which actions are the same."""
    contracts = [sheet.contract.pk for sheet in sheets]
    actions = {
        (contract, ref): pk
        for pk, contract, ref in Action.objects.filter(contract__in=contracts).values_list("pk", "contract_id", "ref")
    }
    lines = [line for sheet in sheets for line in _lines(sheet, actions)]
    sync(FinancingLine, contracts, lines, key=("action_id", "rank"))
    sync(Envelope, contracts, [row for sheet in sheets for row in _envelopes(sheet)])


def _firmness(line: doc.FinancingLine) -> tuple[Firmness, int] | None:
    for firmness, amount in (
        (Firmness.GRANTED, line.granted if line.granted is not None else line.paid),
        (Firmness.PLANNED, line.planned),
        (Firmness.REQUESTED, line.requested),
    ):
        if amount is not None:
            return firmness, amount.cents
    return None


def _counted(sheet: Sheet, action: doc.Action, line: doc.FinancingLine) -> dict[str, int | None]:
    firm = _firmness(line)
    made_up = (action.illustrative or line.illustrative) and not sheet.own.illustrative
    if firm is None or made_up or action.state in DROPPED or line.status is doc.LineStatus.REFUSED:
        return {"firmness": None, "counted_cents": None, "standing": None}
    return {"firmness": int(firm[0]), "counted_cents": firm[1], "standing": identity.standing(*firm)}


def _lines(sheet: Sheet, actions: dict[tuple[UUID, str], UUID]) -> Iterator[FinancingLine]:
    for action in sheet.whole.actions:
        equals: dict[str, int] = defaultdict(int)
        for rank, line in enumerate(action.financing):
            funder = sheet.institutions[line.funder]
            name = _line_name(funder, line)
            equals[name] += 1
            yield FinancingLine(
                action_id=actions[(sheet.contract.pk, action.id)],
                contract_id=sheet.contract.pk,
                rank=rank,
                line_key=f"{name}|{equals[name]}",
                funder_id=funder.pk,
                scheme=line.scheme or "",
                year=line.year,
                status=line.status or "",
                own_contribution=line.own_contribution,
                base_cents=cents(line.base),
                requested_cents=cents(line.requested),
                planned_cents=cents(line.planned),
                granted_cents=cents(line.granted),
                paid_cents=cents(line.paid),
                **_counted(sheet, action, line),
            )


def _line_name(funder: Institution, line: doc.FinancingLine) -> str:
    return f"{funder.pk.hex}|{fold(line.scheme or '')[:120]}|{line.year or ''}|{(line.earmark or '')[:60]}"


def _envelopes(sheet: Sheet) -> Iterator[Envelope]:
    for rank, envelope in enumerate(sheet.whole.envelopes):
        yield Envelope(
            contract=sheet.contract,
            ref=envelope.id,
            rank=rank,
            inherited=sheet.inherits(f"envelopes.{envelope.id}"),
            illustrative=envelope.illustrative,
            label=envelope.label,
            amount_cents=cents(envelope.amount),
            year=envelope.year,
            scheme=envelope.scheme or "",
            funder=sheet.institutions.get(envelope.funder or ""),
            theme_ref=envelope.theme or "",
            purpose=envelope.purpose or "",
        )


def link_actions(contracts: Iterable[UUID]) -> None:
    """Tell which actions of these contracts are the same as others, and refresh the sums that depend on it."""
    touched = set(contracts)
    family = _related(touched)
    sheets = _sheets(family)
    same = identity.identities(sheets.values())
    size: dict[str, int] = defaultdict(int)
    for key in same.values():
        size[key] += 1
    changed: list[Action] = []
    moved: set[UUID] = set()
    for action in Action.objects.filter(contract__in=family).only("pk", "identity", "shared", "contract_id").iterator():
        key = same[sheets[action.pk].key]
        shared = size[key] > 1
        if (action.identity, action.shared) != (key, shared):
            action.identity, action.shared = key, shared
            changed.append(action)
            moved.add(action.contract_id)
    update(Action, changed, ["identity", "shared"])
    contracts = list(touched | moved)
    for start in range(0, len(contracts), 200):
        lines = FinancingLine.objects.filter(contract__in=contracts[start : start + 200])
        for shared in (True, False):
            lines.filter(shared=not shared, action__shared=shared).update(shared=shared)
    refresh_sums(contracts)


def _related(contracts: set[UUID]) -> set[UUID]:
    """The contracts that inherit from, are inherited by, or share actions with these, transitively."""
    trunk = dict(Contract.objects.filter(extends__isnull=False).values_list("pk", "extends_id"))
    slugs = dict(Contract.objects.values_list("slug", "pk"))
    shares: dict[UUID, set[UUID]] = defaultdict(set)
    said = Action.objects.exclude(shared_with=[]).values_list("contract_id", "shared_with").distinct()
    for contract, others in said:
        for slug in others:
            if slug in slugs:
                shares[contract].add(slugs[slug])
                shares[slugs[slug]].add(contract)
    for child, parent in trunk.items():
        if parent is not None:
            shares[child].add(parent)
            shares[parent].add(child)
    reached, waiting = set(contracts), list(contracts)
    while waiting:
        for other in shares[waiting.pop()] - reached:
            reached.add(other)
            waiting.append(other)
    return reached


def _sheets(contracts: set[UUID]) -> dict[UUID, identity.Sheet]:
    trunk = dict(Contract.objects.filter(pk__in=contracts).values_list("pk", "extends__slug"))
    rows = Action.objects.filter(contract__in=contracts).values_list(
        "pk", "contract_id", "contract__slug", "ref", "shared_with"
    )
    return {
        pk: identity.Sheet(slug, ref, trunk[contract] or "", tuple(shared_with))
        for pk, contract, slug, ref, shared_with in rows.iterator()
    }


def refresh_sums(contracts: Iterable[UUID]) -> None:
    """Write again the sums that lists and territories read: by contract, and by funder for unshared actions."""
    contracts = list(contracts)
    for start in range(0, len(contracts), 200):
        _refresh_contracts(contracts[start : start + 200])
        _refresh_shares(contracts[start : start + 200])


def _by_firmness() -> dict[str, Sum]:
    return {member.name.lower(): Sum("counted_cents", filter=Q(firmness=member.value)) for member in Firmness}


def _line_counts() -> dict[str, Count]:
    return {f"{member.name.lower()}_lines": Count("pk", filter=Q(firmness=member.value)) for member in Firmness}


def _refresh_contracts(contracts: list[UUID]) -> None:
    lines = FinancingLine.objects.filter(contract__in=contracts, standing__isnull=False)
    sums: dict[UUID, Any] = {
        row["contract"]: row for row in lines.values("contract").annotate(**_by_firmness()).order_by()
    }
    counts: dict[UUID, Any] = {
        row["contract"]: row
        for row in Action.objects.filter(contract__in=contracts)
        .values("contract")
        .annotate(
            number=Count("pk"),
            inherited_number=Count("pk", filter=Q(inherited=True)),
            priced=Count("pk", filter=Q(amount_cents__isnull=False)),
            alone=Count("pk", filter=COUNTED & Q(shared=False)),
            alone_priced=Count("pk", filter=COUNTED & Q(shared=False, amount_cents__isnull=False)),
        )
        .order_by()
    }
    rows = list(Contract.objects.filter(pk__in=contracts))
    for row in rows:
        money = sums.get(row.pk, {})
        row.granted_cents, row.planned_cents = money.get("granted"), money.get("planned")
        row.requested_cents = money.get("requested")
        known = [amount for amount in (row.granted_cents, row.planned_cents, row.requested_cents) if amount is not None]
        row.amount_cents = sum(known) if known else None
        count = counts.get(row.pk, {})
        row.actions_count = count.get("number", 0)
        row.actions_inherited = count.get("inherited_number", 0)
        row.actions_priced = count.get("priced", 0)
        row.actions_alone, row.actions_alone_priced = count.get("alone", 0), count.get("alone_priced", 0)
    names = ["granted_cents", "planned_cents", "requested_cents", "amount_cents"]
    names += ["actions_count", "actions_inherited", "actions_priced", "actions_alone", "actions_alone_priced"]
    update(Contract, rows, names)


def _refresh_shares(contracts: list[UUID]) -> None:
    FunderShare.objects.filter(contract__in=contracts).delete()
    lines = FinancingLine.objects.filter(contract__in=contracts, shared=False, standing__isnull=False)
    sums: Any = lines.values("contract", "funder").annotate(**_by_firmness(), **_line_counts()).order_by()
    insert(
        FunderShare,
        (
            FunderShare(
                contract_id=row["contract"],
                funder_id=row["funder"],
                **{f"{name}_cents": row[name] or 0 for name in ("granted", "planned", "requested")},
                **{f"{name}_lines": row[f"{name}_lines"] for name in ("granted", "planned", "requested")},
            )
            for row in sums.iterator()
        ),
    )
