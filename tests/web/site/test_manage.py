"""`maillon site django …` refuses as every other command does."""

import pytest

from maillon.cli.main import main


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["frob"], "« frob » n’est pas une commande de Django"),
        (["migrat"], "Peut-être « migrate »."),
        (["help", "frob"], "« frob » n’est pas une commande de Django"),
        (["migrate", "--nope"], "arguments inconnus : --nope"),
        (["check", "-v9"], "« 9 » n’est pas un choix possible"),
        (["migrate", "nope"], "aucune application ne s’appelle « nope »"),
        (["loaddata", "nofile"], "aucun jeu de données ne s’appelle « nofile »"),
        (["createsuperuser", "--noinput"], "Django refuse : « You must use --email with --noinput »"),
        (["runserver", "99999"], "un port est un nombre entre 1 et 65535"),
        (["check", "--settings"], "une valeur est attendue"),
        (["check", "--settings", "no.where"], "le module de réglages « no » est introuvable"),
    ],
)
@pytest.mark.django_db
def test_a_wrong_use_is_one_sentence(words, says, capsys, monkeypatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    assert main(["site", "django", *words]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.startswith("maillon site django")
    assert said.count("\n") == 1


def test_its_help_and_its_commands_answer(capsys) -> None:
    assert main(["site", "django", "version"]) == 0
    assert main(["site", "django"]) == 0
    assert "migrate" in capsys.readouterr().out
