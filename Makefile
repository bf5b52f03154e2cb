# Usage: make report | make test | make check | make bench | make simulation | make leaks | make mutation | make endurance | make setup | make lock | make clean
# Another interpreter: make report PYTHON=python3.12
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
BENCH := .venv/bench
MUTATION := .venv/mutation
ROOM ?=
EXAMPLES := cher-2020 cher-2021-t3 loir-et-cher-2021 loir-et-cher-2022-s1 moselle-2021 essonne-2019 region-24-2021
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := report
.PHONY: report test check bench pollution simulation leaks mutation endurance setup lock clean

report: setup
	@echo "==> Rapports des exemples : Cher 2020 et 3e trimestre 2021, Loir-et-Cher 2021 et 2022, Moselle 2021, Essonne 2019, comparaison du Centre-Val de Loire 2021"
	@$(BIN)/qep run $(addprefix --run ,$(EXAMPLES))

test: setup
	@echo "==> Tests ; le résultat est la dernière ligne, le détail au-dessus"
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: setup
	@echo "==> Style du code ; le résultat s'affiche ci-dessous"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

bench: setup $(BENCH)/.installed
	@echo "==> Mesures (une vingtaine de minutes) ; le bilan est à la fin"
	@$(BIN)/python -m benchmarks

pollution: setup
	@echo "==> Registres pollués, chaque défaut à chaque place (quelques minutes) ; lus justes ou dits, jamais faux sans un mot"
	@QEP_POLLUTIONS=all $(BIN)/python -m pytest -s tests/properties/test_polluted_registers.py

simulation: setup
	@echo "==> Données simulées : ce que les rapports désignent à tort, mois par mois et entre sites (une minute ou deux)"
	@$(BIN)/python -m benchmarks.simulation

leaks: setup
	@echo "==> Secret : 5 000 registres inventés, attaqués avec tout ce que les documents publics en impriment (un quart d'heure)"
	@$(BIN)/python -m benchmarks.leaks

mutation: setup $(MUTATION)/.installed
	@echo "==> Mutations (des heures, reprises où elles s'arrêtent) ; une seule salle : make mutation ROOM=stats"
	@PYTHONPATH=$(MUTATION) nice $(BIN)/python -m benchmarks.mutation $(ROOM)

endurance: setup
	@echo "==> Endurance : 30 morts soudaines d'un lot, puis 500 rapports dans un même processus (une vingtaine de minutes)"
	@QEP_KILLS=30 $(BIN)/python -m pytest tests/end_to_end/test_faults.py -k killed_at_any_moment
	@$(BIN)/python -m benchmarks.memory

setup: $(STAMP)
	@$(BIN)/python -m compileall -q qep_lib

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python introuvable ($(PYTHON)). À faire : installer Python 3.11 ou plus récent, ou donner PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) est trop ancien ($$($(PYTHON) -V)) : il faut Python 3.11 ou plus récent. À faire : make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Le module venv manque à $(PYTHON). À faire : l'installer (Debian, Ubuntu : paquet python3-venv)"; exit 1; }
	@echo "==> Environnement Python dans .venv"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "==> Paquets de requirements.lock (la première fois : quelques minutes)"
	@$(PIP) install --require-hashes -r requirements.lock
	@echo "==> Bibliothèque qep_lib et commande $(BIN)/qep"
	@rm -rf qep_lib.egg-info  # an old one would hide the entry points from programs run in this folder
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/jupyter kernelspec install --sys-prefix --log-level=ERROR --name qep qep_lib/kernels/specification
	@touch $@

$(BENCH)/.installed: benchmarks/requirements.lock
	@echo "==> WeasyPrint, pour la comparaison seulement, dans $(BENCH) (Debian : libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
	@rm -rf $(BENCH)
	@$(PIP) install --require-hashes --target $(BENCH) -r benchmarks/requirements.lock
	@touch $@

$(MUTATION)/.installed: benchmarks/mutation.lock
	@echo "==> mutmut, dans $(MUTATION)"
	@rm -rf $(MUTATION)
	@$(PIP) install --require-hashes --target $(MUTATION) -r benchmarks/mutation.lock
	@touch $@

lock:
	@command -v uv >/dev/null || { echo "La commande uv manque. À faire : l'installer avec pip install uv"; exit 1; }
	@uv pip compile pyproject.toml --extra cluster --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock
	@uv pip compile benchmarks/requirements.in -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o benchmarks/requirements.lock
	@uv pip compile benchmarks/mutation.in -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o benchmarks/mutation.lock
	@echo "==> requirements.lock est à jour"

clean:
	@rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .hypothesis .mutation
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "==> Environnement et caches supprimés ; data/ et reports/ sont gardés"
