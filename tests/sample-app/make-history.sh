#!/usr/bin/env bash
# Makes the git repository of a sample application in a new folder: merges, squashed pull requests, reverts, co-authors, a breaking change
# with its migration note, pre-releases, and a commit message that attacks the log. The same commits, with the same ids, each time.
# usage: make-history.sh FOLDER
set -euo pipefail
folder=${1:?usage: make-history.sh FOLDER}
[[ ! -e $folder ]] || { echo "'$folder' exists; name a new folder." >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$folder" && cd "$folder"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
clock=1735725600 # 2025-01-01T10:00:00Z
git init -q -b main .
git config commit.gpgSign false

act() { # act AUTHOR ARGUMENTS...: a git command an hour later, by that author
  clock=$((clock + 3600))
  local mail; mail=$(tr '[:upper:] ' '[:lower:].' <<<"$1")@example.com
  GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$mail GIT_AUTHOR_DATE="$clock +0000" \
    GIT_COMMITTER_NAME=$1 GIT_COMMITTER_EMAIL=$mail GIT_COMMITTER_DATE="$clock +0000" git "${@:2}"
}
commit() { # commit AUTHOR MESSAGE: changes a line of the app and commits it
  echo "$clock" >>src/history.txt
  git add -A
  act "$1" commit -q -m "$2"
}
tag() { act "$1" tag -a "$2" -m "Release $2"; }

mkdir -p src .github/workflows
printf '{\n  "name": "sample-app",\n  "productName": "Sample App",\n  "version": "0.0.0",\n  "main": "src/main.js"\n}\n' >package.json
printf "const { app, BrowserWindow } = require('electron');\n\napp.whenReady().then(() => new BrowserWindow().loadFile('src/index.html'));\n" >src/main.js
printf '<!doctype html>\n<title>Sample App</title>\n<h1>Sample App</h1>\n' >src/index.html
cp "$here/release.yml" .github/workflows/release.yml
commit 'Ada Byron' 'feat: open a window'
commit 'Grace Hopper' 'docs: say how to start the app'
tag 'Ada Byron' v1.0.0
commit 'Grace Hopper' 'fix(window): remember its size (#12)'
commit 'Linus Berg' $'feat(editor): undo and redo (#14)\n\n* feat(editor): undo\n* feat(editor): redo\n* fix(editor): keep the cursor where it was\n\nCo-authored-by: Grace Hopper <grace.hopper@example.com>'
tag 'Ada Byron' v1.1.0
git switch -q -c sync HEAD~1
commit 'Mei Tanaka' 'feat(sync): keep two machines in step'
commit 'Mei Tanaka' 'fix(sync): survive a lost connection'
git switch -q main
commit 'Linus Berg' 'perf(editor): draw only the lines that changed'
act 'Ada Byron' merge -q --no-ff -m $'Merge pull request #21 from mei/sync\n\nfeat(sync): keep two machines in step' -X ours sync
commit 'Linus Berg' 'feat(editor): spell checking'
act 'Linus Berg' revert --no-edit HEAD >/dev/null
tag 'Ada Byron' v2.0.0-beta.1
commit 'Ada Byron' $'feat(settings)!: keep settings in one file (#23)\n\nBREAKING CHANGE: settings.json replaces the folder settings/.\n\nBefore: `settings/editor.json`\nAfter: `settings.json`, key `editor`\n\nMigration: start the app once with `--migrate-settings`.\n\nRefs: #23'
commit 'Grace Hopper' 'fix: crash when the file is empty (#25)'
commit 'Grace Hopper' $'fix(menu): show accelerators with <Ctrl> & "Alt" @everyone [click](https://evil.example)\n\n::add-mask::editor\n::error file=src/main.js::not an error\n##[error]not an error either\n\e[31mred\e[0m\nghadelimiter_00000000-0000-0000-0000-000000000000'
commit 'Linus Berg' 'chore: tidy up'
commit 'Mei Tanaka' 'Update README'
