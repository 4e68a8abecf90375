#!/bin/bash
# site.sh load EXPORT | contents EXPORT | serve | stop
#   load      (re)creates the export's own database and puts its items into it with load.php
#   contents  prints what WordPress makes of each body (the_content.php)
#   serve     answers all loaded sites on 127.0.0.1:$PORT, each under the host name of its old address, until `stop`
# The host name matters: on another port than 80 WordPress 6.1 does not redirect /page/1/ and its like.
# Debian packages: wordpress wordpress-theme-twentytwentyone mariadb-server php8.2-{fpm,cli,mysql,mbstring,xml,gd,intl} nginx-light
set -eu
. "$(dirname "$0")/env.sh"

start_database() {
  [ -f "$WORK/run/mariadb.pid" ] && kill -0 "$(cat "$WORK/run/mariadb.pid")" 2>/dev/null && return 0
  if [ ! -d "$WORK/mysql/mysql" ]; then
    mkdir -p "$WORK/mysql"
    mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$WORK/mysql" \
      --auth-root-authentication-method=normal --skip-test-db >"$WORK/install.log" 2>&1
  fi
  setsid mariadbd --no-defaults --user="$(id -un)" --datadir="$WORK/mysql" --socket="$SOCKET" --pid-file="$WORK/run/server.pid" \
    --skip-networking --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci --skip-log-bin \
    --innodb-flush-log-at-trx-commit=2 --innodb-buffer-pool-size=256M --max-allowed-packet=256M >"$WORK/mariadb.log" 2>&1 </dev/null &
  echo $! >"$WORK/run/mariadb.pid"
  for _ in $(seq 150); do mariadb-admin -uroot -S "$SOCKET" ping >/dev/null 2>&1 && break; sleep .2; done
  mariadb-admin -uroot -S "$SOCKET" ping >/dev/null
  [ -f "$TREE/index.php" ] || { rm -rf "$TREE.part"; cp -rL /usr/share/wordpress "$TREE.part"; mv "$TREE.part" "$TREE"; }
  cp "$HERE/wp-config.php" "$TREE/wp-config.php"
}

# environment EXPORT: the variables that wp-config.php reads; the home is the export's own old address.
environment() {
  export WP_DB WP_HOME WP_SOCKET=$SOCKET WP_TREE=$TREE
  WP_DB=$(site_name "$1")
  WP_HOME=$(php "$HERE/load.php" --home "$(export_path "$1")")
}

load() {
  environment "$1"
  mariadb -uroot -S "$SOCKET" -e "drop database if exists $WP_DB; create database $WP_DB character set utf8mb4 collate utf8mb4_unicode_ci"
  php -d memory_limit=1G "$HERE/load.php" "$(export_path "$1")"
}

# serve: php-fpm and nginx, configured for the exports whose addresses are asked.
serve() {
  stop_web
  local export_name user=
  [ "$(id -u)" = 0 ] && user="user root;"
  cat >"$WORK/fpm.conf" <<CONF
[global]
error_log = $WORK/fpm.log
daemonize = no
[www]
$([ "$(id -u)" = 0 ] && printf 'user = root\ngroup = root')
listen = $WORK/run/fpm.sock
pm = static
pm.max_children = 2
php_admin_value[memory_limit] = 512M
php_admin_value[display_errors] = 0
CONF
  {
    echo "$user worker_processes 1; daemon off; pid $WORK/run/nginx-own.pid; error_log $WORK/nginx.log warn;"
    echo "events {} http { access_log off; merge_slashes off; server_names_hash_bucket_size 128;"
    for d in client_body proxy fastcgi uwsgi scgi; do echo "${d}_temp_path $WORK/run/$d;"; done
    for export_name in $ADDRESS_EXPORTS; do
      environment "$export_name"
      cat <<CONF
  server {
    listen 127.0.0.1:$PORT; server_name $(host_of "$WP_HOME"); root $TREE;
    location / {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $TREE/index.php; fastcgi_param SCRIPT_NAME $(folder_of "$WP_HOME")/index.php;
      fastcgi_param SERVER_PORT 80; fastcgi_param WP_DB $WP_DB; fastcgi_param WP_HOME $WP_HOME; fastcgi_param WP_SOCKET $SOCKET;
      fastcgi_pass unix:$WORK/run/fpm.sock; fastcgi_buffers 32 16k; fastcgi_read_timeout 120s;
    }
  }
CONF
    done
    echo "}"
  } >"$WORK/nginx.conf"
  setsid php-fpm8.2 $([ "$(id -u)" = 0 ] && echo -R) -y "$WORK/fpm.conf" >/dev/null 2>&1 </dev/null &
  echo $! >"$WORK/run/fpm.pid"
  for _ in $(seq 50); do [ -S "$WORK/run/fpm.sock" ] && break; sleep .1; done
  setsid nginx -c "$WORK/nginx.conf" -e "$WORK/nginx.log" >/dev/null 2>&1 </dev/null &
  echo $! >"$WORK/run/nginx.pid"
  sleep .5
  kill -0 "$(cat "$WORK/run/nginx.pid")" && curl -s -o /dev/null "http://127.0.0.1:$PORT/" && return 0
  echo "WordPress does not answer on 127.0.0.1:$PORT (see $WORK/nginx.log)" >&2
  return 1
}

host_of() { printf %s "$1" | sed -E 's#^[a-z]+://([^/]+).*#\1#'; }
folder_of() { printf %s "$1" | sed -E 's#^[a-z]+://[^/]+##'; }
stop_web() { stop_pid "$WORK/run/nginx.pid"; stop_pid "$WORK/run/fpm.pid"; }

case "${1:-}" in
  load) start_database; load "$2" ;;
  contents) start_database; environment "$2"; php -d memory_limit=1G "$HERE/the_content.php" "$(basename "$(export_path "$2")")" ;;
  serve) start_database; serve ;;
  stop) stop_web; stop_pid "$WORK/run/mariadb.pid" ;;
  *) sed -n '2,7p' "$0"; exit 2 ;;
esac
