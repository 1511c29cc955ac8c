"""`maillon site`: prepare, show, serve and check the site."""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import socket
import time

from maillon.cli.output import unwritable
from maillon.cli.progress import Step
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, ngettext

OK, FAULTS = 0, 1
HOST, PORT = "127.0.0.1", 8000
MOST_WORKERS = 64


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs of `maillon site`."""
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERBE"), required=True)

    prepare = verbs.add_parser("prepare", help=_("préparer la base, le référentiel et les fichiers statiques"))
    prepare.set_defaults(run=lambda _options: _prepared(demo=False))

    demo = verbs.add_parser("demo", help=_("préparer, charger la démonstration et servir"))
    _where(demo)
    demo.add_argument("--no-serve", action="store_true", help=_("préparer seulement, sans servir"))
    demo.set_defaults(run=_demo)

    serve = verbs.add_parser("serve", help=_("servir le site, déjà préparé"))
    _where(serve)
    serve.add_argument("--workers", type=_workers, default=1, help=_("nombre de processus"))
    serve.set_defaults(run=_serve)

    libraries = verbs.add_parser("libraries", help=_("installer par npm les polices et la carte interactive du site"))
    libraries.set_defaults(run=_libraries)

    check = verbs.add_parser("check", help=_("dire ce qui manque pour servir"))
    check.set_defaults(run=_check)

    remind = verbs.add_parser("remind", help=_("envoyer à chacun les échéances dont il n’a pas encore été prévenu"))
    remind.set_defaults(run=_remind)

    heads = verbs.add_parser("heads", help=_("écrire dans un dossier la tête du journal de chaque jour passé"))
    heads.add_argument("folder", metavar=_("DOSSIER"), help=_("dossier que quelqu’un d’autre garde"))
    heads.set_defaults(run=_heads)

    forget = verbs.add_parser("forget", help=_("effacer ce qui ouvre une donnée personnelle d’un acte du journal"))
    forget.add_argument("sequence", metavar=_("RANG"), type=int, help=_("rang de l’acte dans le journal"))
    forget.add_argument("name", metavar=_("DONNÉE"), help=_("nom de la donnée, par exemple « signer »"))
    forget.set_defaults(run=_forget)

    django = verbs.add_parser("django", help=_("commandes de Django, pour les développeurs"))
    django.add_argument("arguments", nargs=argparse.REMAINDER, metavar=_("COMMANDE"), help=_("commande et ses options"))
    django.set_defaults(run=_django)


def _where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=HOST, help=_("adresse d’écoute (127.0.0.1 par défaut)"))
    parser.add_argument("--port", type=_port, default=PORT, help=_("port d’écoute (8000 par défaut)"))


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(_("un port est un nombre entre 1 et 65535, pas « {text} »").format(text=text))
    return int(text)


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_WORKERS:
        what = _("il faut de 1 à {most} processus, pas « {text} »").format(most=MOST_WORKERS, text=text)
        raise argparse.ArgumentTypeError(what)
    return int(text)


def _demo(options: argparse.Namespace) -> int:
    if not options.no_serve:
        # said before the minutes of a first preparation, not after
        _require_free(options.host, options.port)
    _prepared(demo=True)
    if options.no_serve:
        print(_accounts())
        return OK
    options.workers = 1
    return _serve(options, after=_accounts())


def _prepared(*, demo: bool) -> int:
    from maillon.web.site.fetching import lacking
    from maillon.web.site.preparation import do, is_done, preparation, told
    from maillon.web.site.soundness import require_not_newer

    require_not_newer()
    with told(_("Préparation du site")):
        for task in preparation(demo=demo):
            if not is_done(task):
                with Step(task.label) as step:
                    do(task, step.at)
    if lacking():
        print(_("Le site fonctionne sans ses polices ni sa carte ; « maillon site libraries » les installe."))
    return OK


def _libraries(options: argparse.Namespace) -> int:
    del options
    from maillon.web.site.fetching import fetch, lacking
    from maillon.web.site.preparation import told

    if not lacking():
        print(_("Les bibliothèques d’interface sont déjà installées."))
        return OK
    with told(_("Bibliothèques d’interface")), Step(_("Bibliothèques d’interface")):
        folder = fetch()
    print(_("Bibliothèques installées dans {folder} ; lancer « maillon site prepare ».").format(folder=folder))
    return OK


def _accounts() -> str:
    """Return the demonstration's accounts as a small table, empty when there are none."""
    from maillon.web.site.places import var_folder

    try:
        kept = json.loads((var_folder() / "demo-accounts.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    width = max(len(account["email"]) for account in kept["accounts"])
    lines = [f"    {account['email']:<{width}}  {account['role']}" for account in kept["accounts"]]
    title = _("Comptes de démonstration, mot de passe : {password}").format(password=kept["password"])
    return "\n".join([f"  {title}", *lines])


def _serve(options: argparse.Namespace, after: str = "") -> int:
    _require_free(options.host, options.port)
    _require_prepared()
    shown = f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{shown}:{options.port}"
    os.environ.setdefault("MAILLON_URL", address)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "maillon.web.site.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=4,
        log_level=LogLevels.error,
        websockets=False,
    )
    # a process and not a thread: a worker forked while a thread imports would wait for that import for ever
    multiprocessing.Process(target=_announce, args=(options.host, options.port, address, after), daemon=True).start()
    server.serve()
    return OK


def _announce(host: str, port: int, address: str, after: str) -> None:
    """Print the address once the server answers."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    while True:
        try:
            with socket.create_connection((host, port), timeout=1):
                break
        except OSError:
            time.sleep(0.05)
    answer = _("Maillon répond sur {address} (Ctrl+C pour l’arrêter)").format(address=address)
    print("\n".join(part for part in (f"\n  {answer}", after) if part), flush=True)


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    elsewhere = Problem(
        _("« {host} » n’est pas une adresse de cette machine").format(host=host),
        where="--host",
        remedy=_("Donner 127.0.0.1 pour cette machine seule, 0.0.0.0 pour être joint d’ailleurs"),
    )
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            what = _("le port {port} est réservé à l’administrateur de la machine").format(port=port)
            raise InputError(Problem(what=what, where="--port", remedy=_another(port))) from error
        except (socket.gaierror, UnicodeError):
            raise InputError(elsewhere) from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise InputError(elsewhere) from None
            what = _("le port {port} de {host} n’est pas libre : un autre programme l’occupe").format(
                port=port, host=host
            )
            raise InputError(Problem(what=what, where="--port", remedy=_another(port))) from error


def _another(port: int) -> str:
    other = port + 1 if 1024 <= port < 65535 else 8001
    return _("En choisir un autre : make demo PORT={other}, ou --port {other}").format(other=other)


def _require_prepared() -> None:
    from maillon.web.site.places import var_folder
    from maillon.web.site.soundness import require_sound

    if not (var_folder() / "static" / "staticfiles.json").is_file():
        raise InputError(
            Problem(what=_("le site n’est pas encore préparé"), remedy=_("Lancer d’abord « maillon site prepare »"))
        )
    require_sound()


def _check(options: argparse.Namespace) -> int:
    del options
    from maillon.web.site.health import examine

    faults = 0
    for finding in examine():
        faults += not finding.sound
        print(f"{'✓' if finding.sound else '✗'} {finding.says}{f' {finding.remedy}.' if not finding.sound else ''}")
    return FAULTS if faults else OK


def _remind(options: argparse.Namespace) -> int:
    del options
    _require_prepared()
    from maillon.web.site.preparation import told
    from maillon.web.site.reminding import reminded

    with told(_("Base de données")):
        persons, dues = reminded()
    recalled = ngettext("{n} échéance rappelée", "{n} échéances rappelées", dues).format(n=dues)
    print(ngettext("{told}, à {n} personne.", "{told}, à {n} personnes.", persons).format(told=recalled, n=persons))
    return OK


def _heads(options: argparse.Namespace) -> int:
    _require_prepared()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    from pathlib import Path

    from maillon.web.site.heads import export_heads
    from maillon.web.site.preparation import told

    with told(_("Base de données")):
        try:
            written = export_heads(Path(options.folder))
        except OSError as error:
            raise InputError(unwritable(error, options.folder)) from None
    print(
        ngettext("{n} tête écrite dans {folder}.", "{n} têtes écrites dans {folder}.", written).format(
            n=written, folder=options.folder
        )
    )
    return OK


def _forget(options: argparse.Namespace) -> int:
    _require_prepared()
    from maillon.web.site.forgetting import forget
    from maillon.web.site.preparation import told

    with told(_("Base de données")):
        forget(options.sequence, options.name)
    print(_("La donnée est effacée ; la chaîne reste valide, et le journal dit cet effacement."))
    return OK


def _django(options: argparse.Namespace) -> int:
    from maillon.web.site.manage import main

    return main(options.arguments)
