#!/usr/bin/env bash
# `make run`: from a fresh clone to a clinic one can click through. The second time it starts in seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/say.sh
tools/environment.sh run
step "Starting the demo clinic"
export UNKNOT_URL=${UNKNOT_URL:-http://127.0.0.1:$PORT}
exec .venv/bin/unknot serve --prepare --demo --port "$PORT"
