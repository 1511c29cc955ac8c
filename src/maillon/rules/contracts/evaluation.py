"""Propositions 17 to 20: how the contract is evaluated, and with what money."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from functools import lru_cache

from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.contracts.finding import Finding, absent, met, not_met, too_few, unknown
from maillon.rules.contracts.method import without_money
from maillon.rules.money import total
from maillon.rules.parameters import ParameterSet, Resolved
from maillon.rules.phrases import listing, percent
from maillon.rules.wording import _, ngettext

_STEM = 8  # letters of a principle's first word that tell it from the others


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


@lru_cache(maxsize=1024)
def _recognised(principles: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    given = [_plain(principle) for principle in principles]
    return tuple(name for name in known if any(_plain(name.split()[0])[:_STEM] in text for text in given))


def common_principles(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P17: the contract is evaluated against the report's common principles.

    A principle counts when one of the clause's labels holds its first word, accents and case aside.
    """
    least, principles = parameters.read("evaluation_principles_min"), parameters.read("evaluation_principles")
    uses = (least, principles)
    clause, path = facts.evaluation, "clauses.evaluation"
    known = principles.value if isinstance(principles.value, tuple) else ()
    remedy = _("Évaluer le contrat au regard d’au moins {least} principes parmi : {known}.").format(
        least=least.value, known=listing(known)
    )
    if clause is None:
        return absent(facts, _("de clause d’évaluation"), remedy=remedy, where=path, uses=uses)
    if not clause.principles:
        reason = _("La clause d’évaluation ne dit pas au regard de quels principes.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.principles", uses=uses)
    found = _recognised(clause.principles, known)
    said = ngettext(
        "L’évaluation retient {count} principe commun sur {of}",
        "L’évaluation retient {count} principes communs sur {of}",
        len(found),
    ).format(count=len(found), of=len(known))
    said = _("{title} : {value}").format(title=said, value=listing(found)) + "." if found else f"{said}."
    if len(found) >= least.whole:
        return met(said, f"{path}.principles", uses=uses)
    lacking = listing([name for name in known if name not in found])
    reason = _("{said} Manquent : {lacking}.").format(said=said, lacking=lacking)
    return too_few(facts, reason, f"{path}.principles", remedy=remedy, where=f"{path}.principles", uses=uses)


def citizens_impact(facts: ContractFacts, _parameters: ParameterSet) -> Finding:
    """P18: the evaluation looks at what the contract changes in citizens' lives."""
    clause, path = facts.evaluation, "clauses.evaluation"
    remedy = _("Prévoir d’évaluer l’effet du contrat sur la vie des habitants, finalité par finalité.")
    if clause is None:
        return absent(facts, _("de clause d’évaluation"), remedy=remedy, where=path)
    if clause.citizens_impact is None:
        reason = _("La clause d’évaluation ne dit pas si l’effet sur la vie des habitants est mesuré.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.citizens_impact")
    if clause.citizens_impact:
        return met(_("L’évaluation porte sur l’effet du contrat dans la vie des habitants."), f"{path}.citizens_impact")
    reason = _("L’évaluation laisse de côté l’effet du contrat sur la vie des habitants.")
    return not_met(reason, f"{path}.citizens_impact", remedy=remedy)


def evaluation_share(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P19: part of the contract's money is set aside for its evaluation."""
    least = parameters.read("evaluation_reserved_share_min")
    clause, path = facts.evaluation, "clauses.evaluation"
    remedy = _("Réserver une part de l’enveloppe à l’évaluation.")
    set_aside = [rank for rank, envelope in enumerate(facts.envelopes) if envelope.purpose == "evaluation"]
    share = clause.reserved_share if clause else None
    amounts = [facts.envelopes[rank].amount for rank in set_aside] + [clause.reserved_amount if clause else None]
    reserved = total(amounts)
    said = _("La part réservée à l’évaluation est de {share}")
    if share is not None and (share > 0 or reserved is None or reserved.cents == 0):
        return _compare(share, least, f"{path}.reserved_share", said, remedy)
    evidence = [f"envelopes[{rank}]" for rank in set_aside]
    evidence += [f"{path}.reserved_amount"] if clause and clause.reserved_amount is not None else []
    if reserved is not None and reserved.cents > 0:
        whole = total(envelope.amount for envelope in facts.envelopes)
        reason = _("{reserved} sont réservés à l’évaluation").format(reserved=reserved)
        if least.rate == 0:
            return met(f"{reason}.", *evidence, uses=[least])
        if whole is None or whole.cents < reserved.cents:
            reason = _("{reason}, mais le document ne dit pas l’enveloppe entière.").format(reason=reason)
            return unknown(reason, *evidence, uses=[least], remedy=_("Dire l’enveloppe du contrat."), where="envelopes")
        share = Decimal(reserved.cents) / Decimal(whole.cents)
        return _compare(share, least, evidence[0], said, remedy)
    if reserved is not None:
        return not_met(_("Rien n’est réservé à l’évaluation."), *evidence, remedy=remedy, uses=[least])
    if not facts.has_credits and not set_aside:
        return without_money(facts)
    where = f"{path}.reserved_share"
    if clause is not None or set_aside:
        reason = _("L’évaluation est prévue, sans dire la part de l’enveloppe qui lui est réservée.")
        return unknown(reason, *(evidence or [path]), remedy=remedy, where=where, uses=[least])
    return absent(facts, _("de crédits réservés à l’évaluation"), remedy=remedy, where=where, uses=[least])


def random_sample(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P20: a random sample of actions is evaluated from the decision to its effect."""
    least = parameters.read("evaluation_sample_share_min")
    clause, path = facts.evaluation, "clauses.evaluation"
    remedy = _("Tirer au sort une part des actions, à évaluer de la décision jusqu’à l’effet.")
    if clause is None:
        return absent(facts, _("de clause d’évaluation"), remedy=remedy, where=path, uses=[least])
    if clause.random_sample_share is None:
        reason = _("La clause d’évaluation ne dit pas si des actions sont tirées au sort.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.random_sample_share", uses=[least])
    said = _("La part des actions tirées au sort est de {share}")
    missing = [_("l’équipe qui évalue")] if clause.team is None else []
    return _compare(clause.random_sample_share, least, f"{path}.random_sample_share", said, remedy, missing)


def _compare(
    share: Decimal, least: Resolved, path: str, said: str, remedy: str, missing: list[str] | None = None
) -> Finding:
    """Compare a share with its threshold; a threshold of 0 asks for any share above 0."""
    sentence = said.format(share=percent(share))
    if share > 0 and share >= least.rate:
        return met(f"{sentence}.", path, uses=[least], missing=missing or [])
    if least.rate == 0:
        return not_met(_("{said} : rien n’est prévu.").format(said=sentence), path, remedy=remedy, uses=[least])
    reason = _("{said}, pour {least} attendus.").format(said=sentence, least=percent(least.rate))
    return not_met(reason, path, remedy=remedy, uses=[least])
