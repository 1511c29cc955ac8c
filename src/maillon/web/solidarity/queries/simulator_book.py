"""Scenarios as a workbook: their terms, what each territory would receive, with formulas that a reader can follow."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from maillon.analytics.simulation import Outcome
from maillon.web.solidarity.queries.simulator import Place, Scenario
from maillon.web.solidarity.queries.simulator_rows import ceiling, measures
from maillon.web.solidarity.queries.simulator_terms import FORM_NAMES, KEY_NAMES

_MONEY = '#\u00a0##0.00\u00a0"€"'
_FIRST = 1


def workbook(scenarios: Sequence[Scenario], place: Place, sources: Mapping[str, str], address: str) -> bytes:
    """Write the scenarios that give something: terms, comparison, one sheet per scenario; amounts are formulas' inputs.

    Args:
        scenarios: those of a page.
        place: where.
        sources: what the figures come from.
        address: of the same simulation, so that anybody can make it again.
    """
    known = [one for one in scenarios if one.outcome is not None]
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}),
            "money": book.add_format({"num_format": _MONEY}),
            "share": book.add_format({"num_format": "0.00%"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _terms(book.add_worksheet(_("Termes")), known, styles)
        _compared(book.add_worksheet(_("Comparaison")), known, styles)
        for one in known:
            if one.outcome is not None:
                _scenario(book.add_worksheet(f"Scénario {one.letter}"), one.letter, one.outcome, styles)
        _reading(book.add_worksheet(_("Lecture")), place, sources, address, styles)
    return out.getvalue()


def _points(shares: Sequence[Decimal]) -> str:
    return _(" ; ").join(f"{format((share * 100).normalize(), 'f')}" for share in shares)


def _terms(sheet: Any, known: Sequence[Scenario], styles: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 4, 26)
    sheet.write_string(0, 0, _("Simulation : termes de chaque scénario"), styles["head"])
    for column, one in enumerate(known, 1):
        outcome = one.outcome
        if outcome is None:
            continue
        terms = outcome.terms
        sheet.write_string(0, column, one.letter, styles["head"])
        key = _(" ; ").join(f"{KEY_NAMES[name]} {points}" for name, points in terms.key if points)
        before = one.written.before if one.written else None
        cells: list[tuple[str, Decimal | str | None, str]] = [
            (_("Enveloppe"), Decimal(terms.envelope).scaleb(-2), "money"),
            (_("Réserve d’évaluation"), terms.evaluation_share, "share"),
            (_("Part des territoires prioritaires"), terms.priority_share, "share"),
            (_("Coût de tous les projets"), Decimal(outcome.programme).scaleb(-2), "money"),
            (_("Forme du barème"), str(FORM_NAMES[terms.form]), ""),
            (_("Taux de chaque strate, en %"), _points(terms.rates), ""),
            (_("Besoin qui sépare les strates, sur 100"), _points(terms.thresholds), ""),
            (
                _("Besoin médian de chaque strate (nœuds des droites), sur 100"),
                _points([Decimal(repr(round(node, 4))) for node in terms.nodes]),
                "",
            ),
            (_("Demi-largeur des rampes"), terms.half_width, "share"),
            (_("Clé (poids de chaque critère)"), key, ""),
            (_("Au moins, par habitant"), None if terms.floor is None else Decimal(terms.floor).scaleb(-2), "money"),
            (_("Au plus, par habitant"), None if terms.cap is None else Decimal(terms.cap).scaleb(-2), "money"),
            (_("Lissage : variation du taux sur un an, au plus"), terms.delta, "share"),
            (_("Taux de l’an dernier pour tous"), before, "share"),
            (_("Incertitude : écart de taux admis"), one.written.tolerance if one.written else None, "share"),
            (_("Part du maître d’ouvrage"), ceiling(outcome).because, ""),
        ]
        for rank, (name, cell, style) in enumerate(cells, _FIRST):
            sheet.write_string(rank, 0, name)
            if isinstance(cell, Decimal):
                sheet.write_number(rank, column, cell, styles[style])
            elif cell:
                sheet.write_string(rank, column, cell, styles["wrap"])


def _compared(sheet: Any, known: Sequence[Scenario], styles: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 4, 30)
    sheet.write_string(0, 0, _("Simulation : ce que donne chaque scénario"), styles["head"])
    for column, one in enumerate(known, 1):
        sheet.write_string(0, column, one.letter, styles["head"])
    for rank, measure in enumerate(measures(known), _FIRST):
        sheet.write_string(rank, 0, measure.name)
        for column, cell in enumerate(measure.cells, 1):
            sheet.write_string(rank, column, cell, styles["wrap"])


def _scenario(sheet: Any, letter: str, outcome: Outcome, styles: Mapping[str, Any]) -> None:
    smoothed = outcome.terms.delta is not None
    heads = [
        _("Code"),
        _("Territoire"),
        _("Besoin sur 100"),
        _("Habitants (DGF 2022)"),
        _("Coût des projets"),
        _("Reçoit"),
        _("Taux"),
        _("Reste à charge"),
        _("Reçoit, par habitant"),
        _("Face au scénario A"),
        _("Face au scénario A, par habitant"),
        *([_("Taux de l’an dernier"), _("Variation du taux")] if smoothed else []),
    ]
    for column, head in enumerate(heads):
        sheet.set_column(column, column, 40 if column == 1 else 16)
        sheet.write_string(0, column, head, styles["head"])
    for rank, unit in enumerate(outcome.units, _FIRST):
        line = rank + 1
        sheet.write_string(rank, 0, unit.code)
        sheet.write_string(rank, 1, unit.name)
        sheet.write_number(rank, 2, round(unit.need * 100, 2))
        sheet.write_number(rank, 3, unit.population)
        sheet.write_number(rank, 4, Decimal(outcome.costs[rank - 1]).scaleb(-2), styles["money"])
        sheet.write_number(rank, 5, Decimal(outcome.granted[rank - 1]).scaleb(-2), styles["money"])
        sheet.write_formula(rank, 6, f"=IF(E{line}=0,0,F{line}/E{line})", styles["share"])
        sheet.write_formula(rank, 7, f"=E{line}-F{line}", styles["money"])
        sheet.write_formula(rank, 8, f"=F{line}/D{line}", styles["money"])
        if letter != "A":
            sheet.write_formula(rank, 9, f"=F{line}-'Scénario A'!F{line}", styles["money"])
            sheet.write_formula(rank, 10, f"=J{line}/D{line}", styles["money"])
        before = outcome.previous[rank - 1] if smoothed else None
        if before is not None:
            sheet.write_number(rank, 11, before, styles["share"])
            sheet.write_formula(rank, 12, f"=G{line}-L{line}", styles["share"])
    last = len(outcome.units) + 1
    sheet.write_string(last, 1, _("Ensemble"), styles["head"])
    for column, name in ((3, "D"), (4, "E"), (5, "F"), (7, "H"), *(((9, "J"),) if letter != "A" else ())):
        style = styles["money"] if column > 3 else None
        sheet.write_formula(last, column, f"=SUM({name}2:{name}{last})", style)
    sheet.freeze_panes(1, 2)


def _reading(sheet: Any, place: Place, sources: Mapping[str, str], address: str, styles: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    lines = {
        _("Nature"): _("Simulation : ce que donneraient ces termes ; ni un fait, ni une décision."),
        _("Périmètre"): place.name,
        _("Évaluation"): _(
            "évaluation = enveloppe × réserve, arrondie au centime supérieur ; accordé = enveloppe − évaluation"
        ),
        _("Clé"): _(
            "part = Σ poids × critère du territoire / critère de tous ; coût = part × coût total, au plus fort reste"
        ),
        _("Critères"): _(
            "habitants ; habitants × besoin ; habitants × potentiel fiscal moyen / potentiel fiscal ; parts égales"
        ),
        _("Barème"): _("aide = coût × r(besoin + décalage), le décalage étant celui qui donne l’enveloppe accordée"),
        _("Planchers et plafonds"): _(
            "aide = min(max(λ × aide, plancher), plafond, coût), avec λ unique, au plus fort reste"
        ),
        _("Lissage"): _("taux entre celui de l’an dernier moins δ et celui de l’an dernier plus δ, puis l’enveloppe"),
        _("Incertitude"): _(
            "taux lu à 1,96 écart-type de part et d’autre du besoin ; écart-type sur 256 tirages des poids, à ± 25 %"
        ),
        _("Part prioritaire"): _(
            "si les territoires prioritaires ne l’ont pas, elle est répartie entre eux, et le reste entre les autres"
        ),
        _("Verdict"): _(
            "indice de Kakwani de l’aide par habitant face au potentiel financier par habitant, 500 rééchantillonnages"
        ),
        **sources,
        _("Adresse"): address,
    }
    for rank, (name, said) in enumerate(lines.items()):
        sheet.write_string(rank, 0, name, styles["wrap"])
        sheet.write_string(rank, 1, said, styles["wrap"])
