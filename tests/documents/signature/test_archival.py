"""A frozen PDF keeps what it promises: PDF/A-2a and PDF/UA-1, sealed and signed too.

Our own reading is not a validator; veraPDF judges when it is installed.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
import typst

from documents.contract.samples import HEAD
from documents.pdf_facts import faults
from documents.signature.signed_files import ADDRESS, DAY, frozen, sealed, signed
from maillon.documents.contract.consolidate import consolidate
from maillon.documents.contract.finding import among
from maillon.documents.contract.loading import loads
from maillon.documents.signature.freezing import freeze

RICH = (
    HEAD
    + """\
parties:
  - {id: metropole, institution: {name: Tours Métropole Val de Loire, kind: epci, siren: '243700754'}}
  - {id: region, institution: {name: Région Centre-Val de Loire, kind: region}}
themes: [{id: mobilites, title: Mobilités}]
articles:
  - {id: objet, number: '1', title: Objet, text: "Le contrat a **un** objet.\\n\\n- un\\n- deux"}
actions:
  - id: navettes
    title: Navettes
    theme: mobilites
    owner: metropole
    cost: {excluding_tax: 100000}
    financing: [{funder: region, planned: 40000}, {funder: metropole, own_contribution: true, planned: 60000}]
commitments: [{id: payer, by: region, what: Payer les navettes., due: 2026-06-30}]
"""
)
SOURCE = '#set page(height: 8cm)\n= Titre\n#table(columns: 2, [a], [b])\n#link("https://example.org")[x]'


def _rich() -> bytes:
    loaded = loads(RICH)
    merged = consolidate(loaded, among([]))
    return freeze(loaded.document, consolidated=merged, number=1, address=ADDRESS, on=DAY).pdf


@pytest.mark.parametrize("form", ["frozen", "sealed", "signed", "rich"])
def test_what_is_most_often_wrong_is_right(form: str) -> None:
    made = {"frozen": lambda: frozen(3).pdf, "sealed": lambda: sealed(3), "signed": lambda: signed(3), "rich": _rich}
    assert faults(made[form]()) == []


def test_a_plain_pdf_is_found_out(tmp_path: Path) -> None:
    source = tmp_path / "x.typ"
    source.write_text(SOURCE, encoding="utf-8")
    found = set(faults(typst.compile(str(source), format="pdf")))
    assert {
        "the title is not displayed",
        "no output intent with its colour profile",
        "the metadata do not say PDF/A-2",
        "the metadata do not say PDF/UA-1",
        "a table without a header",
    } <= found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"/Lang(fr)", b"/Lang(??)", "no language"),
        (b"pdfaid:part>2<", b"pdfaid:part>9<", "the metadata do not say PDF/A-2"),
        (b"/GTS_PDFA1", b"/GTS_PDFX1", "no output intent with its colour profile"),
        (b"/ToUnicode", b"/ToUnicodo", "a font whose text cannot be read"),
        (b"/FontFile", b"/FontFilo", "a font that is not embedded"),
    ],
)
def test_each_alteration_is_found(old: bytes, new: bytes, told: str) -> None:
    data = frozen(3).pdf
    assert old in data, "the PDF is written otherwise: change this test"
    assert [one for one in faults(data.replace(old, new)) if one.startswith(told)]


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_verapdf_agrees(flavour: str, tmp_path: Path) -> None:
    validator = shutil.which("verapdf")
    if validator is None:
        pytest.skip("veraPDF is not installed: conformance is read by our own check only, which is no validator")
    for name, data in {"sealed": sealed(3), "rich": _rich()}.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        done = subprocess.run([validator, "--format", "text", "-f", flavour, str(path)], capture_output=True, text=True)
        assert done.stdout.startswith("PASS"), done.stdout + done.stderr
