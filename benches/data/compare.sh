#!/usr/bin/env bash
# The data engine against SQLite in memory: both in turn, five times; medians and their ratio, checksums compared.
# usage: benches/data/compare.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-5}
cargo build --release --quiet
(cd benches/data/sqlite && cargo build --release --quiet) || { echo "the SQLite peer could not be built"; exit 1; }
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for ((i = 0; i < rounds; i++)); do
  target/release/orgless run --limits off benches/data/data.apex >>"$results/orgless"
  benches/data/sqlite/target/release/sqlite-peer >>"$results/sqlite"
done
awk -F '\t' -v rounds="$rounds" '
  function median(name, who,    n, i, j, t, v) {
    n = 0
    for (i = 1; i <= count[who, name]; i++) v[++n] = time[who, name, i]
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
    return v[int((n + 1) / 2)]
  }
  FNR == 1 { who = FILENAME; sub(/.*\//, "", who) }
  {
    if (!(($1) in seen)) { seen[$1] = 1; names[++total] = $1 }
    time[who, $1, ++count[who, $1]] = $2
    sum[who, $1] = $3
  }
  END {
    printf "%-56s %14s %14s %7s\n", "workload, microseconds per operation", "orgless", "SQLite", "ratio"
    for (k = 1; k <= total; k++) {
      name = names[k]
      # The join has a second peer: the same question with an index on the lookup.
      ours = (name ~ /^the same with an index/) ? "Contacts with Account.Name where Account.Industry = x" : name
      if (!(("orgless", ours) in sum) || !(("sqlite", name) in sum)) continue
      if (sum["orgless", ours] != sum["sqlite", name]) { print name ": wrong checksum"; failed = 1 }
      a = median(ours, "orgless"); b = median(name, "sqlite")
      printf "%-56s %14.2f %14.2f %7.2f\n", name, a, b, a / b
    }
    exit failed
  }' "$results/orgless" "$results/sqlite"
