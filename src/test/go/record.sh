#!/usr/bin/env bash
# Records all profiles that the tests read, into src/test/resources/profiles/.
# Run it from anywhere; it takes about a minute. See README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

out=../resources/profiles
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$out"

# The profiles must not depend on who records them: no cgo, no profile-guided
# build, no folder names of this machine, no settings of this user's Go. (The
# name of the temporary folder does show, as the path of the binary.)
export CGO_ENABLED=0 GOFLAGS= GOWORK=off
build() { go build -trimpath -buildvcs=false -pgo=off "$@"; }

# Only the part above the marker may differ between the two layouts.
hot='/^\/\/ The same functions from here on/,$p'
if ! diff <(sed -n "$hot" work/layout_a.go) <(sed -n "$hot" work/layout_b.go); then
  echo "record.sh: layout_a.go and layout_b.go have different hot functions" >&2
  exit 1
fi

build -o "$tmp/fixture" ./fixture
build -o "$tmp/fixture-b" -tags layoutb -buildmode=pie ./fixture
(cd edit && build -o "$tmp/edit" .)

# record NAME [FLAGS]: one profile of build A
record() {
  echo "$1.pprof"
  "$tmp/fixture" -o "$out/$1.pprof" "${@:2}"
}

record inlining  -mode inlining  -for 4s
record recursion -mode recursion -for 4s
record generics  -mode generics  -for 4s
record dispatch  -mode dispatch  -for 4s
record labels    -mode labels    -for 4s
record rate-100  -mode dispatch  -for 3s
record rate-1000 -mode dispatch  -for 3s -hz 1000
record layout-a  -mode layout    -for 4s
record heap      -mode heap
record idle      -mode idle      -for 300ms

echo layout-b.pprof
"$tmp/fixture-b" -o "$out/layout-b.pprof" -mode layout -for 4s

"$tmp/edit" -zero-start-lines . "$out/dispatch.pprof" "$out/start-lines-none.pprof"
"$tmp/edit" -zero-start-lines 'each|areas' "$out/dispatch.pprof" "$out/start-lines-some.pprof"
"$tmp/edit" -cpu-only "$out/dispatch.pprof" "$out/cpu-only.pprof"

ls -l "$out"
