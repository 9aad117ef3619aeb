#!/usr/bin/env bash
# Makes the profiles of this example, from those of the quickstart and from its
# gateway. Run it from anywhere, after examples/quickstart/record.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)
quickstart=$root/examples/quickstart

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export CGO_ENABLED=0 GOFLAGS= GOWORK=off
build() { # FOLDER BINARY
  (cd "$1" && go build -trimpath -buildvcs=false -pgo=off -o "$tmp/$2" .)
}
build "$quickstart/projects/gateway" gateway
build "$root/src/test/go/edit" edit

rm -rf profiles
mkdir -p profiles/few profiles/heap profiles/no-start-lines

# Too few samples: two profiles of about 500.
cp "$quickstart"/profiles/gateway/0[12].pprof profiles/few/

# Not CPU profiles: what the gateway holds in memory.
for n in 1 2; do
  "$tmp/gateway" -profiles "$tmp/cpu" -first "$n" -seconds 2 -heap "profiles/heap/0$n.pprof"
done

# Enough samples, but no start lines, as Go before 1.20 wrote them.
for file in "$quickstart"/profiles/gateway/0[1-9].pprof; do
  "$tmp/edit" -zero-start-lines . "$file" "profiles/no-start-lines/$(basename "$file")"
done
