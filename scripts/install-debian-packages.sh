#!/bin/sh
# Installs the Debian packages listed in a file, one a line, that are missing; elsewhere it does nothing.
command -v apt-get >/dev/null 2>&1 || exit 0
missing=
for package in $(sed 's/#.*//' "$1"); do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0
as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Tests need these Debian packages; as root: apt-get install$missing" >&2
        exit 1
    fi
    as_root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update --quiet --quiet && $as_root apt-get install --yes --quiet --no-install-recommends $missing
