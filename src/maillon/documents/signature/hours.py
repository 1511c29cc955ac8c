"""The hours that signatures claim, against the one at which the host sealed the version that they sign.

A signature covers the seal, so it was made after it, whatever hour it claims: an earlier one is a clock that is wrong,
or a choice. No text gives what a signatory's clock may be off by, and nothing vouches for the hour of the seal either:
it is told in plain words, with both hours, and refuses nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from maillon.rules.wording import _

if TYPE_CHECKING:
    from maillon.documents.signature.verifying import SignatureFound


def sealed_at(found: Sequence[SignatureFound]) -> dt.datetime | None:
    """Return when the version was sealed, as its own seal claims; None without a seal."""
    return max((one.claimed_at for one in found if one.seal and not one.timestamp and one.claimed_at), default=None)


def dated(found: tuple[SignatureFound, ...]) -> tuple[SignatureFound, ...]:
    """Return the signatures of a file, those that claim an hour before its seal marked so."""
    sealed = sealed_at(found)
    if sealed is None:
        return found
    return tuple(
        replace(one, before_seal=True) if not one.seal and one.claimed_at and one.claimed_at < sealed else one
        for one in found
    )


def told_early(one: SignatureFound, found: Sequence[SignatureFound]) -> str:
    """Return what people are to know of a signature that claims an hour before the seal."""
    said = _(
        "{who} : l’heure que la signature déclare, le {claimed}, précède l’arrêt de la version, le {sealed}. Elle "
        "porte bien sur ce texte, et n’a donc pu être faite qu’après : une horloge est fausse, ou l’heure a été "
        "choisie."
    )
    who = one.organisation or one.signer or one.field
    return said.format(who=who, claimed=_written(one.claimed_at), sealed=_written(sealed_at(found)))


def _written(time: dt.datetime | None) -> str:
    return time.astimezone(dt.UTC).strftime("%d/%m/%Y %H:%M:%S UTC") if time else "–"
