# Maillon : deux commandes suffisent, « make demo » pour l’essayer et « make test » pour tout vérifier.
PORT ?= 8000
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done || true)
BOOTSTRAP = $(or $(PYTHON),python3) scripts/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help demo install test bench lock translations style clean

help: ## Dire ce que fait chaque commande
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name says; do printf '  make %-13s %s\n' "$$name" "$$says"; done

demo: ## Installer, charger la démonstration et servir http://127.0.0.1:8000 (PORT=…)
	@$(BOOTSTRAP) -- site demo --port $(PORT)

install: ## Installer seulement
	@$(BOOTSTRAP)

test: ## Tout vérifier : style, types, pièces, règles, site sur les deux bases, navigateur
	@./scripts/test.sh

bench: ## Mesurer, et comparer aux objectifs
	@.venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/peers.txt || true # the rows say what lacks
	@.venv/bin/python -m benchmarks

lock: ## Refaire les verrous des dépendances
	@./scripts/lock.sh

translations: ## Relever les phrases à traduire et compiler les traductions
	@.venv/bin/python scripts/translations.py

style: ## Mettre le code en forme
	@.venv/bin/ruff check --fix src tests scripts benchmarks
	@.venv/bin/ruff format src tests scripts benchmarks

clean: ## Enlever ce qui se refait : base de démonstration, fichiers statiques, caches
	@rm -rf var/static var/stamps var/maillon.sqlite3* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
