"""French sentences have their no-break spaces, once: in the site's catalogue and in what the rules say there."""

import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, npgettext, override, pgettext
from hypothesis import example, given
from hypothesis import strategies as st

from maillon.rules import wording
from yaml_tables import yaml_table

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "src/maillon/locale"
CASES = yaml_table(Path(__file__).with_name("typography.yaml"))
sys.path.insert(0, str(ROOT / "scripts"))

from catalogues import french  # noqa: E402  the folder of scripts is not a package of ours
from typography import spaced  # noqa: E402

SIGNS = st.text('« »:;?!%€k~s(){}0a.\n`"<>/'.replace("~", "\u00a0"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_sentence_is_spaced(case) -> None:
    assert spaced(case["written"].replace("~", "\u00a0")) == case["said"].replace("~", "\u00a0")


@given(SIGNS)
@example("«  : » :")
def test_only_plain_spaces_change_and_only_once(sentence) -> None:
    said = spaced(sentence)
    assert spaced(said) == said
    assert said.replace("\u00a0", " ") == sentence.replace("\u00a0", " ")


def test_what_was_written_by_hand_wins_and_is_spaced() -> None:
    hand, keyed = Catalog(locale="fr"), Catalog(locale="en")
    hand.add("Qui :", "Qui donc :")
    for said in ("Qui :", "Quoi :", "Rien", ("Un", "Des")):
        keyed.add(said, "")
    keyed.add("Ici :", "", context="lieu")
    compiled = french(hand, keyed)
    assert {(one.id, one.context): one.string for one in compiled if one.id} == {
        ("Qui :", None): "Qui donc\u00a0:",
        ("Quoi :", None): "Quoi\u00a0:",
        (("Un", "Des"), None): ("Un", "Des"),
        ("Ici :", "lieu"): "Ici\u00a0:",
    }


def test_every_sentence_of_the_site_is_said_well_spaced() -> None:
    by_hand = {one.id for one in _messages("fr")}
    with override("fr"):
        for one in _messages("en"):
            if isinstance(one.id, str):
                told = pgettext(one.context, one.id) if one.context else gettext(one.id)
                assert one.id in by_hand or told == spaced(one.id)
                continue
            for count, form in enumerate((one.id[0], *one.id)):
                told = npgettext(one.context, *one.id, count) if one.context else ngettext(*one.id, count)
                assert told == spaced(form)


def test_rules_follow_on_the_site_only() -> None:
    one = next(one.id for one in _messages("en") if isinstance(one.id, str) and " : " in one.id)
    few, many = next(one.id for one in _messages("en") if isinstance(one.id, tuple) and " : " in one.id[0])
    assert (wording._(one), wording.ngettext(few, many, 0)) == (one, few)
    with wording.typeset():
        assert wording._(one) == spaced(one)
        assert [wording.ngettext(few, many, count) for count in (0, -1, 2)] == [*2 * [spaced(few)], spaced(many)]
        assert wording._("phrase : de nul catalogue") == "phrase : de nul catalogue"
        assert wording._("") == ""


def _messages(language: str) -> list[Message]:
    with (LOCALE / language / "LC_MESSAGES/django.po").open("rb") as file:
        return [one for one in read_po(file) if one.id]
