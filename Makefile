# Usage: make report | make test | make test-long | make test-browser | make test-pdf | make test-office | make test-published | make check | make bench | make simulation | make leaks | make recognition | make sentences | make typefaces | make vocabularies | make mutation | make endurance | make wheel-test | make canary | make setup | make lock | make wheels | make clean
# Another interpreter: make report PYTHON=python3.12
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
BENCH := .venv/bench
MUTATION := .venv/mutation
PEERS := .venv/peers
TOOLS := .venv/tools
ROOM ?=
SAMPLE ?=
EXAMPLES := cher-2020 cher-2021-t3 loir-et-cher-2021 loir-et-cher-2022-s1 moselle-2021 essonne-2019 indre-et-loire-2021 indre-et-loire-2021-interne region-24-2021
# What is compiled of the tests is kept: each of the processes that run them would compile it again, ten seconds of a core.
WARM := PYTHONDONTWRITEBYTECODE=
VALIDATE := $(WARM) $(BIN)/python -m pytest -n 2 --dist loadfile -m validators tests/validators
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := report
.PHONY: report test test-long test-browser test-pdf test-office test-validators test-published check bench recognition sentences typefaces vocabularies pollution simulation leaks mutation endurance wheel-test canary setup lock wheels clean

report: setup
	@echo "==> Rapports des exemples : Cher 2020 et 3e trimestre 2021, Loir-et-Cher 2021 et 2022, Moselle 2021, Essonne 2019, Indre-et-Loire 2021 (fictive), comparaison du Centre-Val de Loire 2021"
	@$(BIN)/qep run $(addprefix --run ,$(EXAMPLES))

test: setup
	@echo "==> Tests ; le résultat est la dernière ligne, le détail au-dessus"
	@$(WARM) $(BIN)/python -m pytest -n auto --dist loadfile

test-long: setup
	@echo "==> Tests longs : morts soudaines, disque plein, carnets un à un, grappe, défauts à chaque place (un quart d'heure)"
	@$(BIN)/python -m pytest -n auto --dist loadfile -m long
	@echo "==> Propriétés, avec des tirages nouveaux (make test refait toujours les mêmes)"
	@QEP_NEW_DRAWS=1 $(BIN)/python -m pytest -n auto tests/properties

test-browser: setup $(TOOLS)/.installed
	@echo "==> Pages : axe (téléphone, bureau, papier), Nu ; liste de 3 340 rapports ; JupyterLab ; explorateurs servis"
	@$(VALIDATE) --ignore tests/validators/test_pdf.py --ignore tests/validators/test_office.py

test-pdf: setup $(TOOLS)/.installed
	@echo "==> PDF : veraPDF, PDF/UA-1"
	@$(VALIDATE)/test_pdf.py

test-office: setup $(TOOLS)/.installed
	@echo "==> DOCX et PPTX, ouverts et imprimés par LibreOffice (quelques minutes)"
	@$(VALIDATE)/test_office.py

test-validators: setup $(TOOLS)/.installed
	@echo "==> Ce qui précède sans LibreOffice, fait une seule fois (quelques minutes)"
	@$(VALIDATE) --ignore tests/validators/test_office.py

test-published: setup $(TOOLS)/.installed
	@echo "==> Ce qui est publié : axe, Nu et veraPDF sur chaque rapport et sur la liste (cinq minutes)"
	@$(VALIDATE)/test_portal.py tests/validators/test_pages.py tests/validators/test_pdf.py

check: setup
	@echo "==> Style du code, puis types ; le résultat s'affiche ci-dessous (une minute la première fois, quelques secondes ensuite)"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup $(BENCH)/.installed
	@echo "==> Mesures (une vingtaine de minutes) ; le bilan est à la fin"
	@$(BIN)/python -m benchmarks

recognition: setup
	@echo "==> Reconnaissance : part des colonnes et des valeurs justes à la première proposition, par outil (une minute)"
	@$(BIN)/python -m benchmarks.recognition

sentences: setup
	@echo "==> Phrases : chacune avec ses variantes, à relire ; « !! » marque ce qu'une règle voit (une minute)"
	@$(BIN)/python -m benchmarks.sentences

typefaces: setup
	@echo "==> Caractères des pages, découpés dans ceux du PDF"
	@$(BIN)/python -m benchmarks.typefaces

