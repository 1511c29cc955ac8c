"""Forms of a negotiation: the acts of a table, and the structured form of each part of a contract."""

from maillon.web.negotiation.forms.acts import (
    CommentForm,
    DecideForm,
    MandateForm,
    ReplyForm,
    ShareForm,
)
from maillon.web.negotiation.forms.layout import ADDED, editable
from maillon.web.negotiation.forms.order import OrderForm
from maillon.web.negotiation.forms.part import PartForm, new_place, typed_name

__all__ = [
    "ADDED",
    "CommentForm",
    "DecideForm",
    "MandateForm",
    "OrderForm",
    "PartForm",
    "ReplyForm",
    "ShareForm",
    "editable",
    "new_place",
    "typed_name",
]
