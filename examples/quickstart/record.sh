#!/usr/bin/env bash
# Records everything that this example needs and that is not source code: the
# profiles of the three services, and the two default.pgo files that the
# projects have "committed". Takes about ten minutes; needs Go, and ./go-pgo
# built. Run it from anywhere.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)
if [[ ! -x $root/go-pgo ]]; then
  echo "record.sh: $root/go-pgo is missing" >&2
  exit 1
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
committed=$tmp/committed

# Builds without a profile, and without folder names of this machine.
export CGO_ENABLED=0 GOFLAGS= GOWORK=off
build() { # PROJECT PACKAGE BINARY
  (cd "projects/$1" && go build -trimpath -buildvcs=false -pgo=off -o "$tmp/$3" "$2")
}
build bookshop ./cmd/api api
build bookshop ./cmd/worker worker
build gateway . gateway

# Fewer garbage collections: the profiles show more of the services.
export GOGC=1600

count=24
enough=480 # samples in each profile

samples() { go tool pprof -raw "$1" | awk '/^ +[0-9]+ +[0-9]+:/ { n += $1 } END { print n + 0 }'; }

# record SERVICE FOLDER FIRST [FLAGS]: the profiles number FIRST and following.
# What has too few samples, as the machine had other things to do, is done again.
record() {
  local service=$1 folder=$2 first=$3 n file try
  shift 3
  echo "$service: $count profiles into $folder"
  rm -rf "$folder"
  "$tmp/$service" -profiles "$folder" -count "$count" -first "$first" -seconds 2.7 "$@"
  for ((n = first; n < first + count; n++)); do
    file=$folder/$(printf %02d "$n").pprof
    for ((try = 3; $(samples "$file") < enough; try++)); do
      if ((try > 10)); then
        echo "record.sh: too little CPU time for $file" >&2
        exit 1
      fi
      "$tmp/$service" -profiles "$folder" -first "$n" "$@" -seconds "$try"
    done
  done
}

record gateway profiles/gateway 1
record api     profiles/api     1
record worker  profiles/worker  1

# The gateway's committed profile is of the same load at another time: merging
# again would change next to nothing. The api's is of a time before the search
# became popular. The worker has none yet.
record gateway "$committed/gateway" 25
record api     "$committed/api"     25 -mix old

"$root/go-pgo" merge -o projects/gateway/default.pgo "$committed/gateway"
"$root/go-pgo" merge -o projects/bookshop/cmd/api/default.pgo "$committed/api"
