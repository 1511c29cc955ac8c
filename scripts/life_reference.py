"""Write docs/reference/cycle-de-vie.md from the table of the rules; a test checks that it is up to date."""

from pathlib import Path

from maillon.rules.contracts.life.states import ContractState, state_name
from maillon.rules.contracts.life.steps import COURSES, STEPS, Deed

TARGET = Path(__file__).parents[1] / "docs" / "reference" / "cycle-de-vie.md"
HEAD = """# La vie d’un contrat

Cette page est écrite par `scripts/life_reference.py` à partir de la table que suivent le site et les tests
(`maillon.rules.contracts.life.steps`). Rien d’autre ne change l’étape d’un contrat.

Le secrétariat du contrat constate chaque pas ; ce que le pas demande dépend des parties, pas de lui. Un pas refusé dit
pourquoi, que faire et selon quelle source.
"""


def written() -> str:
    """Return the page."""
    arrows = [
        f"    {before} --> {step.after}: {step.label}"
        for step in STEPS
        for before in ContractState
        if before in step.before
    ]
    names = [f'    state "{state_name(state)}" as {state}' for state in ContractState]
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", *names, "    [*] --> diagnosis", *arrows, "```"])
    rows = [
        f"| {step.label} | `{step.verb}` | {_names(step.before)} | {state_name(step.after)} | {step.citation.text} |"
        for step in STEPS
    ]
    table = "\n".join(["| Pas | Nom | Depuis | Vers | Source |", "|---|---|---|---|---|", *rows])
    return f"{HEAD}\n{diagram}\n\n## Les pas\n\n{table}\n\n{_beside()}"


_DEEDS = {Deed.AMENDMENT: "avenant", Deed.CONVENTION: "convention d’exécution de l’année"}


def _beside() -> str:
    rows = [
        f"| {_DEEDS[deed]} | {', '.join(step.label for step in STEPS if step.verb in course.steps)} | "
        f"{'oui' if course.rewrites else 'non, elle s’y ajoute'} |"
        for deed, course in COURSES.items()
    ]
    head = (
        "## Ce qui s’adopte à côté d’un contrat signé\n\n| Acte | Pas | Remplace le texte du contrat |\n|---|---|---|"
    )
    return "\n".join([head, *rows]) + "\n"


def _names(states: frozenset[ContractState]) -> str:
    return ", ".join(state_name(state) for state in ContractState if state in states)


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
