"""Choose the themes of a contract, each side its share; without agreement in time, the State decides by an act."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.documents.contract.base import ExtraField, ExtraType
from maillon.documents.contract.content import Chooser
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import digest
from maillon.rules.contracts import menu as rule
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.decision import Decision
from maillon.rules.phrases import day, listing
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.negotiation.models import ThemeChoice, ThemeDecision
from maillon.web.negotiation.queries.menu import facts_of
from maillon.web.negotiation.services.acting import note, opened, rewrite
from maillon.web.negotiation.services.notifying import notify

DECIDED = "themes-decides-par-l-etat"
"""Name of the fact that the contract's document keeps of a decision of the State."""


@transaction.atomic
def choose(contract_id: UUID, themes: Collection[str], *, by: Actor) -> Decision:
    """Choose themes for one's institution; once every side has its share, who chose what enters the text.

    Raises:
        Refused: the policy or the rule says no.
    """
    subject, party = opened(contract_id, by, "theme.choose", None)
    chosen = frozenset(themes)
    decision = stop(rule.may_choose(facts_of(subject, by), str(party.pk), chosen))
    audience = Audience.TABLE if party.kind == STATE else Audience.CONFERENCE
    rank = ThemeChoice.objects.filter(contract=subject.contract, institution=party).count() + 1
    told = sorted(chosen)
    ThemeChoice.objects.create(contract=subject.contract, institution=party, rank=rank, themes=told, audience=audience)
    note("theme.choose", subject.contract, party, by, audience, {"rank": rank, "themes_sha256": digest(told)})
    now = rule.menu(facts_of(subject, by))
    if now.state is rule.MenuState.AGREED:
        text = rewrite(subject, _signed(subject.document, _choosers(now)))
        note("theme.agree", subject.contract, party, by, Audience.TABLE, {"sha256": text})
    return decision


def _choosers(now: rule.Menu) -> dict[str, Chooser]:
    ours, theirs = now.authorities or frozenset(), now.of_state or frozenset()
    told = dict.fromkeys(ours - theirs, Chooser.AUTHORITIES) | dict.fromkeys(theirs - ours, Chooser.STATE)
    return told | dict.fromkeys(ours & theirs, Chooser.JOINT)


def _signed(document: ContractDocument, choosers: Mapping[str, Chooser]) -> ContractDocument:
    """Return the text with who chose each theme."""
    themes = tuple(
        theme.model_copy(update={"chosen_by": choosers.get(theme.id, theme.chosen_by)}) for theme in document.themes
    )
    return document.model_copy(update={"themes": themes})


@transaction.atomic
def decide(contract_id: UUID, themes: Collection[str], *, reference: str, motive: str, by: Actor) -> Decision:
    """Decide of themes for the State alone, after the date and without agreement; the contract says so for ever.

    Raises:
        Refused: the policy or the rule says no.
    """
    subject, party = opened(contract_id, by, "theme.decide", None)
    facts, chosen = facts_of(subject, by), frozenset(themes)
    decision = stop(rule.may_decide(facts, today=by.on, reference=reference, motive=motive, themes=chosen))
    row = ThemeDecision.objects.create(
        contract=subject.contract,
        institution=party,
        themes=sorted(chosen),
        reference=reference.strip(),
        motive=motive.strip(),
        deadline=facts.terms.deadline or by.on,  # the rule refused when there is none
        decided_on=by.on,
    )
    after = _signed(subject.document, dict.fromkeys(chosen, Chooser.STATE))
    text = rewrite(subject, after.model_copy(update={"extra": after.extra | {DECIDED: _fact(row, facts)}}))
    content: dict[str, str | int] = {"reference": row.reference, "motive_sha256": digest(row.motive), "sha256": text}
    note("theme.decide", subject.contract, party, by, Audience.TABLE, content)
    notify(subject.contract, party, row, listing([facts.themes[one] for one in row.themes]), by=by)
    return decision


def _fact(row: ThemeDecision, facts: rule.MenuFacts) -> ExtraField:
    """Return what the contract's document keeps of the decision."""
    said = _("{themes} : décidé par l’État seul le {on}, faute d’accord au {deadline}. Acte : {act}. Motif : {motive}")
    names = listing([facts.themes[one] for one in row.themes])
    told = said.format(
        themes=names, on=day(row.decided_on), deadline=day(row.deadline), act=row.reference, motive=row.motive
    )
    return ExtraField(label=_("Thèmes décidés par l’État à défaut d’accord"), type=ExtraType.TEXT, text=told[:20_000])
