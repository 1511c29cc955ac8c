"""Verifications recorded before the acts of signature carried their digest: known by the signed file they name."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from maillon.documents.evidence.layout import Piece
from maillon.documents.signature.freezing import sha256
from maillon.rules.journal.canonical import canonical

RECORDED = "signature.record"


def unattested(
    files: Mapping[str, bytes],
    pieces: Iterable[Piece],
    acts: Iterable[Mapping[str, Any]],
    attested: Collection[str],
) -> dict[str, Mapping[str, Any]]:
    """Return, by path, the act of signature of each verification that no act carries the digest of.

    One verification at most for each act, of the same signed file, party and version; an act that carries a digest of
    its verification stands for no other.

    Args:
        files: the files of the archive, by path.
        pieces: what each stands for.
        acts: the contract's acts that the journal shows.
        attested: every digest that these acts carry.
    """
    waiting = [one for one in acts if one["kind"] == RECORDED and not one["content"].get("report_sha256")]
    found: dict[str, Mapping[str, Any]] = {}
    for one in sorted(pieces, key=lambda piece: piece.path):
        if one.kind != "check" or sha256(files[one.path]) in attested:
            continue
        act = next((act for act in waiting if _names(files[one.path], one, act)), None)
        if act is not None:
            waiting.remove(act)
            found[one.path] = act
    return found


def _names(data: bytes, one: Piece, act: Mapping[str, Any]) -> bool:
    """Tell whether a verification speaks of the file, the party and the version that an act records."""
    try:
        told = json.loads(data)
        sound = canonical(told) == data
    except (ValueError, TypeError, RecursionError):
        return False
    if not sound or not isinstance(told, dict):
        return False
    content, actor = act["content"], act.get("actor")
    party = content.get("party", actor.get("institution") if isinstance(actor, dict) else None)
    same = (told.get("sha256"), told.get("version"), told.get("party"))
    place = (one.version, one.name)
    return same == (content.get("sha256"), content.get("version"), party) and same[1:] == place
