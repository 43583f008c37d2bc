#!/usr/bin/env bash
# Makes .venv and installs Unknot into it: `run` what a clinic needs, `dev` also what tests and checks need.
# A stamp of what was installed lets the second call return at once.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/say.sh

want=${1:-run}
find_python() {
    local name
    for name in ${PYTHON:-python3.11 python3.12 python3}; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    local found=${PYTHON:-$(python3 --version 2>/dev/null || echo no Python)}
    stop "Python 3.11 or 3.12 is needed, and this was found: $found." \
        "Install it (on Debian: apt-get install python3.11 python3.11-venv) or name it with PYTHON=/path/to/python3.11."
}

ensure_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    local package
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if command -v apt-get >/dev/null; then
        step "Installing $package, which Debian keeps apart from Python"
        as_root tools/apt.sh "$package" || true
    fi
    "$1" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "Python's venv module is missing: as root, run apt-get install $package, then make again."
}

extras() {
    case $want in
        dev) echo ".[dev]" ;;
        *) case ${DATABASE_URL:-} in postgres*) echo ".[postgres]" ;; *) echo "." ;; esac ;;
    esac
}

python=$(find_python)
target=$(extras)
wanted=$({ cat constraints.txt pyproject.toml; head -n 12 CHANGELOG.md; pwd; } | sha256sum | cut -d ' ' -f 1)

for done in "$target" ".[dev]"; do
    if [ -x .venv/bin/python ] && grep -qsxF "$done $wanted" .venv/unknot-installed; then exit 0; fi
done

[ -w . ] || stop "the folder $PWD cannot be written to: copy Unknot to a folder of your own and run make there."

if ! .venv/bin/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null ||
    ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    ensure_venv_module "$python"
    step "Making a Python environment in .venv ($("$python" --version))"
    "$python" -m venv --clear .venv || stop "the environment in $PWD/.venv could not be made (see above)."
fi

step "Installing Unknot's libraries into .venv (a minute or two the first time)"
# The build backend is pinned by the same file as everything else.
PIP_CONSTRAINT=$PWD/constraints.txt .venv/bin/python -m pip install --no-input --disable-pip-version-check \
    --progress-bar off --editable "$target" 2>&1 | tools/progress.sh ||
    stop "the libraries could not be installed (see above): is the package index reachable? Then run make again."
echo "$target $wanted" >.venv/unknot-installed
