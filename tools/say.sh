# Sourced by the other scripts: how they speak, and how they stop.

step() { printf '\033[1m==>\033[0m %s\n' "$*"; }

stop() {
    printf 'unknot: %s\n' "$*" >&2
    exit 1
}

# Prints how root's work can be done here: nothing as root, "sudo" where it asks for no password; fails otherwise.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}
