"""The report's 25 propositions: their titles, their rules, their action cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from maillon.rules.contracts import equality, evaluation, governance, method, partners
from maillon.rules.contracts.answer import Answer, Status
from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.contracts.finding import Finding, not_applicable
from maillon.rules.contracts.frameworks import Framework
from maillon.rules.decision import Citation
from maillon.rules.parameters import ParameterSet, source
from maillon.rules.wording import _, gettext_noop

Rule = Callable[[ContractFacts, ParameterSet], Finding]


@dataclass(frozen=True)
class Proposition:
    """One proposition of the report.

    Attributes:
        rank: 1 to 25; also the number of its action card.
        title: in French, to be translated when shown.
        rule: what answers it.
    """

    rank: int
    title: str
    rule: Rule

    @cached_property
    def id(self) -> str:
        """Return "P01" to "P25"."""
        return f"P{self.rank:02d}"

    @cached_property
    def citation(self) -> Citation:
        """The action card."""
        return source(f"report_card_{self.rank}").citation

    def find(self, facts: ContractFacts, parameters: ParameterSet, framework: Framework | None) -> Finding:
        """Return what the rule finds of one contract.

        What a framework says not to concern its kind of contract is *not applicable*, unless the contract has it.
        """
        found = self.rule(facts, parameters)
        if framework is not None and found.status is not Status.MET and self.id in framework.not_applicable:
            return not_applicable(_(framework.not_applicable[self.id]))
        return found

    def answer(self, found: Finding) -> Answer:
        """Return what was found as an answer, with its title and its source."""
        status, reason, evidence, uses, remedy, where = found
        for resolved in uses:
            if resolved.refused is not None:
                reason = f"{reason} {resolved.refused.what}. {resolved.refused.expected}."
        return Answer(self.id, _(self.title), status, reason, self.citation, evidence, uses, remedy, where)


PROPOSITIONS = (
    Proposition(1, gettext_noop("Une architecture de contrats à plusieurs niveaux"), governance.architecture),
    Proposition(2, gettext_noop("Des finalités de l’action publique"), governance.goals),
    Proposition(3, gettext_noop("Une conférence territoriale d’action publique"), governance.conference),
    Proposition(4, gettext_noop("Un observatoire territorial mutualisé"), governance.observatory),
    Proposition(5, gettext_noop("Des groupes de pilotage thématiques"), governance.thematic_groups),
    Proposition(6, gettext_noop("Une mission « contractualisation » chez chacun"), governance.contract_mission),
    Proposition(7, gettext_noop("Des fiches de poste adaptées"), governance.job_descriptions),
    Proposition(8, gettext_noop("Un préfet qui engage tous les services de l’État"), partners.state_mandate),
    Proposition(9, gettext_noop("Une clause de participation citoyenne"), partners.citizen_participation),
    Proposition(10, gettext_noop("Un pouvoir d’interpellation"), partners.interpellation),
    Proposition(11, gettext_noop("Un menu de thèmes à la carte"), partners.theme_menu),
    Proposition(12, gettext_noop("Une géographie prioritaire négociée localement"), method.priority_geography),
    Proposition(13, gettext_noop("Des délégations d’enveloppe"), method.delegated_envelopes),
    Proposition(14, gettext_noop("Un accord de méthode"), method.method_agreement),
    Proposition(15, gettext_noop("Des crédits fongibles"), method.fungibility),
    Proposition(16, gettext_noop("Des clauses de revoyure"), method.review),
    Proposition(17, gettext_noop("Une évaluation au regard de principes communs"), evaluation.common_principles),
    Proposition(18, gettext_noop("Une évaluation de l’effet sur la vie des citoyens"), evaluation.citizens_impact),
    Proposition(19, gettext_noop("Une part de l’enveloppe pour l’évaluation"), evaluation.evaluation_share),
    Proposition(20, gettext_noop("Un échantillon d’actions tiré au sort"), evaluation.random_sample),
    Proposition(21, gettext_noop("Un indicateur de solidarité territoriale"), equality.solidarity_indicator),
    Proposition(22, gettext_noop("Un double fléchage des crédits"), equality.double_earmarking),
    Proposition(23, gettext_noop("Un soutien à l’ingénierie"), equality.engineering_support),
    Proposition(24, gettext_noop("Des taux de cofinancement variables"), equality.cofinancing_rates),
    Proposition(25, gettext_noop("Une péréquation des moyens de droit commun"), partners.mainstream_means),
)
