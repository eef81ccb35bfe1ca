# What the scripts at the root share: finds Java, and builds what is missing or older than
# its sources. To be sourced with $root and $program set.

version=0.1.0-SNAPSHOT
server_jar="$root/registry-server-app/target/registry-server-app-$version-exec.jar"
sample_jar="$root/sample-app/target/sample-app-$version-exec.jar"

fail() {
  echo "$program: $*" >&2
  exit 1
}

find_java() {
  if [[ -n "${JAVA_HOME:-}" && -x "$JAVA_HOME/bin/java" ]]; then
    java="$JAVA_HOME/bin/java"
  elif ! java="$(command -v java)"; then
    fail "there is no java on the PATH, and JAVA_HOME is not set to a JDK; install a JDK 17 or newer"
  fi
  local text major
  text="$("$java" -version 2>&1)" || fail "$java does not run: $text"
  # the first quoted word: 17.0.15, 25, or 1.8.0_412
  [[ "$text" =~ \"([0-9]+)(\.([0-9]+))?[^\"]*\" ]] || fail "cannot tell the version of $java: $text"
  major="${BASH_REMATCH[1]}"
  [[ "$major" != 1 ]] || major="${BASH_REMATCH[3]}"
  ((major >= 17)) || fail "$java is Java $major, but Java 17 or newer is needed; set JAVA_HOME to a newer JDK"
}

# Whether a jar is missing, or older than a source of one of the given modules.
stale() {
  local jar="$1" module paths=("$root/pom.xml")
  shift
  [[ -f "$jar" ]] || return 0
  for module in "$@"; do
    paths+=("$root/$module/pom.xml")
    [[ ! -d "$root/$module/src/main" ]] || paths+=("$root/$module/src/main")
  done
  [[ -n "$(find "${paths[@]}" -newer "$jar" -print)" ]]
}

build() {
  local server=(registry-protocol registry-server-core registry-server-app)
  local sample=(registry-protocol registry-balancer registry-client registry-spring-boot-autoconfigure
    registry-spring-boot-starter sample-app)
  if ! stale "$server_jar" "${server[@]}" && { [[ "$1" == server ]] || ! stale "$sample_jar" "${sample[@]}"; }; then
    return
  fi
  command -v mvn >/dev/null || fail "there is no mvn on the PATH; install Maven 3.8 or newer"
  local modules=registry-server-app
  [[ "$1" == server ]] || modules+=,sample-app
  echo "Building with mvn -q -DskipTests package (a minute or two the first time) ..."
  (cd "$root" && exec mvn -q -B -DskipTests -pl "$modules" -am package </dev/null) &
  local builder=$!
  trap 'kill "$builder" 2>/dev/null; exit 130' INT TERM HUP
  wait "$builder" || fail "the build failed, see above"
  trap - INT TERM HUP
  # Maven leaves a jar alone whose content stays the same
  touch "$server_jar"
  [[ "$1" == server ]] || touch "$sample_jar"
}
