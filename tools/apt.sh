#!/usr/bin/env bash
# Installs Debian packages without asking anything; refreshes the package lists when the first try finds them stale.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends "$@" </dev/null; }
install "$@" || { apt-get update -q </dev/null && install "$@"; }
