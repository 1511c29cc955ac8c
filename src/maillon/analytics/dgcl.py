"""The DGCL's « critères de répartition des dotations » 2022, read under our names.

The published file has a column per criterion with a long French heading, separators with an empty heading, and « nd »
for what is not known.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Final

import polars as pl

from maillon.analytics.refusal import data_error
from maillon.rules.phrases import quoted
from maillon.rules.wording import _

_GENERAL: Final = "Informations générales - "
_WEALTH: Final = "Potentiel fiscal et financier des communes - "
_DSU: Final = "Dotation de solidarité urbaine et de cohésion sociale - "
_DSR: Final = "Dotation de solidarité rurale - "
TEXTS: Final = {
    "code": f"{_GENERAL}Code INSEE de la commune",
    "name": f"{_GENERAL}Nom de la commune",
    "department": f"{_GENERAL}Code département de la commune",
    "epci": f"{_GENERAL}Code SIREN de l'EPCI",
}
FIGURES: Final = {
    "population_dgf": f"{_GENERAL}Population DGF de l'année N",
    "population_insee": f"{_GENERAL}Population INSEE de l'année N",
    "stratum": f"{_GENERAL}Strate démographique de l'année N",
    "potentiel_fiscal": f"{_WEALTH}Potentiel fiscal 4 taxes final",
    "potentiel_financier": f"{_WEALTH}Potentiel financier final",
    "effort_fiscal": "Effort fiscal - Effort fiscal final",
    "dotation_forfaitaire": "Dotation forfaitaire - Dotation forfaitaire notifiée N",
    "dwellings": f"{_DSU}Nombre de logements TH de la commune",
    "social_housing": f"{_DSU}Nombre de logements sociaux de la commune",
    "housing_aid": f"{_DSU}Nombre de bénéficiaires des aides au logement de la commune",
    "income": f"{_DSU}Revenu imposable des habitants de la commune",
    "dsu_index": f"{_DSU}Valeur de l'indice synthétique de classement de la commune à la DSU",
    "dsu": f"{_DSU}Montant total réparti",
    "dsr_bourg_centre": f"{_DSR}Fraction bourg-centre - Montant global réparti",
    "dsr_perequation": f"{_DSR}Fraction péréquation - Montant global réparti (après garantie CN)",
    "dsr_target_index": f"{_DSR}Fraction cible - Indice synthétique DSR Cible",
    "dsr_target_rank": f"{_DSR}Fraction cible - Rang DSR Cible",
    "dsr_target_eligible": f"{_DSR}Fraction cible - Commune éligible",
    "dsr_cible": f"{_DSR}Fraction cible - Montant global réparti",
    "dsr": f"{_DSR}Montant total réparti",
}


def read_criteria(path: str | Path) -> pl.DataFrame:
    """Return the criteria of 2022, one row per commune.

    Args:
        path: the published CSV, gzipped or not.

    Returns:
        Columns of `TEXTS` (text) and `FIGURES` (floats; « nd » is null), and `metropolitan`.

    Raises:
        DataError: the file is absent or is not this file.
    """
    place = Path(path)
    if not place.is_file():
        raise data_error(_("ce fichier n’existe pas"), str(path), remedy=_("Vérifier le nom et le dossier"))
    content = place.read_bytes()
    content = gzip.decompress(content) if place.suffix == ".gz" else content
    raw = pl.read_csv(io.BytesIO(content), infer_schema=False)
    absent = [heading for heading in (*TEXTS.values(), *FIGURES.values()) if heading not in raw.columns]
    if absent:
        what = _("il manque des colonnes : {names}").format(names=quoted(absent))
        raise data_error(what, str(path), expected=_("Le fichier des critères de répartition de 2022"))
    return raw.select(
        *(pl.col(heading).alias(name) for name, heading in TEXTS.items()),
        *(pl.col(heading).replace("nd", None).cast(pl.Float64).alias(name) for name, heading in FIGURES.items()),
        (~pl.col(TEXTS["code"]).str.contains("^9[78]")).alias("metropolitan"),
    )
