"""Write the reference page and the JSON Schema of the contract document from its classes."""

from pathlib import Path

from maillon.documents.contract.reference import page, schema_text

FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def main() -> None:
    """Write both files and say which."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in (("contrat.md", page()), ("maillon-contract-1.schema.json", schema_text())):
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
