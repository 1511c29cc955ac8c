"""`maillon journal verify`, as a person types it: the verdict first, exit codes 0, 1 and 2."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from maillon.cli.main import main
from rules.journal.journals import invented, lines_of, luck

LINKS = invented(luck(11), 30)
LINES = lines_of(LINKS)
HEAD = LINKS[-1].hash


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"".join(LINES))
    return path


def _run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["journal", "verify", *(str(word) for word in words)])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return code, told.out, told.err


def test_a_whole_journal_is_verified_up_to_the_head(capsys: pytest.CaptureFixture[str], journal: Path) -> None:
    code, out, err = _run(capsys, journal, "--head", HEAD, "--count", 30)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"✓ {journal} : journal vérifié, 30 événements",
        f"  tête : {HEAD}, numéro 30",
        "  La tête publiée atteste tous ces événements.",
    ]


def test_without_a_head_it_says_what_it_cannot_see(capsys: pytest.CaptureFixture[str], journal: Path) -> None:
    code, out, _err = _run(capsys, journal)
    assert code == 0
    assert "ni fin retirée ni réécriture complète ne se voient" in out
    _code, out, _err = _run(capsys, journal, "--count", 30)
    assert "une réécriture complète ne se voit pas" in out


def test_an_older_head_vouches_for_what_it_knew(capsys: pytest.CaptureFixture[str], journal: Path) -> None:
    code, out, _err = _run(capsys, journal, "--head", LINKS[24].hash)
    assert code == 0
    assert "atteste les événements 1 à 25 ; 5 autres sont venus ensuite" in out


def test_each_fault_is_a_line_with_its_place_and_its_remedy(capsys: pytest.CaptureFixture[str], journal: Path) -> None:
    journal.write_bytes(b"".join([*LINES[:5], *LINES[6:]]))
    code, out, err = _run(capsys, journal)
    assert (code, err) == (1, "")
    first, second = out.splitlines()
    assert first == f"✗ {journal} : 1 anomalie parmi 29 événements"
    assert second.startswith(f"  {journal} › événement 5, ligne 6 : cet événement manque : il a été retiré. Chercher")


def test_many_faults_are_counted_and_json_gives_them_all(capsys: pytest.CaptureFixture[str], journal: Path) -> None:
    journal.write_bytes(LINES[0] + b"rubbish\n" * 50)
    code, out, _err = _run(capsys, journal)
    assert code == 1
    assert len(out.splitlines()) == 22
    assert "et 30 autres" in out
    code, out, _err = _run(capsys, journal, "--format", "json")
    answer = json.loads(out)
    assert code == 1
    assert set(answer) == {"file", "verified", "events", "hidden", "last", "attested", "complete", "faults"}
    assert len(answer["faults"]) == 50
    assert set(answer["faults"][0]) == {"kind", "sequence", "what", "where", "line", "expected", "remedy"}
    journal.write_bytes(LINES[0] + b"rubbish\n" * 2_000)
    assert "La lecture s’est arrêtée là" in _run(capsys, journal)[1]


def test_a_rewritten_journal_needs_its_head(capsys: pytest.CaptureFixture[str], journal: Path) -> None:
    journal.write_bytes(b"".join(lines_of(invented(luck(12), 30))))
    assert _run(capsys, journal)[0] == 0
    code, out, _err = _run(capsys, journal, "--head", HEAD, "--count", 30)
    assert code == 1
    assert "le journal a été réécrit" in out


def test_hidden_events_are_told(capsys: pytest.CaptureFixture[str], journal: Path) -> None:
    journal.write_bytes(b"".join(lines_of(LINKS, hidden=[2, 3])))
    code, out, _err = _run(capsys, journal, "--head", HEAD)
    assert code == 0
    assert "2 événements ne sont donnés que par leur empreinte" in out


def test_what_cannot_be_used_is_two_on_the_error_stream(capsys: pytest.CaptureFixture[str], journal: Path) -> None:
    contract = journal.with_name("contrat.yaml")
    contract.write_text("format: maillon-contract/1\n", encoding="utf-8")
    for words in (
        (contract,),
        (journal.with_name("absent"),),
        (journal.parent,),
        (journal, "--head", "abc"),
        (journal, "--count", "-1"),
        (journal, "--count", "beaucoup"),
        (),
    ):
        code, out, err = _run(capsys, *words)
        assert (code, out) == (2, ""), words
        assert len(err.splitlines()) == 1, words
    assert _run(capsys, contract)[2].startswith(f"{contract}, ligne 1 : ce n’est pas un journal")


def _verify_alone(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "maillon.cli.main", "journal", "verify", *words]
    return subprocess.run(command, input=given, capture_output=True, check=False)


@pytest.mark.parametrize("packed", [False, True])
def test_the_standard_input_is_read_too(*, packed: bool) -> None:
    content = b"".join(LINES)
    outcome = _verify_alone("-", "--head", HEAD, given=gzip.compress(content) if packed else content)
    assert outcome.returncode == 0, outcome.stderr
    assert "entrée standard : journal vérifié, 30 événements" in outcome.stdout.decode()


def test_verifying_loads_neither_django_nor_the_libraries_of_the_site(journal: Path) -> None:
    program = (
        "import sys\nfrom maillon.cli.main import main\n"
        f"code = main(['journal', 'verify', {str(journal)!r}])\n"
        "heavy = {'django', 'pydantic', 'polars', 'duckdb', 'numpy', 'rapidfuzz'} & set(sys.modules)\n"
        "sys.exit(repr(heavy) if heavy or code else 0)"
    )
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
