"""A place of a document as people read it: “Parties n° 3 › Institution › SIREN”, then the path of a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_origin

from maillon.documents.contract import outline, words
from maillon.documents.contract.paths import Path, read
from maillon.rules.problem import Problem
from maillon.rules.wording import _

_STEP = " › "
_UNNAMED: Mapping[Path, str] = {}


def in_words(path: Path, names: Mapping[Path, str] = _UNNAMED) -> str:
    """Return the titles of the fields that lead to a place, elements of a list counted from 1.

    What the format does not know, as a field misspelt, is given as it is written; empty when nothing of it is known.

    Args:
        path: the place.
        names: what people call some elements of lists, by their place: said instead of their ranks.
    """
    told: list[str] = []
    plain: list[str | int] = []  # the same place with ranks for the identifiers of elements
    known = False
    for depth, step in enumerate(path, start=1):
        here = outline.at(tuple(plain))
        if path[:depth] in names:
            told.append(names[path[:depth]])
        elif isinstance(step, int):
            number = _("n° {rank}").format(rank=step + 1)
            told[-1:] = [f"{told[-1]} {number}"] if told else [number]
        elif outline.is_model(here) and step in outline.fields(here):
            told.append(words.of_field(here, step).title)
            known = True
        else:
            told.append(step)
        plain.append(0 if get_origin(here) is tuple else step)
    return _STEP.join(told) if known else ""


def placed(problem: Problem) -> Problem:
    """Return a problem whose place is told in words first; the same when its place is not one of the format."""
    told = in_words(read(problem.where)) if problem.where else ""
    return replace(problem, where=f"{told} ({problem.where})") if told else problem
