#!/bin/sh
# Installs the folder that it is in, and removes what it installed. It reads install.data beside it; all that it writes, with hashes, is listed in
# <root>/install-metadata.json. Runs with dash, bash, busybox, on Linux and macOS. More: README.txt
# shellcheck disable=SC2010,SC2015,SC2016,SC2030,SC2031,SC2181 # what they warn of is meant: words of shims in single quotes, settings of subshells
usage='usage: install.sh install | update | rollback | uninstall | status   [option…]
  --root DIR          where the app goes              (~/.local/opt/<name>-<kind>)
  --command-root DIR  where its commands go           (~/.local/bin)
  --state DIR, --config DIR   data and settings; a headless app must have them; no update touches them
  --no-path           leaves the profiles of shells alone
  --unit-dir DIR      where the systemd unit goes     (of the user; of the system for root)
  --enable, --start   enables or starts the unit      --autostart  starts the app at login
  --remove-state      uninstall: the data too         --seconds N  how long processes may take to end (10)
  --dry-run           says what would be done'
set -eu
LC_ALL=C; export LC_ALL
umask 022
newline='
'
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
say() { printf '%s\n' "$*"; }
sums() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
sum() { sums | cut -c1-64; }
sh_quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }
data() { sed -n "s/^$1 //p" "$2/install.data"; } # data KEY FOLDER
first() { data "$1" "$2" | sed 1q; }
value() { sed 's/\\"/"/g; s/\\\\/\\/g'; }
text() { sed 's/\\/\\\\/g; s/"/\\"/g'; }
property() { sed -n "s/^  \"$1\": \"\\(.*\\)\",\$/\\1/p" "$metadata" | value; }
records() { # records: kind, sum and path of all that was written
  [ ! -f "$metadata" ] || sed -n 's/^    { "kind": "\([a-z-]*\)", "sha256": "\([0-9a-f]*\)", "path": "\(.*\)" },\{0,1\}$/\1 \2 \3/p' "$metadata" | value
}
folders() { [ ! -f "$metadata" ] || sed -n 's/^    "\(.*\)",\{0,1\}$/\1/p' "$metadata" | value; }
put() { printf '%s\n' "$2" >"$root/work/$1" && mv -f "$root/work/$1" "$root/$1"; } # put NAME TEXT: at once or not at all
held() { [ ! -f "$root/$1" ] || sed 1q "$root/$1"; }
place() { # place PATH MODE: standard input becomes the file, at once or not at all
  rm -f "$1.$name-new" && cat >"$1.$name-new" && chmod "$2" "$1.$name-new" && mv -f "$1.$name-new" "$1"
}

absolute() { # absolute PATH: with the links above it resolved
  case $1 in *[[:cntrl:]]*) fail 'A path with a line break or control character is refused.' ;; '') fail 'An empty path is refused.' ;; esac
  case $1 in /*) set -- "$1" ;; *) set -- "$PWD/$1" ;; esac
  set -- "$(printf '%s' "$1" | tr -s / | sed 's|\(.\)/$|\1|')"
  case $1/ in */../* | */./*) fail "'$1' is refused: write it without . and .." ;; esac
  above=${1%/*} below=${1##*/}
  while [ -n "$above" ] && [ ! -d "$above" ]; do below=${above##*/}/$below above=${above%/*}; done
  printf '%s/%s' "$(cd "$above/" && pwd -P | sed 's|^/$||')" "$below"
}

guard() { # guard FOLDER: it is no folder that others live in
  [ ! -L "$1" ] || fail "'$1' is a link. Name the folder itself."
  [ ! -e "$1" ] || [ -d "$1" ] || fail "'$1' is no folder."
  case $(cd "$HOME" && pwd -P)/ in "${1%/}"/*) fail "'$1' is a home or has one in it. Name a folder of its own." ;; esac
  ! cut -d: -f6 /etc/passwd | grep -qxF -e "$1" || fail "'$1' is a home. Name a folder of its own."
  [ ! -d "$1" ] || [ "$(df -P "$1" | sed -n '$s|^.* [0-9]*  *[0-9]*  *[0-9]*  *[0-9-]*%\{0,1\}  */|/|p')" != "$1" ] || fail "'$1' is where a file system is mounted. Name a folder below it."
}

