"""Where things are on this machine: the writable folder, the secret key, the front-end libraries."""

import os
import secrets
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
CHECKOUT = PACKAGE.parents[1] if (PACKAGE.parents[1] / "pyproject.toml").is_file() else None


def var_folder() -> Path:
    """Return the folder of everything that is written: `MAILLON_VAR`, else `var/` of the checkout or of here."""
    chosen = os.environ.get("MAILLON_VAR")
    return Path(chosen).resolve() if chosen else (CHECKOUT or Path.cwd()) / "var"


def node_modules() -> Path:
    """Return the folder where npm put the front-end libraries (`MAILLON_NODE_MODULES` to move it)."""
    chosen = os.environ.get("MAILLON_NODE_MODULES")
    return Path(chosen).resolve() if chosen else (CHECKOUT or var_folder() / "front").resolve() / "node_modules"


def npm_lists() -> Path:
    """Return the folder of `package.json` and `package-lock.json`; the wheel carries both."""
    return CHECKOUT or PACKAGE / "web" / "site" / "front"


def secret_key(var: Path) -> str:
    """Return the site's secret: `MAILLON_SECRET_KEY`, else one drawn once and kept in `var`, readable by its owner."""
    given = os.environ.get("MAILLON_SECRET_KEY")
    if given:
        return given
    kept = var / "secret-key"
    if not kept.is_file():
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = var / f"secret-key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            draft.rename(kept) if os.name == "nt" else os.link(draft, kept)
        except FileExistsError:
            pass  # another process was first; its key is the key
        finally:
            draft.unlink(missing_ok=True)
    return kept.read_text()
