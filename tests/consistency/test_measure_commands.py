"""The commands of measures printed in the pages run as they are printed, on small tables of the names they say."""

import json
import re
import shlex
from pathlib import Path

import pytest

from maillon.cli.main import OK, _parser, main
from maillon.rules.wording import language

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (
    "reference/indice-composite.md",
    "reference/incertitude.md",
    "reference/allocation.md",
    "reference/perequation.md",
    "explications/cofinancement-sans-seuil.md",
    "explications/resultats-perequation.md",
    "explications/indicateur-de-solidarite.md",
)
MEASURES = ("index", "equity", "allocate", "target")
PLACES = ["37261", "37050", "37233", "37122", "37195", "37214"]  # Tours and communes that touch one another
TOLD = dict.fromkeys(("--default", "actors"), "the data that ship are for their own tests")


def _blocks() -> list[tuple[str, str]]:
    """Return each command with its page, lines that go on joined."""
    found = []
    for page in PAGES:
        for block in re.findall(r"```(?:sh|bash)?\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL):
            joined = re.sub(r"\\\n\s*|\n\s+", " ", block)
            found += [
                (page, line) for line in joined.splitlines() if line.startswith(tuple(f"maillon {m}" for m in MEASURES))
            ]
    return found


def _is_synopsis(command: str) -> bool:
    return "[" in command


def _cells(*rows: list[object]) -> str:
    return "\n".join(",".join(map(str, row)) for row in rows) + "\n"


def _tables() -> dict[str, str]:
    numbers = range(len(PLACES))
    indicators = [
        [code, f"{n}", n + 1, (n * 5) % 7, 10 + n % 4, 2 + n % 2, "xy"[n % 2]] for n, code in enumerate(PLACES)
    ]
    potential = "Potentiel fiscal et financier des communes - Potentiel financier final"
    grant = "Dotation de solidarité rurale - Montant total réparti"
    people = "Informations générales - Population DGF de l'année N"
    return {
        "données.csv": _cells(["uCode", "uName", "a", "b", "c", "den", "zone"], *indicators),
        "métadonnées.csv": _cells(
            ["Level", "iCode", "Parent", "Direction", "Denominator"],
            [1, "a", "Social", 1, "den"],
            [1, "b", "Social", -1, ""],
            [1, "c", "Lien", 1, ""],
            [2, "Social", "Index", 1, ""],
            [2, "Lien", "Index", 1, ""],
            [3, "Index", "", 1, ""],
        ),
        "avant.csv": _cells(["uCode", "Index"], ["x", 1], ["y", 2], ["z", 3]),
        "après.csv": _cells(["uCode", "Index"], ["x", 3], ["y", 2], ["z", 5]),
        "parts.csv": _cells(["nom", "population", "equipements", "plancher"], ["A", 900, 3, 1000], ["B", 50, 1, 20000]),
        "unites.csv": _cells(
            ["postes", "eleves", "departement"],
            *([20 + n, 300 + 40 * (n % 3), "37" if n < 3 else "41"] for n in numbers),
        ),
        "demandes.csv": _cells(
            ["id", "cout", "subvention", "points", "theme"],
            *([f"p{n}", 900_000, 400_000, 3 + n, "Mobilité" if n % 2 else "Santé"] for n in numbers),
        ),
        "communes.csv": _cells(
            ["code", "indice", "habitants"], *([code, 0.9 - n / 10, 1000] for n, code in enumerate(PLACES))
        ),
        "mot.csv": _cells(
            ["code", "inside", "reason", "decided_by", "decided_on"],
            [PLACES[-1], "oui", "fermeture d’usine", "préfet de région", "2026-11-02"],
        ),
        "projets.csv": _cells(["commune", "besoin", "cout"], *([f"c{n}", n / 6, 600_000.5] for n in numbers)),
        "criteres_repartition_2022.csv.gz": _cells(
            [potential, grant, people], *([90_000 * (n + 1), 4000, 100 + n] for n in numbers)
        ),
    }


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import gzip

    monkeypatch.chdir(tmp_path)
    for name, content in _tables().items():
        written = content.encode()
        (tmp_path / name).write_bytes(gzip.compress(written) if name.endswith(".gz") else written)
    return tmp_path


def test_pages_print_commands() -> None:
    printed = {page for page, _command in _blocks()}
    assert printed >= set(PAGES[:-1])


@pytest.mark.parametrize(("page", "command"), _blocks())
def test_each_printed_command_runs(page: str, command: str, tables: Path, capsys) -> None:
    if _is_synopsis(command):
        options = set(re.findall(r"--[a-z-]+", command))
        with pytest.raises(SystemExit):
            main([*re.findall(r"^maillon ([a-z]+) ([a-z]+)", command)[0], "--help"])
        assert options <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
        return
    argv = shlex.split(command)[1:]
    if any(word in argv for word in TOLD):
        assert _parser(argv).parse_args(argv).run
        return
    assert main(argv) == OK, capsys.readouterr().err


def test_the_page_names_the_tables_that_come_out(tables: Path, capsys) -> None:
    section = (DOCS / "reference/allocation.md").read_text(encoding="utf-8").partition("## Ce que rend")[2]
    said = dict(re.findall(r"^\| `([a-z ]+)` \| (.*) \|$", section, re.MULTILINE))
    seen = set()
    token = language.set("fr")
    for page, command in _blocks():
        verb = next((verb for verb in said if command.startswith(f"maillon {verb} ")), None)
        if verb is None or _is_synopsis(command) or page == PAGES[-1]:
            continue
        assert main([*shlex.split(command)[1:], "--format", "json"]) == OK
        answer = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
        assert list(answer)[-1] == "manifest"
        assert all(f"`{name}`" in said[verb] for name in answer if name != "manifest"), (verb, list(answer))
        main_table = next(iter(answer.values()))
        if "(" in said[verb].split(",")[0]:
            assert all(f"`{column}`" in said[verb] for column in main_table[0]), (verb, main_table[0])
        seen.add(verb)
    language.reset(token)
    assert seen == set(said)
