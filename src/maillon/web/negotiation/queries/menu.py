"""The thematic menu as each side may read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.parties import PartyClass
from maillon.rules.contracts import menu as rule
from maillon.rules.contracts.facts import STATE
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, Party
from maillon.web.journal.queries import about
from maillon.web.negotiation.facts import Subject, signatories
from maillon.web.negotiation.models import ThemeChoice, ThemeDecision

NOTIFIED = "contract.notify_themes"
"""Kind, in the journal, of the notification of the State's decision; all read it once the contract is signed."""


def terms_of(document: ContractDocument, by: Actor) -> rule.MenuTerms:
    """Return what the method agreement of a text sets for the choice of themes."""
    agreement = document.clauses.method_agreement
    values = {name: one.value for name, one in agreement.parameters.items()} if agreement else {}
    return rule.terms(document.kind, values, agreement.agreed_on if agreement else None, on=by.on)


def facts_of(subject: Subject, by: Actor) -> rule.MenuFacts:
    """Return what the rule reads: everything that was chosen, whoever asks."""
    parties = signatories(subject.contract, by.on)
    rows = ThemeChoice.objects.filter(contract=subject.contract).order_by("rank")
    document = subject.document
    return rule.MenuFacts(
        themes={theme.id: theme.title for theme in document.themes},
        authorities={key: one.name for key, one in parties.items() if one.kind != STATE},
        state={key: one.name for key, one in parties.items() if one.kind == STATE},
        choices={str(row.institution_id): frozenset(row.themes) for row in rows},
        terms=terms_of(document, by),
        decided=ThemeDecision.objects.filter(contract=subject.contract).exists(),
    )


def decided_for(by: Actor) -> QuerySet[ThemeDecision]:
    """Return what the State decided of the themes of contracts not yet signed, for the other parties to read."""
    mine = by.institutions_as(*AT_THE_TABLE)
    bound = Party.objects.filter(party_class=PartyClass.SIGNATORY, institution__in=mine).values("contract")
    rows = ThemeDecision.objects.visible_to(by).filter(contract__in=bound, contract__public=False)
    return rows.exclude(institution__in=mine).select_related("contract").order_by("decided_on")


@dataclass(frozen=True, slots=True)
class Row:
    """A theme on the menu: who chose it, as far as the reader may know."""

    theme: str
    title: str
    authorities: bool
    state: bool
    mine: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The menu as one reads it.

    Attributes:
        menu: where the choice stands.
        because: why, without what the authorities have not yet said to the State.
        rows: theme by theme.
        terms: what the method agreement sets.
        late: whether the last day is over.
        decision: what the State decided, if it did.
    """

    menu: rule.Menu
    because: str
    rows: tuple[Row, ...]
    terms: rule.MenuTerms
    late: bool
    decision: ThemeDecision | None


@dataclass(frozen=True, slots=True)
class Notice:
    """The trace of a decision's notification.

    Attributes:
        at: when.
        names: parties that were written to.
        others: parties that nobody represents on the site, to be told otherwise.
    """

    at: datetime
    names: tuple[str, ...]
    others: tuple[str, ...]


def notice_of(contract: Contract, by: Actor) -> Notice | None:
    """Return the trace that the journal keeps of the notification of the State's decision, for whoever may read it."""
    row = about(contract.slug, by).filter(kind=NOTIFIED).first()
    if row is None:
        return None
    said = json.loads(row.body)["content"]
    names = {str(one.pk): one.name for one in signatories(contract, row.at.date()).values()}
    told, others = (tuple(names.get(pk, pk) for pk in said[key]) for key in ("notified", "without_address"))
    return Notice(row.at, told, others)


def told(subject: Subject, by: Actor, me: Institution | None, private: str) -> Told:
    """Return the menu as a reader may know it: the State learns the authorities' choice once it is common.

    Args:
        subject: the contract.
        by: who reads.
        me: the signatory for which one reads, if any.
        private: what is said in place of a reason that belongs to the authorities alone.
    """
    facts = facts_of(subject, by)
    now = rule.menu(facts)
    among = me is not None and me.kind != STATE
    because = now.because if among or now.authorities is not None or now.state is not rule.MenuState.OPEN else private
    names = {**facts.authorities, **facts.state}
    visible = ThemeChoice.objects.visible_to(by).filter(contract=subject.contract).values_list("institution", flat=True)
    seen = {str(pk): facts.choices[str(pk)] for pk in set(visible) if str(pk) in facts.choices}
    mine = facts.choices.get(str(me.pk), frozenset()) if me else frozenset()
    common, theirs = now.authorities or frozenset(), now.of_state or frozenset()
    rows = tuple(
        Row(
            one,
            title,
            one in common,
            one in theirs,
            one in mine,
            tuple(names[key] for key, themes in seen.items() if one in themes and key in names),
        )
        for one, title in facts.themes.items()
    )
    late = facts.terms.deadline is not None and by.on > facts.terms.deadline
    decision = ThemeDecision.objects.visible_to(by).filter(contract=subject.contract).first()
    return Told(now, because, rows, facts.terms, late, decision)
