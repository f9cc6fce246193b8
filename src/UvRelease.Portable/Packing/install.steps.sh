apart() { # apart SECONDS PROGRAM…: in an environment that has nothing of the user's; what it prints goes into a file
  limit=$1; shift
  set -- env -i "HOME=$root/work/apart" "TMPDIR=$root/work/apart" "PATH=$command_root:/usr/local/bin:/usr/bin:/bin" LANG=C.UTF-8 "$@"
  (cd "$root/work/apart" && limited "$limit" "$@" >"$root/work/output" 2>&1 </dev/null 3<&-)
}
limited() { if command -v timeout >/dev/null; then timeout -k 2 "$@"; else perl -e 'alarm shift; exec @ARGV or exit 127' "$@"; fi; }
each() { # each FUNCTION KEY: calls it with the value of each KEY and the arguments that follow
  call=$1 key=$2 heading=
  while IFS= read -r line <&3; do
    case $line in
      "$key "*) heading=${line#"$key "}; set -- ;;
      'argument '*) set -- "$@" "${line#argument }" ;;
      end) if [ -n "$heading" ]; then "$call" "$heading" "$@"; fi; heading= ;;
    esac
  done 3<"$root/versions/$(held current)/install.data"
}
probe() { # probe 'SECONDS EXIT PATTERN' COMMAND ARGUMENT…: by the program's own path, by the shim's, and by name
  limit_=${1%% *} wanted=${1#* } pattern=${1#* * } command=$2 folder=$root/versions/$(held current); wanted=${wanted%% *}
  shift 2
  (state=$root/work/apart/state config=$root/work/apart/config; variables "$folder") >"$root/work/environment"
  for program in "$folder/$(first "command $command" "$folder")" "$command_root/$command" "$command"; do
    rm -rf "$root/work/apart"; mkdir -p "$root/work/apart/state" "$root/work/apart/config"
    (
      set -- "$program" "$@"
      while IFS= read -r line; do set -- "$line" "$@"; done <"$root/work/environment"
      apart "$limit_" "$@"
    ) && code=0 || code=$?
    if [ "$code" != "$wanted" ]; then
      fail "The probe '$command $*' by '$program' ended with $code and should with $wanted (124: it took more than $limit_ s): $(printed)"
    fi
    [ -z "$pattern" ] || grep -qE -e "$pattern" "$root/work/output" || fail "The probe '$command $*' by '$program' printed nothing like '$pattern': $(printed)"
  done
}
printed() { head -c 300 "$root/work/output" | tr -c '[:print:]\n' '?'; }
setup() { # setup SECONDS COMMAND ARGUMENT…
  limit=$1 command=$2; shift 2
  limited "$limit" "$root/bin/$command" "$@" </dev/null 3<&- || fail "The setup '$command' ended with $?."
}

systemd() { # systemd ARGUMENT…: where there is a unit and somebody to ask
  [ -n "$unit_dir" ] && [ -f "$unit_dir/$name.service" ] && command -v systemctl >/dev/null || return 1
  case $unit_dir in "$HOME"/*) systemctl --user "$@" ;; *) systemctl "$@" ;; esac
}
running() { # running: ids of processes whose program or script is in the root
  if [ ! -d /proc/self ]; then ps -axo pid=,comm= | sed 's/^ *//' | R="$root/versions/" awk 'index($0, $1 " " ENVIRON["R"]) == 1 { print $1 }'; return; fi
  { ls -l /proc/[0-9]*/exe 2>/dev/null || true; } | R="/exe -> $root/versions/" awk 'at = index($0, ENVIRON["R"]) {
    id = substr($0, 1, at - 1); sub(/.*\//, "", id); print id }'
  { head -c 4096 /proc/[0-9]*/cmdline 2>/dev/null || true; } | tr '\0' '\n' | R="$root/versions/" awk '
    /^==> \/proc\/[0-9]+\/cmdline <==$/ { split($2, part, "/"); line = 0; next }
    ++line == 2 && index($0, ENVIRON["R"]) == 1 && !/\/install\.sh$/ { print part[3] }'
}
stop_all() {
  active=; if systemd is-active --quiet "$name.service"; then active=yes; systemd stop "$name.service" || true; fi
  for id in $(running); do kill "$id" 2>/dev/null || true; done
  waited=0
  while [ -n "$(running)" ]; do
    if [ "$waited" -ge "$((seconds * 5))" ]; then
      [ -z "$active" ] || systemd start "$name.service" || true
      fail "Process $(running | tr '\n' ' ')runs from '$root' and did not end in $seconds s. Nothing was removed. End it, or give it more --seconds."
    fi
    sleep 0.2; waited=$((waited + 1))
  done
}

started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; } # started ID: a process's time of start, for ids are given again
begin() { # begin: this run alone works on the root, and what an earlier one left is settled
  { mkdir -p "$root" && [ -w "$root" ]; } 2>/dev/null || fail "'$root' can't be written. Name another --root."
  if ! (set -C; echo "$$ $(started $$)" >"$root/lock") 2>/dev/null; then
    other=; read -r other since <"$root/lock" 2>/dev/null || true
    case $other in '' | *[!0-9]*) other=$$ ;; esac
    if [ "$other" != $$ ] && kill -0 "$other" 2>/dev/null && [ "$since" = "$(started "$other")" ]; then
      fail "Another run works on '$root': process $other. Wait for its end."
    fi
    echo "$$ $(started $$)" >"$root/lock" || fail "'$root' can't be written."
  fi
  began=yes
  rm -rf "$root/work"; mkdir -p "$root/work"
  if [ -f "$root/pending" ]; then recover; say 'What an earlier run left was settled.'; fi
}
ended() { # ended CODE: of this run, for whatever reason
  set +e; trap - EXIT; trap '' HUP INT TERM
  [ "$began" = yes ] && [ -d "$root" ] || exit "$1"
  if [ "$1" != 0 ] && [ -f "$root/pending" ]; then
    (set -e; recover)
    if [ $? = 0 ]; then echo 'install.sh: The old state is kept.' >&2; else echo 'install.sh: Run it again to settle what is left.' >&2; fi
  fi
  [ ! -d "$root" ] || { rm -rf "$root/work"; rm -f "$root/lock"; }
  [ -f "$metadata" ] || printf '%s\n' "$root" "$(printf '%s\n' "$above_root" | sort -r)" | while IFS= read -r one; do rmdir "$one" 2>/dev/null; done
  exit "$1"
}
bring() { # bring WHAT FROM: the version is copied, verified where it lies, described, and swapped in
  put pending "$1 $id ${2:--}$newline$above_root"
  mkdir -p "$root/bin" "$root/versions"
  cp -RP "$here" "$root/versions/.new" || fail "'$root' has no room for the files, or can't be written."
  (verify "$root/versions/.new")
  find "$root/versions/.new" -type d -exec chmod 755 {} +; find "$root/versions/.new" -type f -exec chmod 644 {} +
  data executable "$root/versions/.new" | while IFS= read -r one; do chmod 755 "$root/versions/.new/$one"; done
  mv "$root/versions/.new" "$root/versions/$id"
  made=$({ folders; printf '%s\n' "$above_root"; [ -n "$2" ] || missing "$state"; [ -n "$2" ] || missing "$config"
    plan "$root/versions/$id" | while read -r _ path_; do missing "${path_%/*}"; done; } | sed '/^$/d' | sort -u)
  { describe "$id" ""; records; } | sort -u >"$root/work/all"
  write_metadata "$made" <"$root/work/all"
  [ -n "$2" ] || [ -z "$state" ] || mkdir -p "$state"
  [ -n "$2" ] || [ -z "$config" ] || mkdir -p "$config"
  swap "$id" "$2"
}
swap() { # swap TO FROM
  put current "$1"; expose "$root/versions/$1"
  [ -n "$2" ] || each setup setup
  each probe probe
  put pending "commit $1 ${2:--}"
  settle "$1" "$2"
  if systemd is-active --quiet "$name.service"; then systemd daemon-reload && systemd restart "$name.service" || say "The unit $name.service did not start again."; fi
}
status() {
  for one in "name $name" "kind $kind" "version $(first version "$root/versions/$(held current)")" "current $(held current)" "previous $(held previous)" "root $root" \
    "command-root $command_root" "state $state" "config $config"; do say "${one%% *}=${one#* }"; done
  records | while read -r kind_ sum_ path_; do
    case $path_ in /*) ;; *) path_=$root/$path_ ;; esac
    if [ "$(present "$kind_" "$path_")" != "$sum_" ] && { [ "$kind_" != shim ] || ! shared "$path_"; }; then say "changed=$path_"; fi
  done
  [ ! -f "$root/pending" ] || say "pending=$(held pending)"
}

main() {
  action=${1-} root='' command_root='' state='' config='' unit_dir='' autostart='' profiles=yes enable='' start='' remove_state=- seconds=10 dry='' began='' above_root=''
  case $action in install | update | rollback | uninstall | status) shift ;; -h | --help) say "$usage"; exit 0 ;; *) say "$usage" >&2; exit 2 ;; esac
  [ -n "${HOME-}" ] && [ -d "$HOME" ] || fail 'HOME names no folder.'
  here=$(cd "$(dirname "$0")" && pwd -P)
  [ -f "$here/install.data" ] && [ "$(first format "$here")" = uv-release/install/1 ] || fail "install.data, which belongs beside install.sh, is missing or of another format."
  name=$(first name "$here") kind=$(first kind "$here") share=${XDG_DATA_HOME:-$HOME/.local/share}
  while [ $# -gt 0 ]; do
    case $1 in
      --root | --command-root | --state | --config | --unit-dir) [ $# -gt 1 ] || fail "$1 wants a folder."
        given=$(absolute "$2")
        case $1 in --root) root=$given ;; --command-root) command_root=$given ;; --state) state=$given ;; --config) config=$given ;; *) unit_dir=$given ;; esac
        shift ;;
      --seconds) case ${2-} in '' | *[!0-9]* | ?????*) fail '--seconds wants a number.' ;; esac; seconds=$2; shift ;;
      --no-path) profiles='' ;; --enable) enable=yes ;; --start) start=yes ;; --remove-state) remove_state=state ;; --dry-run) dry=yes ;;
      --autostart) autostart=${XDG_CONFIG_HOME:-$HOME/.config}/autostart ;;
      *) fail "'$1' is no option. $usage" ;;
    esac
    shift
  done
  if [ -z "$root" ] && [ -f "$here/../../install-metadata.json" ]; then root=$(cd "$here/../.." && pwd -P); fi
  root=${root:-$(absolute "$HOME/.local/opt/$name-$kind")} command_root=${command_root:-$(absolute "$HOME/.local/bin")}
  metadata=$root/install-metadata.json
  case $command_root in *:*) fail "'$command_root' has a colon, which PATH can't have." ;; esac
  guard "$root"
  owned=
  if [ -f "$metadata" ] && [ ! -L "$metadata" ]; then owned=yes; fi
  if [ -z "$owned" ] && [ -d "$root" ]; then
    ours='lock|work'; ! grep -qsE '^(install|uninstall) ' "$root/pending" || ours='lock|work|pending|current|previous|bin|versions'
    [ -z "$(ls -A "$root" | grep -vxE "$ours" | sed 1q)" ] || fail "'$root' is not empty and has no installation of $name. Name another --root."
  fi
  [ -z "$owned" ] || [ "$action" = install ] || load
  trap 'ended $?' EXIT; trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
  "do_$action"
}
installed() { [ -n "$owned" ] && { [ ! -f "$root/pending" ] || ! grep -qE '^install ' "$root/pending"; }; }
do_install() {
  check_machine; verify "$here"
  if [ "$kind" = headless ]; then
    [ -n "$state" ] && [ -n "$config" ] || fail 'A headless app wants --state and --config: folders of its own, which no update touches.'
    [ "$(id -u)" = 0 ] && unit_dir=${unit_dir:-/etc/systemd/system} || unit_dir=${unit_dir:-${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user}
  fi
  for one in "$state" "$config" "$command_root"; do
    case $one/ in "$root"/*) fail "'$one' is in the root, which updates replace. Name a folder outside of it." ;; esac
    case $root/ in "$one"/*) [ -z "$one" ] || fail "The root is in '$one'. Name a folder outside of it." ;; esac
  done
  case $root/ in "$here"/*) fail "The root is in the unpacked archive. Name another --root." ;; esac
  id=$(first version "$here")-$(sum <"$here/checksums.txt" | cut -c1-12)
  if [ -f "$root/pending" ] && [ -z "$dry" ]; then
    ([ -z "$owned" ] || load; begin; rm -f "$root/lock")
    [ -f "$metadata" ] || owned=
  fi
  if installed; then (load); fail "'$root' has version $(first version "$root/versions/$(held current)") already. Use update."; fi
  [ -z "$profiles" ] || profiles=$(profiles)
  check_plan "$here"
  if [ -n "$dry" ]; then say "Would install $id into '$root':"; plan "$here"; exit 0; fi
  above_root=$(missing "${root%/*}")
  begin
  bring install ''
  if [ -n "$enable" ]; then systemd daemon-reload && systemd enable "$name.service" || say "The unit was not enabled."; fi
  if [ -n "$start" ]; then systemd daemon-reload && systemd start "$name.service" || say "The unit was not started."; fi
  say "$name $id is installed in '$root'; its commands are in '$command_root'."
}
do_update() {
  [ -n "$owned" ] || fail "'$root' has no installation of $name. Use install, or name its --root."
  check_machine; verify "$here"
  id=$(first version "$here")-$(sum <"$here/checksums.txt" | cut -c1-12)
  check_plan "$here"
  if [ -n "$dry" ]; then say "Would update '$root' from $(held current) to $id:"; plan "$here"; exit 0; fi
  begin; [ -f "$metadata" ] || fail "'$root' has no installation of $name any more: an earlier one was not finished. Use install."
  [ "$id" != "$(held current)" ] || { say "$name $id is installed already."; exit 0; }
  [ "$id" != "$(held previous)" ] || fail "$id is kept as the previous version. Use rollback."
  bring update "$(held current)"
  say "$name $id is installed in '$root'; $(held previous) is kept."
}
do_rollback() {
  [ -n "$owned" ] || fail "'$root' has no installation of $name."
  if [ -n "$dry" ]; then say "Would go back from $(held current) to $(held previous) in '$root'."; exit 0; fi
  begin; [ -f "$metadata" ] || fail "'$root' has no installation of $name any more: an earlier one was not finished."
  id=$(held previous) from=$(held current)
  [ -n "$id" ] && [ -f "$root/versions/$id/checksums.txt" ] || fail "'$root' keeps no version before $from."
  (verify "$root/versions/$id"); check_plan "$root/versions/$id"
  put pending "rollback $id $from"
  swap "$id" "$from"
  say "$name $id runs again; $from is kept."
}
do_uninstall() {
  [ -d "$root" ] && [ -n "$(ls -A "$root")" ] || { say "Nothing is installed in '$root'."; exit 0; }
  [ -n "$owned" ] || [ -f "$root/pending" ] || [ -f "$root/lock" ] || [ -d "$root/work" ] || fail "'$root' has no install-metadata.json: it is no installation of $name."
  [ "$remove_state" = - ] || for one in "$state" "$config"; do [ ! -e "$one" ] || guard "$one"; done
  if [ -n "$dry" ]; then say "Would remove from '$root', and outside of it:"; records | sed '/^version /d; s/^\([a-z-]*\) [0-9a-f]* /\1 /'; exit 0; fi
  begin; [ -d "$root" ] || { say "$name is removed."; exit 0; }
  stop_all
  if systemd is-enabled --quiet "$name.service" 2>/dev/null; then systemd disable "$name.service" || true; fi
  put pending "uninstall $remove_state -$newline$(folders)"
  remove_all "$remove_state"
  say "$name is removed."
}
do_status() { [ -n "$owned" ] || fail "'$root' has no installation of $name."; status; }

main "$@"
