#!/usr/bin/env bash
# Sees to what tests need beside Python: `chromium`, `libatomic1` (the browser driver of Playwright links to it),
# `postgresql`, `nodejs` with `npm` (two of the readers of our calendars), and the two libraries that WeasyPrint sets
# PDF pages with, from Debian when we may install.
# Where we may not, it names what is missing and fails: a skipped test would look like a passed one.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/say.sh

present() {
    case $1 in
        chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
        libatomic1) /sbin/ldconfig -p | grep -F libatomic.so.1 ;;
        libharfbuzz-subset0) /sbin/ldconfig -p | grep -F libharfbuzz-subset.so.0 ;;
        libpangoft2-1.0-0) /sbin/ldconfig -p | grep -F libpangoft2-1.0.so.0 ;;
        nodejs) command -v node ;;
        npm) command -v npm ;;
        postgresql) ls /usr/lib/postgresql/*/bin/initdb || command -v initdb ;;
    esac >/dev/null 2>&1
}

missing=()
for program in "$@"; do present "$program" || missing+=("$program"); done
[ ${#missing[@]} -gt 0 ] || exit 0

if command -v apt-get >/dev/null; then
    step "Installing ${missing[*]}"
    as_root tools/apt.sh "${missing[@]}" || true
fi
for program in "${missing[@]}"; do
    present "$program" || stop "the tests need ${missing[*]}, which could not be installed here:" \
        "as root, run apt-get install ${missing[*]}, then make again."
done