missing() { # missing FOLDER: it, and those above it, that are not there
  set -- "$1"
  while [ -n "$1" ] && [ ! -e "$1" ]; do say "$1"; set -- "${1%/*}"; done
}

verify() { # verify FOLDER: all that is listed is there and nothing else is
  [ -f "$1/checksums.txt" ] && [ -f "$1/install.data" ] || fail "'$1' is no whole archive: checksums.txt or install.data is missing. Unpack it anew."
  odd=$(cd "$1" && { find . ! -type d ! -type f; find . -name "*[[:cntrl:]]*"; } | sed 1q)
  [ -z "$odd" ] || fail "'$odd' in '$1' is a link or device, or its name has a control character. Unpack the archive anew."
  ! grep -qvE '^[0-9a-f]{64}  [^/]' "$1/checksums.txt" || fail "checksums.txt has a line that is no checksum. Unpack the archive anew."
  ! cut -c67- "$1/checksums.txt" | grep -qE '(^|/)(\.|\.\.|)(/|$)' || fail "checksums.txt has a path that leads elsewhere. The archive can't be trusted."
  odd=$(cd "$1" && { find . -type f ! -path ./checksums.txt | sed 's|^\./||'; cut -c67- checksums.txt; } | sort | uniq -u | sed 1q)
  [ -z "$odd" ] || fail "'$odd' is either missing in '$1', or there and not in checksums.txt. Unpack the archive into an empty folder."
  wrong=$(cd "$1" && sums -c checksums.txt 2>/dev/null | grep -v ': OK$' | sed 's/: FAILED.*//; 1q') || true
  [ -z "$wrong" ] || fail "'$wrong' in '$1' is not what checksums.txt says. Unpack the archive anew."
  (cd "$1" && sums -c checksums.txt >/dev/null 2>&1) || fail "Files of '$1' are not what checksums.txt says. Unpack the archive anew."
}

check_machine() {
  case $(uname -s) in Linux) system=linux ;; Darwin) system=mac ;; *) system=$(uname -s) ;; esac
  case $(uname -m) in x86_64 | amd64) arch=x64 ;; aarch64 | arm64) arch=arm64 ;; i?86) arch=ia32 ;; *) arch=$(uname -m) ;; esac
  [ "$(first platform "$here")" = "$system" ] || fail "This archive is for $(first platform "$here") and this machine runs $system. Take the other archive."
  case $(first arch "$here") in "$arch" | universal) ;; *) fail "This archive is for $(first arch "$here") and this machine is $arch. Take the other archive." ;; esac
}

filled() { # filled SED: standard input with the placeholders' values, each edited so that it keeps its meaning there
  S=$(printf %s "$state" | sed "$1") C=$(printf %s "$config" | sed "$1") R=$(printf %s "$root" | sed "$1") awk '
    function put(key, value,  at, done) { done = ""
      while (at = index($0, key)) { done = done substr($0, 1, at - 1) value; $0 = substr($0, at + length(key)) } $0 = done $0 }
    { put("{state}", ENVIRON["S"]); put("{config}", ENVIRON["C"]); put("{root}", ENVIRON["R"]); print }'
}

