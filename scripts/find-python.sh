#!/bin/sh
# Prints the first Python on this machine that is new enough; an argument is tried before all others.
for candidate in "$@" python3 python3.11 python3.12 python3.13 python3.14 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$candidate"
        exit 0
    fi
done
echo "Audio Studio needs Python 3.11 or newer and found none. Install one (Debian: apt install python3 python3-venv;" >&2
echo "macOS: brew install python), or name it: make up PYTHON=/path/to/python3" >&2
exit 1
