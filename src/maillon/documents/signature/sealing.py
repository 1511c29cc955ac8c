"""Sealing a frozen PDF: a PAdES signature of the host's, over every byte, that lets others sign after it.

Level B-B: no time stamp and no revocation answer is embedded, because nothing here speaks to the network.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import logging
from dataclasses import dataclass
from functools import cache
from typing import Any

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

DEMONSTRATION = "DEMONSTRATION – sans valeur juridique"
SEAL_FIELD = "Maillon-Sceau"
_SPARE = 4_096  # bytes beside the certificates; not more: readers of PDF go through what is left, digit by digit
_YEARS = 3


@dataclass(frozen=True, slots=True)
class Seal:
    """A key and its certificates, in memory only.

    Attributes:
        key: private key, PKCS#8 in DER.
        certificate: certificate of the key, X.509 in DER.
        chain: certificates of the issuers, nearest first, X.509 in DER.
    """

    key: bytes
    certificate: bytes
    chain: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        """Say nothing of the key."""
        return "Seal(…)"

    @property
    def demonstration(self) -> bool:
        """Whether the certificate says that it is a demonstration."""
        from cryptography import x509

        return DEMONSTRATION in x509.load_der_x509_certificate(self.certificate).subject.rfc4514_string()

    @classmethod
    def load(cls, data: bytes, passphrase: str, *, name: str = "") -> Seal:
        """Read a key and its certificates from a PKCS#12 file.

        Raises:
            InputError: not such a file, a wrong passphrase, or no key in it.
        """
        from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

        try:
            key, certificate, others = pkcs12.load_key_and_certificates(data, passphrase.encode())
        except (ValueError, TypeError):
            what = _(
                "ce fichier de certificat ne s’ouvre pas : ce n’est pas du PKCS#12, ou la phrase secrète est fausse"
            )
            raise InputError(Problem(what, name, remedy=_("Vérifier le fichier .p12 et sa phrase secrète"))) from None
        if key is None or certificate is None:
            raise InputError(Problem(_("ce fichier de certificat ne contient pas de clé privée"), name))
        return cls(
            _private(key),
            certificate.public_bytes(Encoding.DER),
            tuple(one.public_bytes(Encoding.DER) for one in others),
        )

    def packed(self, passphrase: str) -> bytes:
        """Return the key and its certificates as a PKCS#12 file that `load` reads."""
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_der_private_key, pkcs12

        key: Any = load_der_private_key(self.key, None)
        chain = [x509.load_der_x509_certificate(one) for one in self.chain]
        certificate = x509.load_der_x509_certificate(self.certificate)
        encryption = BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"maillon", key, certificate, chain, encryption)


def _private(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return bytes(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


@cache
def demonstration_seal() -> Seal:
    """Return a self-signed seal that is worth nothing in law and says so; made once per process, never written."""
    return demonstration_signer("Sceau de l’hébergeur")


def demonstration_signer(name: str, *, title: str = "", on: dt.datetime | None = None) -> Seal:
    """Return a self-signed certificate whose subject says that it is a demonstration, and its key.

    Args:
        name: who it pretends to be: a role or an institution, never a person.
        title: function, written in the certificate.
        on: from when it is valid, for three years; now by default.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    start = on or dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=1)
    key = ec.generate_private_key(ec.SECP256R1())  # an RSA key takes long to draw, and each signature checks it anew
    members = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _fitted(name)),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, DEMONSTRATION),
        x509.NameAttribute(NameOID.COMMON_NAME, _fitted(f"{DEMONSTRATION} : {name}")),
    ]
    if title:
        members.append(x509.NameAttribute(NameOID.TITLE, _fitted(title)))
    subject = x509.Name(members)
    uses = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only"),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, decipher_only=False, **uses), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    return Seal(_private(key), certificate.public_bytes(Encoding.DER))


def _fitted(text: str) -> str:
    """Return what a member of a certificate's name can hold: 64 bytes."""
    return text.encode()[:64].decode(errors="ignore").strip()


def seal(pdf: bytes, seal: Seal, *, at: dt.datetime | None = None) -> bytes:
    """Return the PDF sealed by the host: whatever is added later shows, and only signatures are accepted by `verify`.

    The seal is invisible, so that the pages and their accessibility stay as they are. It does not certify the file (no
    DocMDP): a certified file refuses the visible signatures that most signing desks add.

    Args:
        pdf: a frozen PDF, our own.
        seal: the host's key.
        at: time of the seal; now by default.
    """
    reason = _("Scellement de la version arrêtée : toute modification des pages se verra")
    return sign(pdf, seal, field=SEAL_FIELD, reason=reason, at=at)


def sign(
    pdf: bytes,
    signer: Seal,
    *,
    field: str,
    reason: str = "",
    at: dt.datetime | None = None,
    box: tuple[int, int, int, int] | None = None,
    page: int = -1,
) -> bytes:
    """Return the PDF with one more PAdES B-B signature, as an incremental update.

    Args:
        pdf: a PDF of ours; what comes from outside is only verified, never signed again here.
        signer: key and certificate.
        field: name of the signature field.
        reason: why it is signed, for the reader.
        at: time that the signature claims; now by default.
        box: left, bottom, right and top of a visible signature, in points; invisible when None.
        page: rank of its page, from 0, or from the end when negative.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    logging.getLogger("pyhanko").setLevel(logging.ERROR)
    meta = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        reason=reason or None,
        subfilter=SigSeedSubFilter.PADES,
    )
    spec = SigFieldSpec(field, on_page=page, box=box)
    writer = _quiet(IncrementalPdfFileWriter)(io.BytesIO(pdf))
    session = PdfSigner(meta, _signer(signer), new_field_spec=spec).init_signing_session(writer)
    session.system_time = at or dt.datetime.now(tz=dt.UTC)
    return asyncio.run(_signed(session, _room(signer)))


@cache
def _quiet(writer: Any) -> Any:
    """Return a writer that leaves the metadata as they are: rewritten, they would no longer be those of PDF/A."""
    return type("QuietWriter", (writer,), {"_update_meta": lambda _self: None})


def _signer(signer: Seal) -> Any:
    from asn1crypto import keys, x509
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # a class without annotations
    store.register_multiple([x509.Certificate.load(one) for one in signer.chain])
    return SimpleSigner(
        signing_cert=x509.Certificate.load(signer.certificate),
        signing_key=keys.PrivateKeyInfo.load(signer.key),
        cert_registry=store,
    )


def _room(signer: Seal) -> int:
    """Return the hexadecimal digits to leave for a signature."""
    return 2 * (_SPARE + sum(len(one) for one in (signer.certificate, *signer.chain)))


async def _signed(session: Any, room: int) -> bytes:
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=room)
    digest, output = prepared.digest_tbs_document()
    attributes = PdfCMSSignedAttributes(signing_time=session.system_time)
    await prepared.perform_signature(document_digest=digest.document_digest, pdf_cms_signed_attrs=attributes)
    return bytes(output.getvalue())
