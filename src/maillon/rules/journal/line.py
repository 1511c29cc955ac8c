"""One line of a journal file, read strictly: every way of being malformed has its own sentence."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from maillon.rules.journal.canonical import GREATEST_INTEGER, encode
from maillon.rules.journal.chain import link_hash, tail
from maillon.rules.journal.event import HASH, MOST_EVENT_BYTES, faults, inner_faults
from maillon.rules.phrases import whole
from maillon.rules.problem import Problem
from maillon.rules.wording import _

MOST_LINE_BYTES = MOST_EVENT_BYTES + 300
# all of a full line but its commitments and content, as the slow reading below would admit it
_PLAIN = re.compile(
    rb'\{"event":\{"actor":\{"institution":"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}","role":"[a-z][a-z0-9_]{0,59}"\},'
    rb'("commitments":\{.*\}),"kind":"[a-z][a-z_]{0,39}(?:\.[a-z][a-z_]{0,39}){1,3}","nonce":"[0-9a-f]{32}",'
    rb'"subject":"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}",'
    rb'"time":"([0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}(?:\.[0-9]{6})?)Z"\}'
    rb',"hash":"([0-9a-f]{64})","previous":"([0-9a-f]{64})","sequence":([1-9][0-9]{0,14})\}'
)
_INNER = {"commitments", "content"}
_FULL, _HIDDEN = {"event", "hash", "previous", "sequence"}, {"digest", "hash", "previous", "sequence"}


@dataclass(slots=True)
class ReadLink:
    """What a line says of its link, and whether its fingerprint is that of what it says."""

    sequence: int
    previous: str
    hash: str
    hidden: bool
    sound: bool


class _RefusedError(Exception):
    """JSON allows it, a journal does not; carries the sentence."""


def read_line(line: bytes) -> ReadLink | Problem:
    """Return the link written on a line without its line feed, or what is wrong with its form."""
    if len(line) > MOST_LINE_BYTES:
        return Problem(_("cette ligne dépasse {most} octets").format(most=whole(MOST_LINE_BYTES)))
    try:
        return _plain(line) or _decoded(line)
    except UnicodeDecodeError as error:
        return Problem(_("cette ligne n’est pas en UTF-8, à partir de l’octet {byte}").format(byte=error.start + 1))
    except UnicodeEncodeError:
        return Problem(_("un texte de cette ligne contient un demi-caractère, qui ne s’écrit pas en UTF-8"))
    except json.JSONDecodeError as error:
        what = _("cette ligne n’est pas du JSON lisible, à partir du caractère {place}")
        return Problem(what.format(place=error.colno))
    except _RefusedError as refused:
        return Problem(str(refused))
    except RecursionError:
        return Problem(_("cette ligne est imbriquée sur trop de niveaux"))


def _plain(line: bytes) -> ReadLink | None:
    """Read a full line in the usual order of things, several times faster; None leaves it to the slow reading."""
    found = _PLAIN.fullmatch(line)
    if found is None:
        return None
    inner, time, *hashes = found.groups()
    try:
        members = _DECODER.decode(f"{{{inner.decode('utf-8')}}}")
        dt.datetime.fromisoformat(time.decode())
    except ValueError:
        return None
    if members.keys() != _INNER or encode(members)[1:-1] != inner or inner_faults(members):
        return None
    sequence, previous, written = int(hashes[2]), hashes[1].decode(), hashes[0].decode()
    digest = hashlib.sha256(line[len(b'{"event":') : found.start(3) - len(b',"hash":"')]).hexdigest()
    return ReadLink(sequence, previous, written, hidden=False, sound=written == link_hash(sequence, digest, previous))


def _decoded(line: bytes) -> ReadLink | Problem:
    """Read any line, member by member, to say what is wrong with it."""
    members = _DECODER.decode(line.decode("utf-8"))
    if not isinstance(members, dict) or members.keys() not in (_FULL, _HIDDEN):
        expected = _("Les champs event (ou digest), hash, previous et sequence sont attendus, et eux seuls")
        return Problem(_("cette ligne n’est pas un maillon du journal"), expected=expected)
    sequence, previous, written = members["sequence"], members["previous"], members["hash"]
    hidden = "digest" in members
    hashes = (previous, written, members["digest"]) if hidden else (previous, written)
    if not all(isinstance(value, str) and HASH.fullmatch(value) for value in hashes):
        return Problem(_("une empreinte de cette ligne n’est pas faite de 64 chiffres hexadécimaux"))
    if type(sequence) is not int or sequence < 1:
        return Problem(_("le numéro de cette ligne n’est pas un nombre entier positif"))
    if hidden:
        digest: str = members["digest"]
        start = b'{"digest":"' + digest.encode() + b'"'
    else:
        problems = faults(members["event"])
        if problems:
            return problems[0]
        body = encode(members["event"])
        digest = hashlib.sha256(body).hexdigest()
        start = b'{"event":' + body
    if start + tail(sequence, previous, written) != line:
        return _spelling(line)
    return ReadLink(sequence, previous, written, hidden, sound=written == link_hash(sequence, digest, previous))


def _spelling(line: bytes) -> Problem:
    """Say why a line that can be read is not written in the only way allowed."""
    try:
        json.JSONDecoder(object_pairs_hook=_once).decode(line.decode("utf-8"))
    except _RefusedError as refused:
        return Problem(str(refused))
    what = _("cette ligne dit un maillon lisible, mais pas dans l’écriture canonique (RFC 8785)")
    return Problem(what, remedy=_("Reprendre le fichier d’origine : un outil l’a sans doute réécrit"))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names: set[str] = set()
    for name, _value in pairs:
        if name in names:
            raise _RefusedError(_("le champ « {name} » est écrit deux fois").format(name=name[:60]))
        names.add(name)
    return dict(pairs)


def _fraction(written: str) -> NoReturn:
    raise _RefusedError(_("« {number} » n’est pas un nombre entier").format(number=written[:60]))


def _constant(written: str) -> NoReturn:
    raise _RefusedError(_("« {constant} » n’est pas un nombre").format(constant=written))


def _whole(written: str) -> int:
    if len(written) > 17 or abs(int(written)) > GREATEST_INTEGER:
        what = _("le nombre « {number} » dépasse ce que toutes les machines lisent de la même façon")
        raise _RefusedError(what.format(number=written[:60]))
    return int(written)


_DECODER = json.JSONDecoder(parse_float=_fraction, parse_int=_whole, parse_constant=_constant)
