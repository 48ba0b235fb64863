# Sourced by ops/test: its steps, and the counting.
# shellcheck shell=bash

PASSED=0 FAILED=0 SKIPPED=0 CHILD='' ENDED=no

# Runs a command in a process group of its own, so that a stopped run takes all of it along.
run() {
  local code=0
  set -m
  "$@" </dev/null &
  CHILD=$!
  set +m
  wait "$CHILD" || code=$?
  CHILD=''
  return "$code"
}

# A step that fails is one failed check and the run goes on; after one that the rest stands on (must), it ends.
step() {
  local name=$1 since=$SECONDS
  shift
  echo "== $name"
  if "$@"; then
    echo "   $((SECONDS - since)) s"
  else
    echo "   FAILED: $name"
    FAILED=$((FAILED + 1))
    return 1
  fi
}
must() {
  if ! step "$@"; then
    ENDED=yes
    exit 1
  fi
}

# The last thing that every run does, however it ends: nothing of it stays, and its last line is the count.
conclude() {
  if [ -n "$CHILD" ]; then
    kill -TERM -- "-$CHILD" 2>/dev/null || true
    sleep 2
    kill -KILL -- "-$CHILD" 2>/dev/null || true
  fi
  (stop_server "$SCRATCH/postgres") || true
  rm -rf "$SCRATCH"
  if [ "$ENDED" = no ]; then FAILED=$((FAILED + 1)); fi
  if [ "$SKIPPED" -gt 0 ]; then echo "$SKIPPED skipped"; fi
  echo "$PASSED passed, $FAILED failed"
  if [ "$FAILED" -gt 0 ]; then exit 1; fi
}

# What the tests use besides .NET and Node: a browser, fonts of four scripts, a mail server, a reader of PDF.
tools() {
  local package missing=() sudo=()
  for package in chromium fonts-noto-core python3-aiosmtpd poppler-utils; do
    [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = 'install ok installed' ] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then sudo=(sudo -n); fi
  if ! "${sudo[@]}" true 2>/dev/null; then
    echo "missing, and only an administrator can install them: apt-get install ${missing[*]}"
    return 1
  fi
  echo "installing ${missing[*]}"
  run "${sudo[@]}" apt-get update -qq >"$SCRATCH/apt.log" 2>&1 || true
  run "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >>"$SCRATCH/apt.log" 2>&1 || {
    tail -n 20 "$SCRATCH/apt.log"
    return 1
  }
}

# A server for this run alone. What it holds is thrown away, so it needn't survive a power cut.
test_server() {
  find_postgres "$SCRATCH/postgres"
  make_cluster "$SCRATCH/postgres" createdb 'fsync = off
synchronous_commit = off
full_page_writes = off'
  start_server "$SCRATCH/postgres"
  GRANTFLOW_TEST_DB=$(connection_string "$SCRATCH/postgres")
  export GRANTFLOW_TEST_DB GRANTFLOW_PG_BIN=$PG_BIN
}

# One test project; its counts come from the result file, and a run that broke off counts as one failure more.
tests() {
  local project=$1 results code=0 total executed passed failed
  results=$SCRATCH/results/$(basename "$project")
  run dotnet test "$project" -c Debug --no-build --nologo --logger trx --results-directory "$results" || code=$?
  read -r total executed passed failed < <(cat "$results"/*.trx 2>/dev/null |
    sed -n 's/.*<Counters total="\([0-9]*\)" executed="\([0-9]*\)" passed="\([0-9]*\)" failed="\([0-9]*\)".*/\1 \2 \3 \4/p'
    echo 0 0 0 0)
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + total - executed))
  echo "   $(basename "$project"): $passed passed, $failed failed"
  # Failed tests are counted already; anything else that went wrong isn't.
  [ "$code" = 0 ] || [ "$failed" -gt 0 ]
}

