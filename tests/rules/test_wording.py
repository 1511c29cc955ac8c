"""Sentences are French unless the context says otherwise."""

import pytest

from maillon.rules.wording import _, language, ngettext


@pytest.mark.parametrize(("count", "said"), [(0, "action"), (1, "action"), (-1, "action"), (2, "actions")])
def test_zero_is_singular_in_french(count: int, said: str) -> None:
    assert ngettext("action", "actions", count) == said


def test_an_unknown_sentence_stays_as_it_is_in_any_language() -> None:
    token = language.set("en")
    try:
        assert _("phrase que nul catalogue ne connaît") == "phrase que nul catalogue ne connaît"
    finally:
        language.reset(token)
