"""Bases of every model: a public identifier, and visibility that is denied unless a model says otherwise."""

from typing import Self, TypeVar
from uuid import uuid4

from django.db import models

from maillon.web.common.actor import Actor

ModelT = TypeVar("ModelT", bound=models.Model)


class VisibleQuerySet(models.QuerySet[ModelT]):
    """A queryset that knows what an actor may see. Every model overrides `visible_to`; the base shows nothing."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the rows that `actor` may see; nothing, unless the model says otherwise."""
        del actor
        return self.none()


class Identified(models.Model):
    """A row whose public identifier tells neither its rank nor how many there are."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class Stateless:
    """What the policy asks of an object that has no states: who one is to it is all that counts."""

    @property
    def policy_state(self) -> str:
        """State by which the policy is asked: none."""
        return ""
