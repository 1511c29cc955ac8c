"""The commands of measures in hostile or clumsy hands: one sentence and code 2, never a traceback, never a silence."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from maillon.cli.main import OK, USAGE, main

HEADING = "code;pop;need;cost;grant;value;theme;res;index;posts;dep"
LINES = [
    f"370{i:02d};{100 + i * 7};{i % 10 / 10};{1000 + i * 10};{300 + i};{i % 5};T{i % 3};{800 + i * 3};"
    f"{i / 30:.3f};{3 + i % 4};{37 if i < 15 else 41}"
    for i in range(30)
]
GOOD = "\n".join([HEADING, *LINES]) + "\n"
COMMANDS = {
    "equity": "equity assess @ --resource res --grant grant --weights pop --by dep --bootstrap 20 --seed 3",
    "share": "allocate share @ --total 1000 --key pop=0.6 --key value=0.4 --name code",
    "seats": "allocate share @ --seats 57 --key pop",
    "means": "allocate means @ --current posts --need pop --group dep --band 0.1 --name code",
    "projects": "allocate projects @ --id code --cost cost --grant grant --value value --theme theme --envelope 4000",
    "cofinancing": "allocate cofinancing @ --need need --cost cost --name code --envelope 20000 --sigma 0.02",
    "target": "target @ --code code --index index --population pop --share 0.3 --probability need",
}
FILES = {
    "an image": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "nothing": b"",
    "blank lines": b"\n \n\n",
    "headings alone": HEADING.encode(),
    "another separator": GOOD.replace(";", "|").encode(),
    "a column twice": GOOD.replace("code;pop", "code;code").encode(),
    "no column wanted": GOOD.replace("pop;need;cost", "a;b;c").replace("res", "d").encode(),
    "one endless word": b"x" * 200_000,
    "an open quote": GOOD.encode() + b'"37999;1;2\n',
    "half a UTF-16": b"\xff\xfea",
}


def _argv(name: str, path: Path, *more: str) -> list[str]:
    return [str(path) if word == "@" else word for word in COMMANDS[name].split()] + list(more)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_not_the_table_wanted_is_refused(name, content, tmp_path, capsys) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert main(_argv(name, path)) == USAGE
    captured = capsys.readouterr()
    assert captured.err
    assert "None" not in captured.err


@pytest.mark.parametrize(
    "written",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.replace(".", ",").encode("cp1252"),
        GOOD.replace(";", "\t").encode(),
    ],
    ids=["BOM", "UTF-16", "CRLF", "CR", "French decimals", "tabs"],
)
def test_habits_of_files_change_nothing(written, good, tmp_path, capsys) -> None:
    assert main(_argv("cofinancing", good, "--format", "csv")) == OK
    expected = capsys.readouterr().out
    other = tmp_path / "other.csv"
    other.write_bytes(written)
    assert main(_argv("cofinancing", other, "--format", "csv")) == OK
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("means", "--most-moves nan", "nombre"),
        ("means", "--seconds nan", "temps"),
        ("means", "--seconds -1", "temps"),
        ("projects", "--gap nan", "écart"),
        ("projects", "--gap -1", "écart"),
        ("projects", "--seconds 0", "temps"),
        ("projects", "--least-value nan", "valeur"),
        ("cofinancing", "--delta 0.1", "--delta"),
        ("cofinancing", "--previous need", "--previous"),
        ("cofinancing", "--tolerance nan", "tolérance"),
        ("target", "--parts 3", "--contiguous"),
        ("target", "--link a b", "--contiguous"),
        ("share", "--output=", "vide"),
    ],
)
def test_options_that_mean_nothing_are_refused(name, more, said, good, capsys) -> None:
    assert main([*_argv(name, good), *more.split()]) == USAGE
    assert said in capsys.readouterr().err


def test_a_threshold_that_is_not_a_number_is_refused(good, capsys) -> None:
    argv = ["target", str(good), "--code", "code", "--index", "index", "--population", "pop", "--threshold", "nan"]
    assert main(argv) == USAGE
    assert "seuil" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "column", "cell", "said"),
    [
        ("equity", "pop", "-5", "ligne 6 : -5 est négatif"),
        ("equity", "grant", "1e308", "démesurées"),
        ("cofinancing", "cost", "", "coût manque"),
        ("means", "pop", "1e308", "échelle"),
        ("projects", "value", "1e308", "valeur"),
        ("target", "index", "NaN", "nombre"),
        ("share", "pop", "inf", "nombre"),
    ],
)
def test_cells_that_cannot_be_used_are_refused(name, column, cell, said, tmp_path, capsys) -> None:
    cells = LINES[4].split(";")
    cells[HEADING.split(";").index(column)] = cell
    path = tmp_path / "table.csv"
    path.write_text("\n".join([HEADING, *LINES[:4], ";".join(cells), *LINES[5:]]), encoding="utf-8")
    assert main(_argv(name, path)) == USAGE
    assert said in capsys.readouterr().err


def _strict(text: str) -> dict[str, object]:
    return json.loads(text, parse_constant=pytest.fail)


@pytest.mark.parametrize("name", COMMANDS)
def test_twice_the_same_bytes_but_the_date(name, good, tmp_path, capsys) -> None:
    written = []
    for out in (tmp_path / "one.json", tmp_path / "two.json"):
        assert main(_argv(name, good, "-o", str(out))) == OK
        answer = _strict(out.read_text(encoding="utf-8"))
        about = answer["manifest"]
        assert about == _strict(out.with_name(f"{out.name}.manifest.json").read_text(encoding="utf-8"))
        digest = hashlib.sha256(good.read_bytes()).hexdigest()
        assert about["inputs"] == [{"name": "good.csv", "bytes": good.stat().st_size, "sha256": digest}]  # type: ignore[index]  # a dictionary
        written.append(out.read_text(encoding="utf-8").replace(about["date"], ""))  # type: ignore[index]  # a dictionary
    assert written[0] == written[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_workbook_opens_again(name, good, tmp_path) -> None:
    out = tmp_path / "out.xlsx"
    assert main(_argv(name, good, "-o", str(out))) == OK
    book = CalamineWorkbook.from_path(str(out))
    assert len(book.sheet_names) >= 2
    assert book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("name", COMMANDS)
def test_an_output_is_never_replaced_nor_left_half_written(name, good, tmp_path, capsys) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine", encoding="utf-8")
    assert main(_argv(name, good, "-o", str(out))) == USAGE
    assert out.read_text(encoding="utf-8") == "mine"
    assert main(_argv(name, good, "-o", str(tmp_path / "absent" / "out.csv"))) == USAGE
    assert {path.name for path in tmp_path.iterdir()} == {"good.csv", "out.csv"}


def test_a_weight_is_given_once_and_indices_lacking_a_column_are_named(tmp_path, capsys) -> None:
    data, meta = tmp_path / "data.csv", tmp_path / "meta.csv"
    data.write_text("uCode,a\nx,1\ny,2\n", encoding="utf-8")
    meta.write_text("Level,iCode,Parent,Direction\n1,a,I,1\n2,I,,1\n", encoding="utf-8")
    made = ["index", "compute", str(data), str(meta)]
    assert main([*made, "--weight", "a=1", "--weight", "a=2"]) == USAGE
    assert main([*made, "--normalise", "minmax:0:1e308"]) == USAGE
    assert main([*made, "--unit", ""]) == USAGE
    assert main(["index", "compare", str(data), str(meta)]) == USAGE
    assert f"{meta} : colonne introuvable" in capsys.readouterr().err


def _run(*argv: str, **more: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "maillon.cli.main", *argv]
    return subprocess.Popen(command, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload, no-any-return]  # options pass through


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said(good) -> None:
    with Path("/dev/full").open("wb") as full:
        running = _run(*_argv("share", good), stdout=full)
        error = running.communicate()[1].decode()
    assert running.returncode == USAGE
    assert "le disque est plein. Libérer" in error
    assert "Traceback" not in error


def test_a_reader_that_leaves_ends_in_silence(tmp_path) -> None:
    long = tmp_path / "long.csv"
    long.write_text("k\n" + "1\n" * 50_000, encoding="utf-8")
    running = _run(
        "allocate", "share", str(long), "--total", "1000", "--key", "k", "--format", "csv", stdout=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(10)
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait() == OK


def _spent(pid: int) -> float:
    """Return the seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(sys.platform != "linux", reason="what a process has used is read in /proc")
@pytest.mark.parametrize("seconds", [0.4, 1.5], ids=["while it loads", "while it counts"])
def test_an_interruption_is_one_word(seconds, good) -> None:
    argv = _argv("equity", good)
    argv[argv.index("--bootstrap") + 1] = "1000000"
    running = _run(*argv, stdout=subprocess.DEVNULL, env={**os.environ, "LANG": "fr_FR.UTF-8"})
    while running.poll() is None and _spent(running.pid) < seconds:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    error = running.communicate()[1].decode()
    assert running.returncode == USAGE
    assert "Interrompu." in error
    assert "Traceback" not in error
