# Settings of the WordPress check; sourced by the other scripts here.
# Everything lives under $WORK, every daemon listens on 127.0.0.1 or a socket and is stopped by its own pid.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
WORK=${WORK:-$HERE/../../target/bench/wordpress}
mkdir -p "$WORK/run"
WORK=$(cd "$WORK" && pwd)
SHARED=${WARRAQ_SHARED:-$(cd "$HERE/../../.." && pwd)/shared}
[ -d "$SHARED" ] || SHARED=/work/shared
SOCKET=$WORK/run/mariadb.sock
TREE=$WORK/tree
PORT=${PORT:-18601}

# The exports that are asked: the theme unit test data, two other real sites, and an Arabic paper made by make_wxr.py
# (drafts, private, trashed, old slugs, truncated slugs); then a file that is compared by content only.
ADDRESS_EXPORTS="wptt-theme-unit-test-2021 wptest creativecommons-labs-2014 arabic"
CONTENT_EXPORTS="$ADDRESS_EXPORTS 64-block-test-data"

# export_path EXPORT: its file.
export_path() {
  if [ "$1" = arabic ]; then
    [ -f "$WORK/derived/good.xml" ] || tar -xJf "$SHARED/data/wxr/derived.tar.xz" -C "$WORK" derived/good.xml
    printf %s "$WORK/derived/good.xml"
  else
    printf %s "$SHARED/data/wxr/$1.xml"
  fi
}

# stop_pid FILE: ends the process whose pid FILE holds and waits for it.
stop_pid() {
  [ -f "$1" ] || return 0
  local pid
  pid=$(cat "$1")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep .1; done
  rm -f "$1"
}

# site_name EXPORT: the database name of an export's site.
site_name() { printf 'wp_%s' "$(printf %s "$1" | tr -c 'a-zA-Z0-9' _)"; }
