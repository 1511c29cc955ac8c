"""A frozen version: three forms that name each other, the same each time, and nothing missing."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace

import docx
import pytest
import rfc8785
from pypdf import PdfReader

from documents.contract.samples import HEAD, WHOLE
from documents.signature.signed_files import ADDRESS, CONTRACT, DAY, frozen
from maillon.documents.contract.consolidate import Consolidated, consolidate
from maillon.documents.contract.finding import among
from maillon.documents.contract.loading import dump, loads
from maillon.documents.signature.code import VersionCode, parse
from maillon.documents.signature.freezing import Frozen, document_bytes, freeze, read_frozen, sha256
from maillon.rules.problem import InputError
from maillon.rules.wording import language

CHILD = HEAD.replace("id: contrat", "id: enfant") + "extends: {contract: contrat}\nsummary: Le sien.\n"


def _freeze(text: str = CONTRACT, *, trunks: tuple[str, ...] = (), on: dt.date = DAY) -> Frozen:
    loaded = loads(text)
    whole = consolidate(loaded, among([loads(trunk) for trunk in trunks]))
    return freeze(loaded.document, consolidated=whole, number=3, address=ADDRESS, on=on)


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_same_version_gives_the_same_bytes_in_any_language() -> None:
    first = frozen(3)
    token = language.set("en")
    try:
        again = _freeze()
    finally:
        language.reset(token)
    assert (again.canonical, again.own, again.pdf, again.docx) == (first.canonical, first.own, first.pdf, first.docx)


def test_another_day_or_number_gives_another_fingerprint() -> None:
    digests = {frozen(3).digests["canonical"], frozen(4).digests["canonical"]}
    digests.add(_freeze(on=DAY + dt.timedelta(days=1)).digests["canonical"])
    assert len(digests) == 3


def test_the_canonical_document_is_that_of_the_rfc_and_reads_back() -> None:
    version = frozen(3)
    tree = json.loads(version.canonical)
    assert rfc8785.dumps(tree) == version.canonical
    assert version.digests["canonical"] == hashlib.sha256(version.canonical).hexdigest()
    read = read_frozen(version.canonical)
    assert (read.contract, read.number, read.on) == ("contrat", 3, DAY)
    assert read.document == loads(CONTRACT).document
    assert read.own_sha256 == sha256(version.own) == sha256(rfc8785.dumps(json.loads(version.own)))
    assert read.inherits == ()


def test_what_is_inherited_is_frozen_too_and_the_own_document_stays_apart() -> None:
    version = _freeze(CHILD, trunks=(WHOLE,))
    read = read_frozen(version.canonical)
    assert [one.id for one in read.document.actions] == ["dechetteries"]
    assert "actions" not in json.loads(version.own)
    assert read.inherits == (("contrat", sha256(document_bytes(loads(WHOLE).document))),)


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: json.dumps(json.loads(data), ensure_ascii=False).encode(),
        lambda data: data.replace(b'"number":3', b'"number":"3"').replace(b"maillon-frozen/1", b"maillon-frozen/2"),
        lambda data: data[:-1] + b',"z":1}',
        lambda data: data.replace(b'"contract":"contrat"', b'"contract":"autre"'),
        lambda data: data.replace(b"2026-03-15", b"2026-03-45"),
        lambda data: data[:200],
        lambda _data: b"\xff\xfe",
        lambda _data: b"[]",
        lambda _data: dump(loads(WHOLE).document, "json").encode(),
    ],
)
def test_a_canonical_document_that_was_touched_is_refused(harm) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError):
        read_frozen(harm(frozen(3).canonical))


def test_the_pdf_says_the_version_and_its_fingerprint_and_stays_archivable() -> None:
    version = frozen(3)
    text = _text(version.pdf)
    assert text.count("Version n° 3 arrêtée le 15/03/2026") >= 2
    assert version.digests["canonical"] in text.replace("\n", "")
    assert ADDRESS in text
    assert "Signatures" in text
    assert "Tours Métropole Val de Loire" in text.split("Les parties signent")[1]
    reader = PdfReader(io.BytesIO(version.pdf))
    xmp = reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else ""
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp


def test_what_is_signed_does_not_say_that_it_is_being_negotiated() -> None:
    drafted = HEAD + "state: negotiation\n"
    assert "négociation" not in _text(_freeze(drafted).pdf)
    assert read_frozen(_freeze(drafted).canonical).document.state == "negotiation"
    assert "en vigueur" in _text(_freeze(HEAD + "state: in_force\n").pdf)


def test_the_word_file_has_the_signature_pages_and_no_time_of_its_making() -> None:
    version = frozen(3)
    document = docx.Document(io.BytesIO(version.docx))
    text = [one.text for one in document.paragraphs]
    assert any(version.digests["canonical"] in line for line in text)
    assert "Signatures" in text
    assert len(document.inline_shapes) == 1
    times = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(version.docx)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_a_partner_has_no_place_to_sign() -> None:
    pages = _text(frozen(3).pdf).split("Les parties signent")[1]
    assert "État" not in pages


def test_a_version_without_its_trunk_is_not_frozen() -> None:
    with pytest.raises(InputError, match="tronc commun « contrat »"):
        _freeze(CHILD)


def test_a_document_and_the_whole_of_another_are_not_frozen_together() -> None:
    whole = consolidate(loads(WHOLE), among([]))
    other = loads(WHOLE.replace("title: Contrat", "title: Autre")).document
    with pytest.raises(InputError, match="pas celui qui a été consolidé"):
        freeze(other, consolidated=whole, number=1, address=ADDRESS, on=DAY)


def test_the_text_of_a_contract_is_never_code_on_the_signature_pages() -> None:
    tricky = CONTRACT.replace("Tours Métropole Val de Loire", "'#panic() $x$ @ref <b>'")
    assert "#panic()" in _text(_freeze(tricky).pdf)


def test_the_code_says_the_version() -> None:
    code = frozen(3).code
    assert code.payload == f"MAILLON/1/contrat/3/{frozen(3).digests['canonical']}"
    assert parse(code.payload) == code
    assert "<svg" in code.svg()
    assert code.png().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "https://exemple.invalid",
        "MAILLON/2/contrat/3/" + "a" * 64,
        "MAILLON/1/contrat/0/" + "a" * 64,
        "MAILLON/1/contrat/3/" + "a" * 63,
        "MAILLON/1/contrat/3/" + "A" * 64,
        "MAILLON/1/../3/" + "a" * 64,
        "MAILLON/1/" + "a" * 121 + "/3/" + "a" * 64,
        "MAILLON/1/contrat/3/" + "a" * 64 + "\n",
    ],
)
def test_another_code_is_not_ours(payload: str) -> None:
    assert parse(payload) is None


def test_the_longest_names_still_fit_in_a_code() -> None:
    code = VersionCode("a" * 120, 999_999, "f" * 64)
    assert parse(code.payload) == code
    assert "<svg" in code.svg()


def test_a_missing_trunk_is_told_even_when_the_rest_is_right() -> None:
    whole = consolidate(loads(WHOLE), among([]))
    lacking: Consolidated = replace(whole, missing="tronc")
    with pytest.raises(InputError, match="« tronc »"):
        freeze(whole.document, consolidated=lacking, number=1, address=ADDRESS, on=DAY)
