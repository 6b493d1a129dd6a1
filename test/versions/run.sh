#!/usr/bin/env bash
# The tests that lean on the store, before PostgreSQL 14 to 17 (npm test has 18): npm run test:versions -- [VERSION …]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# Not `npm ci`: it misses in the lock file the packages for other systems that npm itself leaves out of it.
[ -d "$here/node_modules" ] || npm install --prefix "$here" --no-save --no-audit --no-fund --loglevel=error
[ $# -gt 0 ] || set -- 14 15 16 17
failed=()
for version in "$@"; do
  echo "PostgreSQL $version"
  POSTGRES_VERSION=$version npx vitest run --config "$here/vitest.config.ts" || failed+=("$version")
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "failed before PostgreSQL ${failed[*]}"
  exit 1
fi
