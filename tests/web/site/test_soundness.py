"""A database of another version of Maillon is refused in one sentence, before it is served or prepared."""

import sqlite3
from contextlib import closing

import pytest

from maillon.cli.main import main
from maillon.web.site.places import PACKAGE

OURS = {(path.parents[1].name, path.stem) for path in (PACKAGE / "web").glob("*/migrations/[0-9]*.py")}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that seems prepared, and a function that writes its database."""
    monkeypatch.setenv("MAILLON_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()

    def write(applied) -> None:
        with closing(sqlite3.connect(tmp_path / "maillon.sqlite3")) as base, base:
            base.execute("CREATE TABLE django_migrations (app text, name text)")
            base.executemany("INSERT INTO django_migrations VALUES (?, ?)", sorted(applied))

    return write


@pytest.mark.parametrize("command", [["serve", "--port=8765"], ["remind"], ["prepare"], ["demo", "--no-serve"]])
def test_a_database_from_a_newer_version_is_neither_served_nor_prepared(folder, capsys, command) -> None:
    folder({*OURS, ("contracts", "9999_later")})
    assert main(["site", *command]) == 2
    assert "une version plus récente de Maillon a préparé cette base" in capsys.readouterr().err


@pytest.mark.parametrize("applied", [set(), {("contracts", "0001_initial")}, OURS - {max(OURS)}])
def test_an_older_database_is_not_served(folder, capsys, applied) -> None:
    folder(applied)
    assert main(["site", "serve", "--port=8765"]) == 2
    said = capsys.readouterr().err
    assert "pas encore préparée pour cette version" in said
    assert "maillon site prepare" in said


def test_a_database_cut_short_is_said_to_be_broken(folder, capsys, tmp_path) -> None:
    folder(OURS)
    whole = (tmp_path / "maillon.sqlite3").read_bytes()
    (tmp_path / "maillon.sqlite3").write_bytes(whole[:200])
    assert main(["site", "serve", "--port=8765"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
