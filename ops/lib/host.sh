# Sourced: building the host, finding its database, and knowing whether it runs.
# shellcheck shell=bash

CONFIGURATION=${GRANTFLOW_CONFIGURATION:-Release}
URL=${GRANTFLOW_URL:-http://127.0.0.1:5080}
URL=${URL%/}

# One ops command at a time prepares; whatever it starts must not keep the lock (9>&-).
exclusively() {
  exec 9>"$DATA/lock"
  flock -w 600 9 || fail 1 "another ops command has held $DATA/lock for ten minutes."
}
release() { exec 9>&-; }

# A source file or folder that changed after the stamp, or nothing.
newer_than() {
  find "$ROOT/src" "$ROOT/workflows" "$ROOT/tests/GrantFlow.Benchmarks" "$ROOT"/Directory.* "$ROOT/global.json" \
    \( -name bin -o -name obj -o -name node_modules \) -prune -o -newer "$1" "${@:2}" -print -quit 2>/dev/null || true
}

# Builds a project once: again only if a source file or folder is newer than the last build. Sets DLL and STAMP.
# The analyzers are ops/test's business: they take two fifths of the time.
# A host that runs keeps the files it was started with, so nothing is built under it.
build() {
  local project=$1 newer
  STAMP=$ROOT/$project/obj/$CONFIGURATION.built
  DLL=$ROOT/$project/bin/$CONFIGURATION/net10.0/$(basename "$project").dll
  command -v dotnet >/dev/null || fail 2 "dotnet is missing: install the .NET 10 SDK."
  if [ -f "$STAMP" ] && [ -f "$DLL" ]; then
    newer=$(newer_than "$STAMP")
    [ -n "$newer" ] || return 0
    if [ "$project" = src/GrantFlow.Web ] && alive "$DATA/host.pid"; then
      say "note: ${newer#"$ROOT"/} is newer than the build that runs; ops/down and ops/up bring it in."
      return
    fi
  fi
  say "building $(basename "$project")"
  mkdir -p "$ROOT/$project/obj"
  touch "$STAMP.new"
  quietly "$DATA/build.log" dotnet build "$ROOT/$project" -c "$CONFIGURATION" -v q --nologo \
    -p:UseSharedCompilation=false -p:RunAnalyzers=false
  # The build itself makes folders in the sources. A file that was saved meanwhile, though, asks for another build.
  [ -n "$(newer_than "$STAMP.new" -type f)" ] || touch "$STAMP.new"
  mv "$STAMP.new" "$STAMP"
}

# Sets and exports GRANTFLOW_DB (the host's login), GRANTFLOW_OWNER_DB and PRIVATE. A database given from outside is used as it is.
database() {
  PRIVATE=no
  if [ -n "${GRANTFLOW_DB:-}" ]; then return; fi
  PRIVATE=yes
  local folder=$DATA/postgres
  find_postgres "$folder"
  if [ ! -d "$folder/data" ]; then
    say "making a private PostgreSQL $(postgres_major "$PG_BIN") in $folder"
    make_cluster "$folder" createdb ''
  fi
  start_server "$folder" 9>&-
  GRANTFLOW_DB=$(host_connection_string "$folder")
  GRANTFLOW_OWNER_DB=$(connection_string "$folder")
  export GRANTFLOW_DB GRANTFLOW_OWNER_DB
}

# Runs a verb that prepares the database. On the private one it is remembered until there is another build.
prepare() {
  local done=$DATA/postgres/$1.done
  if [ "$PRIVATE" = yes ] && [ "$done" -nt "$STAMP" ]; then return; fi
  run_host "$1" >&2 || exit $?
  if [ "$PRIVATE" = yes ]; then touch "$done"; fi
}

run_host() { dotnet "$DLL" "$@" 9>&-; }

# In a session of its own: Ctrl-C reaches the script, which then stops the host in order.
start_host() {
  # What serves never learns the owner's password.
  setsid env -u GRANTFLOW_OWNER_DB dotnet "$DLL" serve </dev/null 9>&- &
  HOST_PID=$!
  remember "$HOST_PID" "$DATA/host.pid"
  printf '%s\n' "$URL" >"$DATA/host.url"
}

wait_ready() {
  local deadline=$((SECONDS + 60))
  while alive "$DATA/host.pid" && [ "$SECONDS" -lt "$deadline" ]; do
    if ready 2>/dev/null; then return; fi
    sleep 0.2
  done
  return 1
}

# A host that doesn't end in 30 s is killed: its work is safe in the database at any instant.
stop_host() {
  local pid deadline=$((SECONDS + 30))
  if alive "$DATA/host.pid"; then
    read -r pid _ <"$DATA/host.pid"
    kill -TERM "$pid"
    while alive "$DATA/host.pid"; do
      if [ "$SECONDS" -ge "$deadline" ]; then kill -KILL "$pid"; fi
      sleep 0.1
    done
  fi
  rm -f "$DATA/host.pid" "$DATA/host.url"
}

# What the host is told. Sets ADDRESS and PORT to knock at.
host_settings() {
  export GRANTFLOW_URL=$URL GRANTFLOW_DATA=$DATA
  local rest=${URL#http://}
  if [ "$rest" = "$URL" ]; then fail 2 "GRANTFLOW_URL must begin with http:// (TLS belongs in front of the host): $URL"; fi
  rest=${rest%%/*}
  PORT=${rest##*:}
  ADDRESS=${rest%:*}
  case $rest in *:*) ;; *) PORT=80 ;; esac
  case $ADDRESS in '*' | + | 0.0.0.0 | '[::]') ADDRESS=127.0.0.1 ;; esac
}

# One bare HTTP request, so that no curl is needed.
ready() {
  local line
  exec 3<>"/dev/tcp/$ADDRESS/$PORT" || return 1
  printf 'GET /health/ready HTTP/1.0\r\nHost: %s\r\n\r\n' "$ADDRESS:$PORT" >&3
  read -r -t 5 line <&3 || line=
  exec 3>&-
  case $line in *' 200 '*) ;; *) return 1 ;; esac
}
