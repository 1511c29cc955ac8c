"""What a link of the journal says: who did what, when, about what; and the rules of its form."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from maillon.rules.journal.canonical import canonical
from maillon.rules.phrases import whole
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted

Json = Any
SALT_BYTES = 32
MOST_EVENT_BYTES = 100_000

HASH = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{6})?Z")
_KIND = re.compile(r"[a-z][a-z_]{0,39}(\.[a-z][a-z_]{0,39}){1,3}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}")
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,59}")
_NONCE = re.compile(r"[0-9a-f]{32}")
_MEMBERS = {"actor", "commitments", "content", "kind", "nonce", "subject", "time"}
_ACTOR = {"institution", "role"}

# member → form, what is expected there
_FORMS = {
    "time": (_TIME, noted("Une heure UTC est attendue, comme 2026-03-05T14:30:00Z")),
    "kind": (_KIND, noted("Un objet et un verbe sont attendus, comme contract.sign")),
    "subject": (_IDENTIFIER, noted("Un identifiant est attendu : lettres sans accent, chiffres, tirets, sans espace")),
    "nonce": (_NONCE, noted("32 chiffres hexadécimaux tirés au hasard sont attendus")),
}
_INSTITUTION = noted("Un identifiant d’institution est attendu, jamais un nom de personne ni une adresse")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an institution through one of its roles, never a person.

    Attributes:
        institution: identifier of the institution: letters, digits and `._:/-`, no space, so no name and no address.
        role: slug of the role held, e.g. `elected`; `system` for what the site does by itself at a due date.
    """

    institution: str
    role: str


@dataclass(frozen=True, slots=True)
class Event:
    """One business act.

    Attributes:
        time: when the server recorded it, with a time zone; written in UTC.
        kind: what was done, object and verb: `contract.sign`.
        actor: who did it.
        subject: identifier of what it was done to, the contract's most often.
        nonce: 32 random hexadecimal digits (`secrets.token_hex(16)`), so that the digest of a hidden event cannot be
            guessed by trying contents.
        content: what must be provable later: numbers, dates, slugs, digests of files; no personal datum.
        commitments: name → `commit(value, salt)` of each personal datum.
    """

    time: dt.datetime
    kind: str
    actor: Actor
    subject: str
    nonce: str
    content: Mapping[str, Json] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Json]:
        """Return the members as they are written in JSON.

        Raises:
            InputError: the time has no zone.
        """
        if self.time.utcoffset() is None:
            raise InputError(Problem(_("cette heure n’a pas de fuseau"), "time", expected=_(_FORMS["time"][1])))
        time = self.time.astimezone(dt.UTC).replace(tzinfo=None).isoformat()
        return {
            "actor": {"institution": self.actor.institution, "role": self.actor.role},
            "commitments": dict(self.commitments),
            "content": dict(self.content),
            "kind": self.kind,
            "nonce": self.nonce,
            "subject": self.subject,
            "time": f"{time}Z",
        }


def event_bytes(event: Event) -> bytes:
    """Return the canonical JSON of an event, of which the digest is made.

    Raises:
        InputError: a member has not the right form, the content cannot be written, or it weighs more than 100 kB.
    """
    members = event.as_dict()
    problems = faults(members)
    if problems:
        raise InputError(*problems)
    written = canonical(members)
    if len(written) > MOST_EVENT_BYTES:
        what = _("cet événement pèse {size} octets, plus que les {most} admis")
        remedy = _("Garder le document ailleurs et n’inscrire que son empreinte")
        raise InputError(
            Problem(what.format(size=whole(len(written)), most=whole(MOST_EVENT_BYTES)), event.kind, remedy=remedy)
        )
    return written


def faults(members: object) -> list[Problem]:
    """Return what is wrong in the form of an event that was read from JSON; empty when all is right."""
    if not isinstance(members, dict):
        return [Problem(_("l’événement n’est pas un objet JSON"), "event")]
    found = _members_faults(members, _MEMBERS, "event")
    if found:
        return found
    for name, (form, expected) in _FORMS.items():
        if not _matches(form, members[name]) or (name == "time" and not _exists(members[name])):
            found.append(_fault(f"event.{name}", members[name], _(expected)))
    return found + _actor_faults(members["actor"]) + inner_faults(members)


def _actor_faults(actor: object) -> list[Problem]:
    if not isinstance(actor, dict):
        return [Problem(_("l’auteur n’est pas un objet JSON"), "event.actor")]
    found = _members_faults(actor, _ACTOR, "event.actor")
    if found:
        return found
    if not _matches(_IDENTIFIER, actor["institution"]):
        found.append(_fault("event.actor.institution", actor["institution"], _(_INSTITUTION)))
    if not _matches(_SLUG, actor["role"]):
        found.append(_fault("event.actor.role", actor["role"], _("Un nom de rôle est attendu, comme elected")))
    return found


def inner_faults(members: dict[str, Json]) -> list[Problem]:
    """Return what is wrong in the form of the content and of the salted fingerprints."""
    content, commitments = members["content"], members["commitments"]
    found = []
    if not isinstance(content, dict):
        found.append(Problem(_("le contenu n’est pas un objet JSON"), "event.content"))
    if not isinstance(commitments, dict):
        found.append(Problem(_("les empreintes salées ne sont pas un objet JSON"), "event.commitments"))
        return found
    for name, written in commitments.items():
        if not _matches(_SLUG, name) or not _matches(HASH, written):
            expected = _("Un nom simple et 64 chiffres hexadécimaux sont attendus")
            found.append(_fault(f"event.commitments.{name}", written, expected))
    return found


def _members_faults(members: dict[str, Json], wanted: set[str], where: str) -> list[Problem]:
    lacking = [Problem(_("ce champ manque"), f"{where}.{name}") for name in sorted(wanted - members.keys())]
    surplus = sorted(str(name)[:60] for name in members.keys() - wanted)
    return lacking + [Problem(_("ce champ n’existe pas dans un événement"), f"{where}.{name}") for name in surplus]


def _matches(form: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _exists(time: str) -> bool:
    try:
        dt.datetime.fromisoformat(time)
    except ValueError:
        return False
    return True


def _fault(where: str, value: object, expected: str) -> Problem:
    return Problem(_("« {value} » n’a pas la forme voulue").format(value=str(value)[:60]), where, expected=expected)


def commit(value: str, salt: bytes) -> str:
    """Return the salted fingerprint of a personal datum: SHA-256 of the salt, then of the value in UTF-8.

    The salt is kept apart from the journal. Deleting it (and the datum) makes the fingerprint say nothing to anyone,
    while the chain stays valid.

    Args:
        value: the datum.
        salt: 32 random bytes (`secrets.token_bytes(32)`), a new one for each datum.

    Raises:
        ValueError: the salt has not 32 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt + value.encode("utf-8")).hexdigest()


def opens(commitment: str, value: str, salt: bytes) -> bool:
    """Tell whether `value` and `salt` are those that the fingerprint was made of."""
    return hmac.compare_digest(commitment, commit(value, salt))
