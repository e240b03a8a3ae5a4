#!/usr/bin/env bash
# Compares the kernels with Lua 5.4 and CPython: ratios of user time, net of start-up, medians of five interleaved runs. Then,
# unless kernels are named, the data engine with SQLite, and what start-up, tests, jobs and growth cost.
#
#   benches/compare.sh [KERNEL..]
#
# ORGLESS names the binary (target/release/orgless), RUNS the number of runs, PYTHON and LUA the peers. Peers that are
# absent are installed from Debian when that is possible; otherwise their column says `absent`. Every version of a kernel
# prints the same line; another line is a failed run.
set -euo pipefail
cd "$(dirname "$0")/.."

ORGLESS=${ORGLESS:-target/release/orgless}
PYTHON=${PYTHON:-/usr/bin/python3}
LUA=${LUA:-lua5.4}
RUNS=${RUNS:-5}
folder=benches/kernels
failed=0

[ -x "$ORGLESS" ] || { echo "no $ORGLESS: cargo build --release" >&2; exit 1; }

install_peer() { # program, packages..
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get install -y -q "${@:2}" >/dev/null 2>&1 || true
  fi
  command -v "$1" >/dev/null || echo "absent: $1 (Debian: ${*:2})" >&2
}
install_peer "$LUA" lua5.4 lua-cjson
install_peer "$PYTHON" python3
if command -v "$LUA" >/dev/null && ! "$LUA" -e 'require "cjson"' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get install -y -q lua-cjson >/dev/null 2>&1 || true; fi
  "$LUA" -e 'require "cjson"' 2>/dev/null || echo "absent: lua-cjson, json has no ratio against Lua" >&2
fi

# The command of a contender for a kernel.
command_of() { # contender, path without extension
  case $1 in
    apex) echo "$ORGLESS run $2.apex" ;;
    lua) echo "$LUA $2.lua" ;;
    python) echo "$PYTHON $2.py" ;;
  esac
}

# User seconds of one run on standard output; what it printed goes into $1.
user_time() { # file for output, command..
  local out=$1 TIMEFORMAT=%U
  shift
  { time "$@" >"$out" 2>"$scratch/err"; } 2>&1
}

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf 'System.debug(1);\n' >"$scratch/empty.apex"
printf 'print(1)\n' >"$scratch/empty.lua"
printf 'print(1)\n' >"$scratch/empty.py"

contenders=(apex)
command -v "$LUA" >/dev/null && contenders+=(lua)
command -v "$PYTHON" >/dev/null && contenders+=(python)

# Runs every contender in turn; leaves the median of each in `median_of`.
declare -A median_of
measure() { # path without extension
  local name run contender
  rm -f "$scratch"/times.*
  for run in $(seq 0 "$RUNS"); do
    for contender in "${contenders[@]}"; do
      if seconds=$(user_time "$scratch/out.$contender" $(command_of "$contender" "$1")); then
        # The first run warms up.
        [ "$run" = 0 ] || echo "$seconds" >>"$scratch/times.$contender"
      fi
    done
  done
  for contender in "${contenders[@]}"; do
    median_of[$contender]=
    [ -s "$scratch/times.$contender" ] && median_of[$contender]=$(median <"$scratch/times.$contender")
  done
  return 0
}

measure "$scratch/empty"
declare -A empty
for contender in "${contenders[@]}"; do empty[$contender]=${median_of[$contender]}; done

standard=(fib loop sieve nbody strings wordcount sort json)
kernels=("$@")
[ $# -gt 0 ] || kernels=("${standard[@]}" decimals dispatch exceptions records)

net() { awk -v t="$1" -v e="$2" 'BEGIN { d = t - e; printf "%.3f", (d > 0.001 ? d : 0.001) }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

printf '| kernel | orgless s | Lua s | CPython s | against Lua | against CPython |\n|---|---|---|---|---|---|\n'
for kernel in "${kernels[@]}"; do
  measure "$folder/$kernel"
  own=$(net "${median_of[apex]:-0}" "${empty[apex]}")
  expected=$(cat "$scratch/out.apex")
  row="| $kernel | $own"
  ratios=""
  for contender in lua python; do
    seconds=${median_of[$contender]:-}
    if [ -z "$seconds" ]; then
      row+=" | absent"
      ratios+=" | absent"
      continue
    fi
    if [ "$(cat "$scratch/out.$contender")" != "$expected" ]; then
      echo "$kernel: orgless says '$expected', $contender '$(cat "$scratch/out.$contender")'" >&2
      failed=1
    fi
    peer=$(net "$seconds" "${empty[$contender]}")
    against=$(ratio "$own" "$peer")
    row+=" | $peer"
    ratios+=" | $against"
    case " ${standard[*]} " in *" $kernel "*) echo "$against" >>"$scratch/ratios.$contender" ;; esac
  done
  echo "$row$ratios |"
done

mean() { [ -s "$1" ] && awk '{ s += log($1 > 0 ? $1 : 0.01) } END { printf "%.2f (of %d)", exp(s / NR), NR }' "$1" || echo absent; }
echo "| geometric mean of the eight | | | | $(mean "$scratch/ratios.lua") | $(mean "$scratch/ratios.python") |"
if [ $# = 0 ]; then
  echo
  benches/data/compare.sh "$RUNS" || failed=1
  echo
  cargo bench --quiet --bench overhead --bench growth --bench parse || failed=1
fi
exit $failed
