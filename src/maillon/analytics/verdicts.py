"""The verdict on an allocation, and how it is said."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from maillon.analytics.resampling import Interval
from maillon.analytics.vectors import TINY
from maillon.rules.wording import _, language

Form = Literal["grant", "levy", "zero_sum"]


class EqualisationVerdict(StrEnum):
    """What can be said of an allocation."""

    STRONGLY_EQUALISING = "strongly_equalising"
    RELATIVELY_EQUALISING = "relatively_equalising"
    NOT_DISTINGUISHABLE = "not_distinguishable"
    ANTI_REDISTRIBUTIVE = "anti_redistributive"

    def label(self) -> str:
        """Return the verdict in a few words."""
        return {
            self.STRONGLY_EQUALISING: _("fortement péréquatrice"),
            self.RELATIVELY_EQUALISING: _("relativement péréquatrice"),
            self.NOT_DISTINGUISHABLE: _("non distinguable d’une allocation neutre"),
            self.ANTI_REDISTRIBUTIVE: _("contre-péréquatrice"),
        }[self]


def verdict(
    form: Form, judged: float, concentration: float, interval: Interval | None, *, bootstrap: bool
) -> EqualisationVerdict:
    """Decide.

    Args:
        form: of the fund.
        judged: K for a grant, V for a levy or a zero-sum fund.
        concentration: C_d; not read for a zero-sum fund.
        interval: of what is judged.
        bootstrap: whether intervals were asked: a missing interval then means that none could be computed.
    """
    undecided = interval.holds(0.0, TINY) if interval else bootstrap
    if undecided or abs(judged) <= TINY:
        return EqualisationVerdict.NOT_DISTINGUISHABLE
    if judged < 0:
        return EqualisationVerdict.ANTI_REDISTRIBUTIVE
    # a levy gives nothing to the poorest, whatever its concentration: it can only be relatively equalising
    strongly = form == "zero_sum" or (form == "grant" and concentration < -TINY)
    return EqualisationVerdict.STRONGLY_EQUALISING if strongly else EqualisationVerdict.RELATIVELY_EQUALISING


def sentence(
    found: EqualisationVerdict,
    form: Form,
    interval: Interval | None,
    *,
    bootstrap: bool,
    effect: tuple[float, float, float, float] | None,
) -> str:
    """Say the verdict, then the effect on gaps.

    Args:
        found: the verdict.
        form: of the fund.
        interval: of what is judged.
        bootstrap: whether intervals were asked.
        effect: V, RE, Gini before and after; None when the effect cannot be measured.
    """
    words = [_said(found, form, interval, bootstrap=bootstrap)]
    if not bootstrap:
        words.append(_("Ce constat est donné sans son incertitude."))
    if effect is not None:
        words.append(_gaps(*effect))
    return " ".join(words)


def _said(found: EqualisationVerdict, form: Form, interval: Interval | None, *, bootstrap: bool) -> str:
    if found is EqualisationVerdict.NOT_DISTINGUISHABLE:
        return _unsettled(interval, bootstrap=bootstrap)
    if found is EqualisationVerdict.ANTI_REDISTRIBUTIVE:
        return {
            "grant": _("L’allocation est contre-péréquatrice : elle est plus concentrée que les ressources."),
            "levy": _("Le prélèvement est contre-péréquateur : il pèse davantage, en proportion, sur les moins dotés."),
            "zero_sum": _("Le fonds est contre-péréquateur : il prend aux moins dotés pour verser aux mieux dotés."),
        }[form]
    if found is EqualisationVerdict.STRONGLY_EQUALISING:
        if form == "zero_sum":
            return _("Le fonds est fortement péréquateur : il prend aux mieux dotés pour verser aux moins dotés.")
        return _(
            "L’allocation est fortement péréquatrice : les moins dotés reçoivent plus par habitant que les mieux dotés."
        )
    if form == "levy":
        return _("Le prélèvement est péréquateur : il pèse davantage, en proportion, sur les mieux dotés.")
    return _(
        "L’allocation est relativement péréquatrice : les moins dotés ne reçoivent pas plus par habitant, "
        "mais elle est moins concentrée que les ressources."
    )


def _unsettled(interval: Interval | None, *, bootstrap: bool) -> str:
    if interval is not None:
        return _(
            "On ne peut pas dire si l’allocation réduit ou creuse les écarts : l’intervalle à {level} ({low} à {high}) "
            "contient zéro."
        ).format(level=_percent(interval.level), low=number(interval.low), high=number(interval.high))
    if bootstrap:
        return _("On ne peut pas dire si l’allocation réduit ou creuse les écarts : trop peu d’unités en reçoivent.")
    return _("L’allocation ne réduit ni ne creuse les écarts : elle suit les ressources.")


def _gaps(vertical: float, effect: float, before: float, after: float) -> str:
    if abs(effect) <= TINY or before <= 0:
        return _("Les écarts de ressources ne changent pas.")
    figures = {"before": number(before), "after": number(after), "rate": _percent(abs(effect) / before)}
    if effect > 0:
        return _(
            "Les écarts de ressources diminuent de {rate} (indice de Gini : {before} avant, {after} après)."
        ).format(**figures)
    if vertical > TINY:
        return _(
            "Les changements de rang font plus que défaire cet effet : au total les écarts augmentent de {rate} "
            "(indice de Gini : {before} avant, {after} après)."
        ).format(**figures)
    return _("Les écarts de ressources augmentent de {rate} (indice de Gini : {before} avant, {after} après).").format(
        **figures
    )


def number(value: float, digits: int = 4) -> str:
    """Return a figure as readers write it: "−0,1234"."""
    text = f"{value:.{digits}f}".replace("-", "−")
    return text.replace(".", ",") if language.get() == "fr" else text


def _percent(share: float) -> str:
    digits = 0 if abs(share * 100 - round(share * 100)) < TINY else 1
    return f"{number(share * 100, digits)}\u00a0%"
