#!/usr/bin/env bash
# Fetches Debian's source package postgresql-15 and builds, outside the repository, what the suites need: a server, psql,
# pg_regress, the isolation tester and libpq_pipeline. Prints the directory on standard output. Needs deb-src access to a
# Debian mirror, a C compiler, make, perl and the development files of zlib, readline and ICU. Built once: about three
# minutes on two cores.
set -euo pipefail

suite=${DAMASK_DEBIAN_SUITE:-bookworm}
mirror=${DAMASK_DEBIAN_MIRROR:-http://deb.debian.org/debian}
if [ -n "${DAMASK_CACHE:-}" ]; then
  cache=$DAMASK_CACHE
elif [ "$(id -u)" = 0 ]; then
  cache=/var/cache/damask # the suites run as the user postgres, who can't walk into root's home
else
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/damask
fi
home=$cache/postgresql-15
mkdir -p "$home"
cd "$home"

missing=()
for program in apt-get dpkg-source gcc make perl; do
  command -v "$program" >/dev/null || missing+=("$program")
done
for header in zlib.h readline/readline.h unicode/ucol.h; do
  echo "#include <stdio.h>
#include <$header>" | gcc -E -x c - >/dev/null 2>&1 || missing+=("$header")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "missing: ${missing[*]}; on Debian: apt-get install dpkg-dev build-essential zlib1g-dev libreadline-dev libicu-dev" >&2
  exit 2
fi

if ! compgen -G 'postgresql-15-15.*/configure' >/dev/null; then
  # Lists and caches of its own: the machine's package sources stay as they are.
  mkdir -p apt/lists/partial apt/cache/archives/partial
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >apt/sources.list
  apt=(apt-get -qq -o "Dir::Etc::SourceList=$home/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$home/apt/lists" -o "Dir::Cache=$home/apt/cache" -o APT::Sandbox::User="$(id -un)")
  echo "fetching the source package postgresql-15 ($suite)" >&2
  "${apt[@]}" update >&2
  "${apt[@]}" source postgresql-15 >/dev/null
fi
source=$(compgen -G 'postgresql-15-15.*/configure' | sort -V | tail -1)
source=$home/${source%/configure}

if [ ! -e "build/$(basename "$source").built" ]; then
  echo "building $(basename "$source")" >&2
  rm -rf build install
  mkdir build
  jobs=$(nproc)
  (
    cd build
    nice "$source/configure" --quiet --prefix="$home/install" --with-icu CFLAGS='-O1 -w'
    nice make -s -j"$jobs" all
    make -s install
    for directory in contrib/spi src/test/regress src/test/isolation src/test/modules/libpq_pipeline; do
      nice make -s -j"$jobs" -C "$directory" all
    done
  ) >build.log 2>&1 || { tail -20 build.log >&2; exit 1; }
  touch "build/$(basename "$source").built"
fi
ln -sfn "$source" "$home/source"
echo "$home"
