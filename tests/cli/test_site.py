"""`maillon site`: prepares once, serves, and refuses in one French sentence."""

import errno
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from django.db import OperationalError

from maillon.cli.main import main
from maillon.rules.problem import InputError
from maillon.web.site.preparation import told

ROOT = Path(__file__).parents[2]


def maillon(*words: str, var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "maillon.cli.main", *words],
        env={**_clean(), "MAILLON_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _clean() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAILLON_", "DATABASE_URL"))}
    return {**kept, "LANG": "fr_FR.UTF-8", "PYTHONPATH": str(ROOT / "src")}


def _refusal(outcome: subprocess.CompletedProcess[str]) -> str:
    assert outcome.returncode == 2
    assert "Traceback" not in outcome.stderr
    sentence = outcome.stderr.strip()
    assert sentence.count("\n") == 0
    assert sentence.endswith(".")
    return sentence


@pytest.fixture(scope="module")
def prepared(prepared_demo, tmp_path_factory) -> Path:
    """A folder where the site is prepared with the demonstration."""
    return Path(shutil.copytree(prepared_demo, tmp_path_factory.mktemp("site") / "var"))


def test_its_help_loads_nothing_heavy() -> None:
    code = (
        "import contextlib, io, sys\nfrom maillon.cli.main import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): main(['site', '--help'])\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    outcome = subprocess.run([sys.executable, "-c", code], env=_clean(), capture_output=True, text=True, check=True)
    assert not {"django", "granian", "polars", "pydantic"} & set(outcome.stdout.split())


def test_what_is_written_is_its_owner_s(prepared) -> None:
    assert stat.S_IMODE(prepared.stat().st_mode) == 0o700


def test_a_taken_port_is_said_before_anything_else(tmp_path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = _refusal(maillon("site", "demo", "--port", str(port), var=tmp_path / "var"))
    assert f"le port {port} de 127.0.0.1 n’est pas libre" in said
    assert "PORT=" in said
    assert not (tmp_path / "var" / "maillon.sqlite3").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5"])
def test_a_port_is_a_port(port, capsys) -> None:
    assert main(["site", "serve", f"--port={port}"]) == 2
    assert "un port est un nombre entre 1 et 65535" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["999.1.1.1", "192.0.2.1", "nowhere.invalid"])
def test_an_address_of_another_machine_is_not_a_port_in_use(host, capsys) -> None:
    assert main(["site", "demo", "--host", host, "--port", _free()]) == 2
    assert f"« {host} » n’est pas une adresse de cette machine" in capsys.readouterr().err


@pytest.mark.parametrize("workers", ["0", "-3", "65", "deux"])
def test_a_number_of_processes_is_a_number(workers, capsys) -> None:
    assert main(["site", "serve", f"--workers={workers}"]) == 2
    assert "il faut de 1 à 64 processus" in capsys.readouterr().err


def test_what_is_not_prepared_is_not_served(tmp_path) -> None:
    assert "maillon site prepare" in _refusal(maillon("site", "serve", "--port", _free(), var=tmp_path))


def test_a_file_that_is_no_database_is_not_served(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("MAILLON_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    (tmp_path / "maillon.sqlite3").write_bytes(b"none" * 10)
    assert main(["site", "serve", "--port", _free()]) == 2
    assert "maillon.sqlite3 n’est pas une base de données" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(tmp_path) -> None:
    (tmp_path / "file").touch()
    said = _refusal(maillon("site", "prepare", var=tmp_path / "file" / "var"))
    assert "ne peut pas être écrit" in said
    assert "MAILLON_VAR" in said


def test_an_unreadable_database_address_is_said(tmp_path) -> None:
    assert "DATABASE_URL" in _refusal(maillon("site", "prepare", var=tmp_path, DATABASE_URL="mysql://x/y"))


def test_a_database_server_that_does_not_answer_is_said(tmp_path) -> None:
    address = f"postgres://maillon@127.0.0.1:{_free()}/maillon"
    said = _refusal(maillon("site", "prepare", var=tmp_path, DATABASE_URL=address))
    assert "ne répond pas" in said


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "le disque est plein"),
        (OperationalError("database or disk is full"), "le disque est plein"),
        (PermissionError(errno.EACCES, "Permission denied", "var/static"), "var/static"),
        (OperationalError("attempt to write a readonly database"), "ne peut pas être écrit"),
        (OperationalError("database is locked"), "occupée par un autre programme"),
        (OperationalError("file is not a database"), "n’est pas une base de données"),
        (OperationalError("no such table: journal_event"), "pas encore préparée"),
        (OperationalError("connection refused\nIs the server running?"), "connection refused."),
    ],
)
def test_what_the_machine_refuses_becomes_one_sentence(error, says) -> None:
    with pytest.raises(InputError) as refused, told("Base de données"):
        raise error
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_fault_of_ours_stays_a_fault_of_ours() -> None:
    with pytest.raises(KeyError), told("Base de données"):
        raise KeyError("x")


