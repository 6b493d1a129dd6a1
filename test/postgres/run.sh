#!/usr/bin/env bash
# PostgreSQL's own suites (pg_regress, isolation, libpq_pipeline), first directly and then through Damask.
# Options are those of suites.js: --through, --only, --out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=$("$here/build.sh")
exec node "$here/suites.js" --build "$home" "$@"
