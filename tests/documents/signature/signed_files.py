"""Frozen contracts, certificates and signed files that the tests start from; made once, never by hand."""

import datetime as dt
from functools import cache
from typing import Any

from documents.contract.samples import HEAD
from maillon.documents.contract.consolidate import consolidate
from maillon.documents.contract.finding import among
from maillon.documents.contract.loading import loads
from maillon.documents.signature.freezing import Frozen, freeze
from maillon.documents.signature.sealing import Seal, demonstration_signer, seal, sign

DAY = dt.date(2026, 3, 15)
NOW = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)
CONTRACT = (
    HEAD
    + """\
parties:
  - {id: metropole, institution: {name: Tours Métropole Val de Loire, kind: epci, siren: '243700754'}}
  - {id: etat, institution: {name: État, kind: etat}, class: partner}
articles:
  - {id: objet, title: Objet, text: Le contrat a un objet.}
"""
)
ADDRESS = "https://contrats.exemple.invalid/contrats/contrat/"


@cache
def frozen(number: int) -> Frozen:
    """A frozen version of a small contract."""
    loaded = loads(CONTRACT)
    return freeze(loaded.document, consolidated=consolidate(loaded, among([])), number=number, address=ADDRESS, on=DAY)


@cache
def host() -> Seal:
    """The host's seal, valid at the time of the tests."""
    return demonstration_signer("Hébergeur d’essai", on=NOW - dt.timedelta(days=30))


@cache
def party(name: str) -> Seal:
    """A party's certificate, valid at the time of the tests."""
    return demonstration_signer(name, title="Présidence", on=NOW - dt.timedelta(days=30))


@cache
def sealed(number: int) -> bytes:
    """The sealed PDF of a version."""
    return seal(frozen(number).pdf, host(), at=NOW)


@cache
def signed(number: int) -> bytes:
    """The sealed PDF, signed by a party."""
    return sign(sealed(number), party("Métropole d’essai"), field="Signature-1", reason="Bon pour accord", at=NOW)


@cache
def authority(name: str, *, addresses: bool = False) -> tuple[bytes, Seal]:
    """The root of an authority of the tests, and a certificate that it issued: no demonstration, no person."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    start, end = NOW - dt.timedelta(days=30), NOW + dt.timedelta(days=365)
    # as most authorities do: the certificates of demonstration are of the other kind
    keys: list[Any] = [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65_537, 2_048)]
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Autorité d’essai")])
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, "NTRFR-243700754"),
            x509.NameAttribute(NameOID.TITLE, "Présidence"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name}, présidence"),
        ]
    )
    uses = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    made = []
    for named, key, is_authority in ((issuer, keys[0], True), (subject, keys[1], False)):
        usage = x509.KeyUsage(
            digital_signature=not is_authority,
            content_commitment=not is_authority,
            key_cert_sign=is_authority,
            crl_sign=is_authority,
            **uses,
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(named)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
        )
        if addresses and not is_authority:
            builder = _addressed(builder)
        made.append(builder.sign(keys[0], hashes.SHA256()).public_bytes(Encoding.DER))
    private = keys[1].private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return made[0], Seal(private, made[1], (made[0],))


def _addressed(builder: Any) -> Any:
    """Write in a certificate where its revocation and its issuer could be asked for."""
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID as Access

    def place(path: str) -> x509.GeneralName:
        return x509.UniformResourceIdentifier(f"http://exemple.invalid/{path}")

    points = [x509.DistributionPoint([place("liste.crl")], None, None, None)]
    access = [
        x509.AccessDescription(Access.OCSP, place("ocsp")),
        x509.AccessDescription(Access.CA_ISSUERS, place("ca")),
    ]
    builder = builder.add_extension(x509.CRLDistributionPoints(points), critical=False)
    return builder.add_extension(x509.AuthorityInformationAccess(access), critical=False)
