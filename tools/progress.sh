#!/usr/bin/env bash
# Turns pip's chatter into one line that moves: on a terminal it counts in place, elsewhere every tenth library speaks.
set -euo pipefail
count=0
while IFS= read -r line; do
    case $line in
        Collecting\ *)
            count=$((count + 1))
            if [ -t 1 ]; then
                printf '\r\033[K    %d: %s' "$count" "${line#Collecting }"
            elif [ $((count % 10)) = 0 ]; then
                echo "    $count libraries found"
            fi ;;
        Installing\ collected*) if [ -t 1 ]; then printf '\r\033[K'; fi; echo "    $count libraries found, installing" ;;
        ERROR*) echo "$line" ;;
    esac
done