pollution: setup $(PEERS)/.installed
	@echo "==> Registres pollués, chaque défaut à chaque place (quelques minutes) ; lus justes ou dits, jamais faux sans un mot"
	@QEP_POLLUTIONS=all $(BIN)/python -m pytest -s -m '' tests/properties/test_polluted_registers.py tests/properties/test_polluted_layouts.py
	@echo "==> Les mêmes fichiers par pandas, CleverCSV et DuckDB"
	@PYTHONPATH=$(PEERS) nice $(BIN)/python -m benchmarks.pollution

vocabularies: setup $(PEERS)/.installed
	@echo "==> Trois formules en cinq langages, sur un site, 60 et 334 (10 millions de titres) : une demi-heure"
	@PYTHONPATH=$(PEERS) nice $(BIN)/python -m benchmarks.vocabularies --sites 1 --rows 12000 --repeats 9
	@PYTHONPATH=$(PEERS) nice $(BIN)/python -m benchmarks.vocabularies --sites 60 --rows 2000000
	@PYTHONPATH=$(PEERS) nice $(BIN)/python -m benchmarks.vocabularies --sites 334 --rows 10000000

simulation: setup
	@echo "==> Données simulées : ce que les rapports désignent à tort, mois par mois et entre sites (une minute ou deux)"
	@$(BIN)/python -m benchmarks.simulation

leaks: setup
	@echo "==> Secret : 5 000 registres inventés, puis 350 sites dont des périodes se recoupent, attaqués avec tout ce que les documents publics en impriment ; puis les exemples, octet par octet (trois quarts d'heure)"
	@$(BIN)/python -m benchmarks.leaks
	@$(BIN)/python -m benchmarks.leaks_periods
	@$(BIN)/python -m benchmarks.leaks_examples

mutation: setup $(MUTATION)/.installed
	@echo "==> Mutations (des heures, reprises où elles s'arrêtent) ; une seule salle : make mutation ROOM=stats SAMPLE=300"
	@PYTHONPATH=$(CURDIR)/$(MUTATION) nice -n 4 $(BIN)/python -m benchmarks.mutation $(ROOM) $(if $(SAMPLE),--sample $(SAMPLE))

endurance: setup
	@echo "==> Endurance : 30 morts soudaines d'un lot, puis 500 rapports dans un même processus (une vingtaine de minutes)"
	@QEP_KILLS=30 $(BIN)/python -m pytest -m '' tests/end_to_end/test_faults.py -k killed_at_any_moment
	@$(BIN)/python -m benchmarks.memory

wheel-test: setup
	@echo "==> Paquet : construit, installé dans un environnement neuf, puis du dossier vide au bilan (quelques minutes)"
	@QEP_WHEEL=1 $(BIN)/python -m pytest tests/end_to_end/test_wheel.py

canary: setup
	@echo "==> Canari : les versions les plus récentes de tout, hors du verrou, et les tests de ce qui s'y appuie (un quart d'heure)"
	@nice bash .ci/canary

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

$(TOOLS)/.installed: .ci/install-tools tests/validators/requirements.lock
	@bash .ci/install-tools

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

$(PEERS)/.installed: benchmarks/peers.lock
	@echo "==> CleverCSV, DuckDB et Polars, pour les comparaisons seulement, dans $(PEERS)"
	@rm -rf $(PEERS)
	@$(PIP) install --require-hashes --target $(PEERS) -r benchmarks/peers.lock
	@touch $@

lock:
	@command -v uv >/dev/null || { echo "La commande uv manque. À faire : l'installer avec pip install uv"; exit 1; }
	@uv pip compile pyproject.toml --extra cluster --extra serve --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock
	@uv pip compile benchmarks/requirements.in -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o benchmarks/requirements.lock
	@uv pip compile benchmarks/mutation.in -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o benchmarks/mutation.lock
	@uv pip compile benchmarks/peers.in -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o benchmarks/peers.lock
	@uv pip compile tests/validators/requirements.in --no-deps --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o tests/validators/requirements.lock
	@echo "==> requirements.lock est à jour"

wheels:
	@command -v uv >/dev/null || { echo "La commande uv manque. À faire : l'installer avec pip install uv"; exit 1; }
	@for version in 3.11 3.12 3.13 3.14; do for system in linux windows; do \
	  echo "==> Python $$version, $$system : chaque paquet du verrou a-t-il un fichier prêt à installer"; \
	  uv pip install --quiet --dry-run --no-deps --only-binary :all: --python-platform $$system --python-version $$version \
	    --target .venv/wheels -r requirements.lock || exit 1; done; done

clean:
	@rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .mutation
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "==> Environnement et caches supprimés ; data/ et reports/ sont gardés"
