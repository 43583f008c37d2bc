#!/usr/bin/env bash
# `make test`: what is missing is installed or named; then every test, the pure cores first and the browser last.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/environment.sh dev
tools/system.sh chromium libatomic1 postgresql nodejs npm libpangoft2-1.0-0 libharfbuzz-subset0
exec .venv/bin/python tools/test.py