# What stands outside of versions/: a line for each, kind and path; and the text of one.
plan() { # plan FOLDER: of this version
  data command "$1" | while read -r command _; do say "launcher $root/bin/$command"; done
  data command "$1" | while read -r command _; do say "shim $command_root/$command"; done
  [ -z "$unit_dir" ] || [ -z "$(first unit "$1")" ] || say "unit $unit_dir/$name.service"
  if [ "$kind" = desktop ] && [ "$(first platform "$1")" = linux ] && [ -n "$(first entry "$1")" ]; then
    say "desktop $share/applications/$name.desktop"
    [ -z "$(first icon "$1")" ] || say "icon $share/icons/hicolor/$(first icon-size "$1")/apps/$name.$(first icon "$1" | sed 's/.*\.//')"
    [ -z "$autostart" ] || say "autostart $autostart/$name.desktop"
  fi
  [ -z "$profiles" ] || say "$profiles"
}
profiles() { # profiles of shells that get a block for PATH
  for one in .profile .bashrc .bash_profile .zshrc; do
    one=$HOME/$one
    [ ! -L "$one" ] || { say "'$one' is a link: add '$command_root' to PATH yourself." >&2; continue; }
    if [ -e "$one" ]; then [ "$(block_at "$one")" = "1 $(wc -l <"$one" | tr -d ' ')" ] && say "new-block $one" || say "block $one"; continue; fi
    case ${one##*/}:${SHELL-} in .profile:* | .bashrc:*/bash | .zshrc:*/zsh) say "new-block $one" ;; esac
  done
  case ${SHELL-} in */fish) fish=yes ;; *) fish=$([ ! -d "$HOME/.config/fish" ] || say yes) ;; esac
  if [ -n "$fish" ]; then say "fish $HOME/.config/fish/conf.d/$name.fish"; fi
}
variables() { # variables FOLDER: NAME=value, but those that are of a state or configuration which the user didn't name
  data environment "$1" | { [ -n "$state" ] && cat || sed '/{state}/d'; } | { [ -n "$config" ] && cat || sed '/{config}/d'; } | filled '' | sed 's/ /=/'
}
contents() { # contents KIND PATH FOLDER
  command=${2##*/}
  case $1 in
    shim) say '#!/bin/sh'; say "# shim of $name"; say "exec $(sh_quoted "$root/bin/$command") \"\$@\"" ;;
    launcher)
      say '#!/bin/sh'; say "# launcher of $name: runs the version that <root>/current names"; say "_root=$(sh_quoted "$root")"
      say 'IFS= read -r _version <"$_root/current" || exit 127'
      say "while read -r _key _name _path && [ \"\$_key \$_name\" != 'command $command' ]; do :; done <\"\$_root/versions/\$_version/install.data\""
      say "[ -n \"\$_path\" ] || { echo \"'$command' is no command of $name \$_version.\" >&2; exit 127; }"
      variables "$3" | while IFS= read -r line; do
        say "if [ -z \"\${${line%%=*}+set}\" ]; then ${line%%=*}=$(sh_quoted "${line#*=}"); export ${line%%=*}; fi"
      done
      say 'exec "$_root/versions/$_version/$_path" "$@"' ;;
    block | new-block)
      say "# >>> $name $command_root >>>"
      say "case \":\$PATH:\" in *:$(sh_quoted "$command_root"):*) ;; *) PATH=$(sh_quoted "$command_root"):\$PATH; export PATH ;; esac"
      say "# <<< $name $command_root <<<" ;;
    fish) quoted=$(printf '%s' "$command_root" | sed "s/[\\\\']/\\\\&/g"); say "contains -- '$quoted' \$PATH; or set -gx PATH '$quoted' \$PATH" ;;
    icon) cat "$3/$(first icon "$3")" ;;
    desktop | autostart) data entry "$3" | filled 's/[\\"`$]/\\&/g; s/\\/\\\\/g; s/%/%%/g' ;;
    unit) data unit "$3" | filled 's/[\\"]/\\&/g; s/%/%%/g' ;;
  esac
}

