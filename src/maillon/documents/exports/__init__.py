"""A contract in the forms that people use: YAML and JSON, Word, PDF, Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal, get_args

from maillon.documents.contract.consolidate import Consolidated
from maillon.rules.wording import typeset

Form = Literal["yaml", "json", "docx", "pdf", "xlsx"]
FORMS: tuple[Form, ...] = get_args(Form)


def export(
    contract: Consolidated, to: Form, *, on: dt.date | None = None, titles: Mapping[str, str] | None = None
) -> bytes:
    """Return the contract as a file of the form `to`.

    YAML and JSON hold what the contract itself says, its `extends` kept; the other forms hold what it inherits too.

    Args:
        contract: the contract, consolidated.
        to: "yaml", "json", "docx", "pdf" or "xlsx".
        on: the day that the file says it was made; today by default.
        titles: titles of the other contracts that it names, by their identifiers; an unknown one keeps its identifier.
    """
    day = on or dt.datetime.now(tz=dt.UTC).date()
    if to in ("yaml", "json"):
        from maillon.documents.contract.loading import dump

        return dump(contract.chain[0].document, to).encode()
    return _for_people(contract, to, day, titles)


@typeset()
def _for_people(contract: Consolidated, to: Form, day: dt.date, titles: Mapping[str, str] | None) -> bytes:
    if to == "xlsx":
        from maillon.documents.exports.workbook import workbook

        return workbook(contract, day)
    from maillon.documents.exports.chapters import read

    reading = read(contract, titles)
    if to == "docx":
        from maillon.documents.exports.word import word

        return word(reading, day)
    from maillon.documents.exports.pdf import pdf

    return pdf(reading, day)
