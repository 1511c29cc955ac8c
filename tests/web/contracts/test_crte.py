"""The list of CRTE as spreadsheets leave it: mended where there is no doubt, refused line by line where there is."""

import pytest

from fixtures.contracts import AMBOISE, LOCHES, TOURS
from maillon.rules.governance.roles import Role
from maillon.rules.problem import InputError
from maillon.web.contracts.models import Contract, ContractTerritory
from maillon.web.contracts.services.crte import MOST_BYTES, MOST_CONTRACTS, MOST_ROWS, read_list
from maillon.web.contracts.services.demo import DEMO
from maillon.web.contracts.services.uploads import Sent, confirm, send

HEAD = (
    "insee_reg;lib_reg;dep_chef_file;lib_dep;id_crte;lib_crte;type_grp_crte;crte_interreg;crte_interdep;"
    "siren_groupement;lib_groupement;nature_juridique;siren_grp_supra;lib_grp_supra;nat_jur_grp_supra"
)


def row(crte: str = "53", siren: str = AMBOISE, name: str = "Val d’Amboise", title: str = "Pays de Loire") -> str:
    return f"24;Centre-Val de Loire;37;Indre-et-Loire;{crte};{title};EPCI;non;non;{siren};{name};CC;;;"


def listed(*rows: str, encoding: str = "utf-8", delimiter: str = ";", end: str = "\n"):
    text = end.join((HEAD, *rows)).replace(";", delimiter)
    return read_list(text.encode(encoding), name="liste.csv")


def test_several_lines_make_one_contract() -> None:
    (one,), refused = listed(row(), row(siren=LOCHES, name="Loches Sud Touraine"))
    assert not refused
    assert one.document.id == "crte-53"
    assert one.document.kind == "crte"
    assert one.document.perimeter.epci == (AMBOISE, LOCHES)
    assert [party.institution.siren for party in one.document.parties] == [AMBOISE, LOCHES]
    assert one.document.excerpt, "what the list does not say is not denied"
    assert one.document.sources[0].reference == one.document.references[0].id
    assert one.where == "lignes 2, 3"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_separators_are_understood(encoding, delimiter) -> None:
    (one,), refused = listed(row(title="Forêts"), encoding=encoding, delimiter=delimiter)
    assert not refused
    assert "Forêts" in one.document.title
    assert one.document.parties[0].institution.name == "Val d’Amboise"


def test_a_guess_on_the_encoding_is_said() -> None:
    (one,), _refused = listed(row(), encoding="cp1252")
    assert any("Windows-1252" in note for note in one.notes)


@pytest.mark.parametrize("siren", [f" {AMBOISE} ", "200 043 065", "200043065.0", "200\u00a0043\u00a0065"])
def test_spaces_and_decimals_of_spreadsheets_are_mended(siren) -> None:
    (one,), refused = listed(row(siren=siren))
    assert not refused
    assert one.document.perimeter.epci == (AMBOISE,)


@pytest.mark.parametrize("siren", ["2,00043E+08", "20004306", "", "200043066", "abc", "=1+1", "9" * 300])
def test_a_broken_number_refuses_the_whole_crte_and_names_its_line(siren) -> None:
    incoming, (refused,) = listed(row(siren=TOURS), row(siren=siren), row("54"))
    assert [one.document.id for one in incoming] == ["crte-54"]
    assert refused.problems[0].line == 3
    assert refused.problems[0].remedy


def test_a_valid_number_of_nobody_is_refused() -> None:
    _incoming, (refused,) = listed(row(siren="356000000"))
    assert refused.problems


def test_a_line_without_identifier_is_refused_alone() -> None:
    incoming, refused = listed(row(""), row())
    assert len(incoming) == 1
    assert refused[0].where == "ligne 2"


def test_the_same_intercommunality_twice_counts_once() -> None:
    (one,), _refused = listed(row(), row())
    assert one.document.perimeter.epci == (AMBOISE,)


def test_empty_lines_and_windows_ends_are_nothing() -> None:
    incoming, refused = listed(row(), "", ";;;;;;;;;;;;;;", end="\r\n")
    assert (len(incoming), refused) == (1, [])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a;b;c\n1;2;3\n",
        HEAD.encode(),
        b"PK\x03\x04 a workbook",
        b"\xd0\xcf\x11\xe0 an old workbook",
        b"\x00\x01\x02",
        b"x" * (MOST_BYTES + 1),
        HEAD.encode() + b'\n"' + b"x" * 200_000,
        HEAD.encode() + b"\n" + row().encode() * 30_000,
    ],
    ids=["empty", "columns", "no line", "xlsx", "xls", "binary", "huge", "endless quote", "one endless line"],
)
def test_what_is_not_the_list_is_refused_in_words(data) -> None:
    with pytest.raises(InputError) as refusal:
        read_list(data, name="liste.csv")
    assert refusal.value.problems[0].what


def test_too_many_lines_or_contracts_are_refused() -> None:
    with pytest.raises(InputError, match="plus de 5000 lignes"):
        listed(*(row() for _rank in range(MOST_ROWS + 1)))
    with pytest.raises(InputError, match="plus de 2000 contrats"):
        listed(*(row(str(rank)) for rank in range(MOST_CONTRACTS + 1)))


@pytest.mark.django_db
def test_the_demo_list_from_upload_to_register(actor_for) -> None:
    agent = actor_for(Role.AGENT)
    path = DEMO / "listes" / "exemple-crte.csv"
    draft, plan = send([Sent(path.name, path.read_bytes())], by=agent)
    assert plan.refused == 2
    assert not Contract.objects.exists()
    confirm(draft.pk, by=agent, fingerprint=plan.fingerprint, leave_refused=True)
    assert Contract.objects.count() == plan.to_write
    assert set(Contract.objects.values_list("origin", "public")) == {("public_list", True)}
    assert ContractTerritory.objects.filter(territory="37", level="departement").exists()
    _draft, again = send([Sent(path.name, path.read_bytes())], by=agent)
    assert again.to_write == 0, "the same list again changes nothing"
