"""Reading one row as an actor: what is hidden and what does not exist give the same answer, by the same path."""

from typing import Any, TypeVar

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _

from maillon.web.common.actor import Actor
from maillon.web.common.models import VisibleQuerySet

ModelT = TypeVar("ModelT", bound=models.Model)


def visible_or_404(rows: VisibleQuerySet[ModelT], actor: Actor, **lookup: Any) -> ModelT:
    """Return the row that matches `lookup` among those that `actor` may see.

    One query whether the row is absent or hidden, so that neither the answer nor its delay tells which.

    Raises:
        Http404: no such row for this actor.
    """
    # in no order: to sort one row costs as much as to read it
    found = next(iter(rows.visible_to(actor).filter(**lookup).order_by()[:1]), None)
    if found is None:
        raise Http404(_("Cette page n’existe pas ou ne vous est pas ouverte."))
    return found