def test_the_second_time_nothing_is_done_again(prepared) -> None:
    outcome = maillon("site", "demo", "--no-serve", var=prepared)
    assert outcome.returncode == 0
    assert outcome.stderr == ""


def test_every_role_has_an_account_with_one_password_kept_to_its_owner(prepared) -> None:
    path = prepared / "demo-accounts.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    outcome = maillon("site", "demo", "--no-serve", var=prepared)
    assert kept["password"] in outcome.stdout
    assert len({account["role"] for account in kept["accounts"]}) == 7
    assert all(account["email"] in outcome.stdout for account in kept["accounts"])


def test_a_prepared_site_is_sound(prepared) -> None:
    outcome = maillon("site", "check", var=prepared)
    assert "✗" not in outcome.stdout, outcome.stdout
    assert outcome.returncode == 0


def test_what_lacks_is_told_with_its_remedy(tmp_path) -> None:
    outcome = maillon("site", "check", var=tmp_path)
    assert outcome.returncode == 1
    assert "✗ Base de données. Lancer « maillon site prepare »." in outcome.stdout


def test_the_site_answers_with_hashed_and_compressed_files(prepared) -> None:
    port = _free()
    server = subprocess.Popen(
        [sys.executable, "-m", "maillon.cli.main", "site", "serve", "--port", port],
        env={**_clean(), "MAILLON_VAR": str(prepared)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _page, text = _get(port, "/style/")
        sheet = text.split('rel="stylesheet" href="')[1].split('"')[0]
        assert sheet.count(".") == 2, "its name carries the fingerprint of its contents"
        answer, _compressed = _get(port, sheet, "br")
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
        assert _get(port, "/style/", "gzip")[0].headers["Content-Encoding"] == "gzip"
    finally:
        server.send_signal(signal.SIGTERM)
        said, wrong = server.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}" in said
    assert "Traceback" not in wrong


ALONE = """
import sys, threading
import granian
granian.Granian.serve = lambda _server: print("threads", threading.active_count())
from maillon.cli.main import main
sys.exit(main(["site", "serve", "--port", sys.argv[1]]))
"""


def test_workers_are_forked_from_a_process_without_threads(prepared) -> None:
    """A worker forked while a thread imports a module would wait for that module for ever."""
    environment = {**_clean(), "MAILLON_VAR": str(prepared)}
    command = [sys.executable, "-c", ALONE, _free()]
    assert subprocess.check_output(command, env=environment, text=True) == "threads 1\n"


def _free() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _get(port: str, path: str, encoding: str = "identity") -> tuple[HTTPResponse, str]:
    for _attempt in range(200):
        connection = HTTPConnection("127.0.0.1", int(port), timeout=10)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": encoding})
            answer = connection.getresponse()
        except ConnectionError:
            time.sleep(0.1)
        else:
            body = answer.read()
            assert answer.status == 200
            return answer, body.decode() if encoding == "identity" else ""
        finally:
            connection.close()
    raise AssertionError(f"{path} never answered")


def test_reminders_are_sent_once_from_the_command_line(prepared) -> None:
    outcome = maillon("site", "remind", var=prepared)
    assert outcome.returncode == 0, outcome.stderr
    assert re.fullmatch(r"\d+ échéances? rappelées?, à \d+ personnes?\.\n", outcome.stdout)
    assert maillon("site", "remind", var=prepared).stdout == "0 échéance rappelée, à 0 personne.\n"


def test_reminders_before_the_site_is_prepared_are_refused_in_one_sentence(tmp_path) -> None:
    assert "pas encore préparé" in _refusal(maillon("site", "remind", var=tmp_path))


OPENED = """
from maillon.web.site.preparation import Task, django_ready, do
def work(_progress):
    django_ready()
    from django.db import connection
    connection.ensure_connection()
do(Task("opens", "Ouvre", "mark", work), lambda _part, _what: None)
from django.db import connection
print(connection.connection)
"""


def test_a_step_of_the_preparation_leaves_the_database_closed(tmp_path) -> None:
    """A worker forked from a process that has it open would count on locks that its parent alone holds."""
    environment = {**_clean(), "MAILLON_VAR": str(tmp_path)}
    assert subprocess.check_output([sys.executable, "-c", OPENED], env=environment, text=True) == "None\n"