block_at() { # block_at PROFILE: number and length in lines of our block; nothing where there is none
  [ ! -f "$1" ] || B="# >>> $name $command_root >>>" E="# <<< $name $command_root <<<" awk \
    '$0 == ENVIRON["B"] { start = NR } start && $0 == ENVIRON["E"] { print start, NR - start + 1; exit }' "$1"
}
present() { # present KIND PATH: the sum of what stands there, nothing where nothing does
  case $1 in
    *block) set -- "$2" "$(block_at "$2")"; [ -z "$2" ] || tail -n "+${2% *}" "$1" | head -n "${2#* }" | sum ;;
    *) if [ -L "$2" ]; then say link; elif [ -f "$2" ]; then sum <"$2"; elif [ -e "$2" ]; then say folder; fi ;;
  esac
}
shared() { grep -qsx "# shim of $name" "$1"; }
others_here() { for one in "$command_root"/* "$command_root"/.[!.]*; do ! shared "$one" || return 0; done; return 1; }

check_plan() { # check_plan FOLDER: nothing of others would be replaced
  plan "$1" | while read -r kind_ path_; do
    now=$(present "$kind_" "$path_")
    case $kind_ in *block)
      [ -n "$now" ] || ! grep -qsxF -e "# >>> $name $command_root >>>" -e "# <<< $name $command_root <<<" "$path_" ||
        fail "The block of $name in '$path_' was edited by hand: one of its two marks is gone. Remove the other, or install with --no-path." ;;
    esac
    { [ -z "$now" ] || [ "$now" = "$(contents "$kind_" "$path_" "$1" | sum)" ] || records | grep -qxF -e "$kind_ $now $path_"; } && continue
    if [ "$kind_" = shim ] && [ "$now" != link ] && shared "$path_"; then continue; fi
    case $kind_ in
      *block | fish) fail "The block of $name in '$path_' was edited by hand. Remove it, or install with --no-path." ;;
      *) fail "'$path_' is there and not of $name, or was changed by hand. Move it away, or name another --command-root." ;;
    esac
  done
}
expose() { # expose FOLDER: writes what the plan says
  plan "$1" | while read -r kind_ path_; do
    [ "$(present "$kind_" "$path_")" != "$(contents "$kind_" "$path_" "$1" | sum)" ] || continue
    mkdir -p "${path_%/*}"
    case $kind_ in
      *block) [ -z "$(present "$kind_" "$path_")" ] || conceal "$kind_" "$path_"; edit "$path_" "$(contents block "$path_" "$1")$newline" 1 0 ;;
      launcher | shim) contents "$kind_" "$path_" "$1" | place "$path_" 755 ;;
      *) contents "$kind_" "$path_" "$1" | place "$path_" 644 ;;
    esac
  done
}
edit() { # edit PROFILE TEXT LINE COUNT: puts a text in the place of some lines, and leaves every other byte and the mode
  [ ! -f "$1" ] || cp -p "$1" "$1.$name-new"
  { [ ! -f "$1" ] || head -n "$(($3 - 1))" "$1"; printf %s "$2"; [ ! -f "$1" ] || tail -n "+$(($3 + $4))" "$1"; } >"$1.$name-new"
  mv -f "$1.$name-new" "$1"
}
conceal() { # conceal KIND PATH: removes what stands there
  case $1 in
    *block) block=$(block_at "$2")
      if [ "$1 $block" = "new-block 1 $(wc -l <"$2" | tr -d ' ')" ]; then rm -f "$2"; else edit "$2" '' "${block% *}" "${block#* }"; fi ;;
    *) rm -f "$2" ;;
  esac
}
remove() { # remove: each record of standard input that is still what was written; tells what stays
  while read -r kind_ sum_ path_; do
    case $path_ in /*) ;; *) path_=$root/$path_ ;; esac
    case $kind_ in *block | fish) if others_here; then continue; fi ;; esac
    rm -f "$path_.$name-new"
    now=$(present "$kind_" "$path_")
    if [ "$now" = "$sum_" ]; then conceal "$kind_" "$path_"
    elif [ -n "$now" ] && { [ "$kind_" != shim ] || ! shared "$path_"; }; then say "'$path_' was changed by hand and stays."
    fi
  done
}

version_of() { # version_of ID: records of its files
  [ -n "$1" ] || return 0
  sed "s|^\([0-9a-f]*\)  |version \1 versions/$1/|" "$root/versions/$1/checksums.txt"
  say "version $(sum <"$root/versions/$1/checksums.txt") versions/$1/checksums.txt"
}
describe() { # describe CURRENT PREVIOUS: records of all that is there when these are
  version_of "$1"; version_of "$2"
  plan "$root/versions/$1" | while read -r kind_ path_; do say "$kind_ $(contents "$kind_" "$path_" "$root/versions/$1" | sum) ${path_#"$root/"}"; done
}
write_metadata() { # write_metadata FOLDERS: with the records of standard input
  text >"$root/work/records"
  {
    say '{'; say '  "schema": "uv-release/install/1",'
    for one in name kind root "commandRoot $command_root" "state $state" "config $config" "unitDir $unit_dir" "autostart $autostart"; do
      case $one in name) one="name $name" ;; kind) one="kind $kind" ;; root) one="root $root" ;; esac
      say "  \"${one%% *}\": \"$(printf %s "${one#* }" | text)\","
    done
    say '  "folders": ['; printf '%s\n' "$1" | text | sed '/^$/d; s/.*/    "&"/' | sed '$!s/$/,/'; say '  ],'; say '  "files": ['
    sed 's/^\([a-z-]*\) \([0-9a-f]*\) \(.*\)$/    { "kind": "\1", "sha256": "\2", "path": "\3" }/; $!s/$/,/' "$root/work/records"; say '  ]'; say '}'
  } >"$root/work/metadata"
  mv -f "$root/work/metadata" "$metadata"
}
load() { # the installation's own settings
  [ "$(property name)/$(property kind)/$(property root)" = "$name/$kind/$root" ] ||
    fail "'$metadata' is of another app, kind or place, or not as this program wrote it: it says '$(property name)', '$(property kind)', '$(property root)'."
  command_root=$(property commandRoot) state=$(property state) config=$(property config)
  unit_dir=$(property unitDir) autostart=$(property autostart) profiles=$(records | sed -nE 's/^(block|new-block|fish) [0-9a-f]* /\1 /p' | sort -u)
}
forget() { # forget: version files of standard input's records that are what was written; tells what stays
  sed -n 's/^version \([0-9a-f]*\) /\1  /p' >"$root/work/list"
  [ -s "$root/work/list" ] || return 0
  (cd "$root" && sums -c work/list 2>/dev/null || true) >"$root/work/found"
  (cd "$root" && sed -n 's/: OK$//p' work/found | tr '\n' '\0' | xargs -0 rm -f --)
  sed -n 's/: FAILED.*//p' "$root/work/found" | while IFS= read -r one; do
    if [ -e "$root/$one" ]; then say "'$root/$one' was changed by hand and stays."; fi
  done
  find "$root/versions" -depth -type d -exec rmdir {} + 2>/dev/null || true
}
settle() { # settle CURRENT PREVIOUS: these are installed, and nothing else
  put current "$1"; if [ -n "$2" ]; then put previous "$2"; else rm -f "$root/previous"; fi
  describe "$1" "$2" | sort -u >"$root/work/new"
  expose "$root/versions/$1"
  records | awk '{ path = $1 substr($0, length($1 $2) + 2) } NR == FNR { kept[path]; next } !(path in kept)' "$root/work/new" - >"$root/work/gone"
  grep -v '^version ' "$root/work/gone" | remove; forget <"$root/work/gone"
  write_metadata "$(folders)" <"$root/work/new"
  rm -f "$root/pending"
}
remove_all() { # remove_all [state]
  records >"$root/work/gone"; made=$({ folders; printf '%s\n' "$above_root"; } | sed '/^$/d' | sort -ru)
  grep '^shim ' "$root/work/gone" | remove
  grep -Ev '^(shim|version) ' "$root/work/gone" | remove
  rm -f "$root/current" "$root/previous"; forget <"$root/work/gone"
  if [ "${1:--}" = state ]; then for one in "$state" "$config"; do
    if ! printf '%s\n' "$made" | grep -qxF -e "$one"; then [ ! -d "$one" ] || say "'$one' was there before the installation and stays."
    elif [ -d "$one" ]; then guard "$one"; find "$one" -xdev -depth -delete; fi
  done; fi
  printf '%s\n' "$made" | while IFS= read -r one; do rmdir "$one" 2>/dev/null || true; done
  rmdir "$root/bin" "$root/versions" 2>/dev/null || true
  rm -rf "$metadata" "$root/work"; rm -f "$root/pending" "$root/lock"
  printf '%s\n' "$root" "$made" | while IFS= read -r one; do rmdir "$one" 2>/dev/null || true; done
  [ ! -d "$root" ] || say "'$root' stays: it has files that are not of this installation."
}
recover() { # ends what a run left that was ended
  read -r what to from <"$root/pending"
  from=${from#-} above_root=$(sed 1d "$root/pending")
  rm -rf "$root/versions/.new"
  case $what in
    commit) settle "$to" "$from" ;;
    rollback) settle "$from" "$to" ;;
    update) put current "$from"; rm -rf "${root:?}/versions/$to"; settle "$from" "$(held previous)" ;;
    install) rm -rf "${root:?}/versions/$to"; remove_all ;;
    *) remove_all "$to" ;;
  esac
}