# The checks of ops/ itself: one line "ok - …" or "not ok - …" each.
checks() {
  local code=0 passed failed
  run "$@" >"$SCRATCH/checks.log" 2>&1 || code=$?
  cat "$SCRATCH/checks.log"
  passed=$(grep -c '^ok - ' "$SCRATCH/checks.log" || true)
  failed=$(grep -c '^not ok - ' "$SCRATCH/checks.log" || true)
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed))
  [ "$code" = 0 ] || [ "$failed" -gt 0 ]
}

# What must never be committed: private keys, cloud keys, passwords in connection strings, tokens with a known prefix.
secrets() {
  local found
  found=$(grep -rnIE --exclude-dir={.git,bin,obj,node_modules,.grantflow,TestResults} \
    -e '-----BEGIN [A-Z ]*PRIVATE KEY' -e '\b(AKIA|ASIA)[0-9A-Z]{16}\b' -e '\bgh[pousr]_[A-Za-z0-9]{36}' \
    -e '\bxox[abprs]-[A-Za-z0-9-]{10}' -e '\b(sk|rk)_live_[A-Za-z0-9]{20}' -e '\bAIza[0-9A-Za-z_-]{35}' -e '\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20}' \
    -e '"blind": *"[A-Za-z0-9+/]{43}="' -e '[Pp]assword=[^;"$<{ ]{6,};' "$ROOT" | cut -c1-160) || return 0
  echo "$found"
  return 1
}

# Known holes in packages: one fails the step. A registry is first asked about an old package that has one: where it can't be
# reached, or names no hole even there, nothing was judged. That is said in one line and counted as skipped, never as passed.
vulnerable() {
  local canary=$SCRATCH/canary bad=0
  mkdir -p "$canary"
  cat >"$canary/canary.csproj" <<<'<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
    <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="12.0.3" /></ItemGroup></Project>'
  cat >"$canary/package.json" <<<'{ "name": "canary", "version": "1.0.0", "dependencies": { "lodash": "4.17.4" } }'
  cat >"$canary/package-lock.json" <<<'{ "name": "canary", "version": "1.0.0", "lockfileVersion": 3, "packages": {
    "": { "name": "canary", "version": "1.0.0", "dependencies": { "lodash": "4.17.4" } }, "node_modules/lodash": { "version": "4.17.4" } } }'
  judge NuGet nuget_holes 'has the following vulnerable packages' 'has no vulnerable packages' "$canary/canary.csproj" "$ROOT/GrantFlow.sln" || bad=1
  judge npm npm_holes '"(high|critical)": *[1-9]' '"vulnerabilities"' "$canary" "$WEB" || bad=1
  return "$bad"
}
nuget_holes() { run timeout 120 dotnet list "$1" package --vulnerable --include-transitive; }
npm_holes() { run env -C "$1" timeout 60 npm audit --package-lock-only --omit=dev --audit-level=high --json; }

# judge REGISTRY COMMAND HOLE ANSWER KNOWN OURS: HOLE and ANSWER are what the command's words have when it found one, or none;
# KNOWN is a project with a known hole.
judge() {
  local name=$1 command=$2 hole=$3 answer=$4 report=$SCRATCH/holes.txt code=0
  "$command" "$5" >"$report" 2>&1 || true
  if grep -qE "$hole" "$report"; then
    "$command" "$6" >"$report" 2>&1 || code=$?
    if grep -qE "$hole" "$report"; then
      echo "   $name: a known hole"
      grep -E '^ *> |^Project |"(name|severity|title)"' "$report" | head -n 20
      return 1
    fi
    if [ "$code" = 0 ] && grep -qE "$answer" "$report"; then
      echo "   $name: no known hole"
      return 0
    fi
  elif grep -qE "$answer" "$report"; then
    echo "   $name: NOT CHECKED: the registry answers, but names no hole, not even one that is known"
    SKIPPED=$((SKIPPED + 1))
    return 0
  fi
  echo "   $name: NOT CHECKED: the registry gives no answer"
  SKIPPED=$((SKIPPED + 1))
}
