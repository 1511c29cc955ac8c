"""Load the contracts that ship with the site as its demonstration."""

from pathlib import Path

import yaml
from django.db import transaction

from maillon.documents.contract.loading import load as read
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Attachment, Contract
from maillon.web.contracts.services.importing import load
from maillon.web.contracts.services.plan import ImportPlan
from maillon.web.territories.kinds import PerimeterKind
from maillon.web.territories.services import ship_perimeter

METROPOLIS = "243700754"
DEMO = Path(__file__).parents[3] / "data" / "demo"


def demo_files(folder: Path = DEMO) -> list[Path]:
    """Return the contract documents of the demonstration, in a stable order."""
    return sorted(path for path in folder.rglob("*.yaml") if read_format(path))


def read_format(path: Path) -> bool:
    """Tell whether a file says that it is a contract document."""
    with path.open(encoding="utf-8") as file:
        return any(line.startswith("format:") and "maillon-contract/" in line for line in file)


@transaction.atomic
def load_demo(folder: Path = DEMO) -> ImportPlan:
    """Load or refresh the demonstration; run twice, it changes nothing the second time.

    Raises:
        InputError: a document of the demonstration is not valid.
        Refused: a document cannot enter the register.
    """
    plan = load([read(path) for path in demo_files(folder)])
    _entrust()
    _attach(folder / "attachments.yaml")
    _draw(folder / "perimeters.yaml")
    return plan


def _draw(path: Path) -> None:
    """Draw the perimeters of the file that are not there yet."""
    if path.is_file():
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader):
            ship_perimeter(entry["name"], entry["codes"], kind=PerimeterKind(entry["kind"]), source=entry["source"])


def _entrust() -> None:
    """Give the contracts that name no secretariat to the metropolis, a party to them: the demonstration needs one."""
    metropolis = Institution.objects.filter(siren=METROPOLIS).first()
    if metropolis is not None:
        Contract.objects.filter(holder=None, party_institutions__institution=metropolis).update(holder=metropolis)


def _attach(path: Path) -> None:
    """Attach as the file says; each entry has `contract`, `strategy`, `goal`, `note`, `illustrative`."""
    if not path.is_file():
        return
    rows = dict(Contract.objects.values_list("slug", "pk"))
    for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader):
        Attachment.objects.standing().get_or_create(
            contract_id=rows[entry["contract"]],
            strategy_id=rows[entry["strategy"]],
            goal_ref=entry["goal"],
            detached_at=None,
            defaults={"note": entry["note"], "illustrative": entry["illustrative"]},
        )
