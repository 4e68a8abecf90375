#!/bin/bash
# run.sh --warraq BIN [--work DIR] [--fresh] [--per-form N] [--differences N] [EXPORT...]
#
# The differential check against real WordPress: loads the exports into a private WordPress and into archives of Warraq, asks both the
# same addresses, compares the bodies of the articles, and prints the tables (also kept as DIR/addresses.txt and DIR/bodies.txt).
# What WordPress said is kept in DIR and asked again only with --fresh. Exit status 0 only if nothing differs.
set -eu
warraq= fresh= per_form=40 differences=10
while [ $# -gt 0 ]; do
  case "$1" in
    --warraq) warraq=$(cd "$(dirname "$2")" && pwd)/$(basename "$2"); shift ;;
    --work) WORK=$2; shift ;;
    --fresh) fresh=1 ;;
    --per-form) per_form=$2; shift ;;
    --differences) differences=$2; shift ;;
    -*) sed -n '2,6p' "$0"; exit 2 ;;
    *) break ;;
  esac
  shift
done
[ -x "$warraq" ] || { sed -n '2,6p' "$0"; exit 2; }
. "$(dirname "$0")/env.sh"
[ $# -gt 0 ] && CONTENT_EXPORTS="$*"
export WORK PORT
WARRAQ_PORT=${WARRAQ_PORT:-$((PORT + 1))}
answers=$WORK/answers
mkdir -p "$answers" "$WORK/archives"

asked() { case " $ADDRESS_EXPORTS " in *" $1 "*) return 0 ;; esac; return 1; }
folder() { php "$HERE/load.php" --home "$(export_path "$1")" | sed -E 's#^[a-z]+://[^/]+##'; }
stop_all() { stop_pid "$WORK/run/warraq.pid"; "$HERE/site.sh" stop; }
trap stop_all EXIT

# --- WordPress
missing=
for e in $CONTENT_EXPORTS; do
  key=$answers/$e.asked-$per_form
  if [ -n "$fresh" ] || [ ! -s "$answers/$e.content.jsonl" ] || { asked "$e" && [ ! -f "$key" ]; }; then
    "$HERE/site.sh" load "$e"
    "$HERE/site.sh" contents "$e" >"$answers/$e.content.part"
    mv "$answers/$e.content.part" "$answers/$e.content.jsonl"
    missing="$missing $e"
  fi
done
if [ -n "$missing" ]; then
  "$HERE/site.sh" serve
  for e in $missing; do
    asked "$e" || continue
    rm -f "$answers/$e".asked-*
    python3 "$HERE/addresses.py" ask "$(export_path "$e")" --old-host --base "http://127.0.0.1:$PORT" --per-form "$per_form" --out "$answers/$e.wordpress.jsonl"
    touch "$answers/$e.asked-$per_form"
  done
  "$HERE/site.sh" stop
fi

# --- Warraq
pairs= status=0
: >"$WORK/bodies.txt"
for e in $CONTENT_EXPORTS; do
  archive=$WORK/archives/$e
  rm -rf "$archive"
  mkdir -p "$WORK/no-uploads"
  "$warraq" --archive "$archive" init >"$WORK/$e.log" 2>&1
  "$warraq" --archive "$archive" import wxr "$(export_path "$e")" --uploads "$WORK/no-uploads" --report "$WORK/$e.report.json" >>"$WORK/$e.log" 2>&1 ||
    echo "warraq import wxr $e: exit status $? (see $WORK/$e.log)" >&2
  "$warraq" --archive "$archive" serve --listen "127.0.0.1:$WARRAQ_PORT" >>"$WORK/$e.log" 2>&1 </dev/null &
  echo $! >"$WORK/run/warraq.pid"
  for _ in $(seq 100); do curl -sf -o /dev/null "http://127.0.0.1:$WARRAQ_PORT/healthz" && break; sleep .1; done
  if asked "$e"; then
    python3 "$HERE/addresses.py" ask "$(export_path "$e")" --base "http://127.0.0.1:$WARRAQ_PORT" --per-form "$per_form" --out "$answers/$e.warraq.jsonl"
    pairs="$pairs $answers/$e.wordpress.jsonl $answers/$e.warraq.jsonl"
  fi
  python3 "$HERE/bodies.py" "$answers/$e.content.jsonl" --base "http://127.0.0.1:$WARRAQ_PORT" --folder "$(folder "$e")" \
    --selector "${SELECTOR:-.article-body}" --differences "$differences" >>"$WORK/bodies.txt" || status=1
  stop_pid "$WORK/run/warraq.pid"
done

# shellcheck disable=SC2086 # one word a file
if [ -n "$pairs" ]; then python3 "$HERE/addresses.py" compare $pairs --differences "$differences" >"$WORK/addresses.txt" || status=1; fi
[ -n "$pairs" ] && cat "$WORK/addresses.txt"
echo
cat "$WORK/bodies.txt"
exit $status
