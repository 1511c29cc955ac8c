"""A place is told in the words of the field, then as the path that a program follows."""

import pytest

from maillon.documents.contract.readable import in_words, placed
from maillon.rules.problem import Problem


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("kind", "Type de contrat (kind)"),
        ("parties[2].institution.siren", "Parties n°\u00a03 › Institution › SIREN (parties[2].institution.siren)"),
        ("actions[0].idd", "Actions n°\u00a01 › idd (actions[0].idd)"),
        ("extra.a.type", "Champs libres › a › Type (extra.a.type)"),
        ("articles[moyens].text", "Articles › moyens › Texte (articles[moyens].text)"),
        ("perimeter.communes[4]", "Périmètre › Communes n°\u00a05 (perimeter.communes[4])"),
        ("foo", "foo"),
        ("", ""),
        ("contrat.yaml", "contrat.yaml"),
        ("siren_groupement", "siren_groupement"),
        ("title.x[3].y", "Intitulé › x n°\u00a04 › y (title.x[3].y)"),
    ],
)
def test_words_come_first_and_the_path_second(where, told) -> None:
    assert placed(Problem("faute", where)).where == told


def test_an_element_that_has_a_name_is_told_by_it_instead_of_its_rank() -> None:
    names = {("bodies", 1): "Comité de pilotage"}
    assert in_words(("bodies", 1, "members", 0), names).startswith("Instances › Comité de pilotage › ")
    assert in_words(("bodies", 0), names) == "Instances n°\u00a01"
