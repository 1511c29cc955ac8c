"""A fault is said in one sentence that a person can act on."""

import pytest

from maillon.rules.problem import InputError, Problem


def test_a_problem_says_where_what_and_how_to_mend_it() -> None:
    problem = Problem("champ inconnu « titel »", where="actions[2]", line=41, remedy="Écrire « title »")
    assert str(problem) == "actions[2], ligne 41 : champ inconnu « titel ». Écrire « title »."


def test_a_problem_without_a_place() -> None:
    assert str(Problem("fichier vide")) == "fichier vide."
    assert str(Problem("clé en double", line=3)) == "ligne 3 : clé en double."


def test_what_a_terminal_would_obey_is_shown_as_a_sign() -> None:
    assert str(Problem("champ « \x1b[2J\u202e » inconnu")) == "champ « �[2J� » inconnu."


def test_an_input_error_carries_every_problem() -> None:
    error = InputError(Problem("un"), Problem("deux", where="ici"))
    assert str(error) == "un.\nici : deux."
    assert [problem.what for problem in error.problems] == ["un", "deux"]


def test_an_input_error_without_a_problem_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at least one problem"):
        InputError()
