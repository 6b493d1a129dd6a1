#!/usr/bin/env bash
# PostgreSQL's regression statements with the tables that they use classified: does a protected value come back?
# Options are those of canaries.js: --only, --as, --out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=$("$here/build.sh")
exec node "$here/canaries.js" --build "$home" "$@"
