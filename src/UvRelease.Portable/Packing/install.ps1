# Installs the folder that it is in, and removes what it installed. It reads install.data beside it; all that it writes, with hashes, is listed in
# <root>/install-metadata.json. Runs with Windows PowerShell 5 and PowerShell 7, and does what install.sh does. More: README.txt
$usage = @'
usage: install.ps1 install | update | rollback | uninstall | status   [option...]
  --root DIR          where the app goes              (%LOCALAPPDATA%\Programs\<name>-<kind>)
  --command-root DIR  where its commands go           (%LOCALAPPDATA%\<name>\bin)
  --state DIR, --config DIR   data and settings; a headless app must have them; no update touches them
  --no-path           leaves the user's PATH alone
  --autostart         starts the app at login         --remove-state  uninstall: the data too
  --seconds N         how long processes may take to end (10)
  --dry-run           says what would be done
'@
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$utf8 = New-Object Text.UTF8Encoding $false
$onWindows = $env:OS -eq 'Windows_NT'
$slash = [IO.Path]::DirectorySeparatorChar
$batch = if ($onWindows) { [Text.Encoding]::GetEncoding([Globalization.CultureInfo]::CurrentCulture.TextInfo.OEMCodePage) } else { $utf8 }

function Fail([string] $Sentence) { throw "install.ps1: $Sentence" }
function Sum([byte[]] $Bytes) {
  $hash = [Security.Cryptography.SHA256]::Create()
  try { (($hash.ComputeHash($Bytes) | ForEach-Object { $_.ToString('x2') }) -join '') } finally { $hash.Dispose() }
}
function Sum-Of([string] $Path) {
  $hash = [Security.Cryptography.SHA256]::Create(); $file = [IO.File]::OpenRead($Path)
  try { (($hash.ComputeHash($file) | ForEach-Object { $_.ToString('x2') }) -join '') } finally { $file.Dispose(); $hash.Dispose() }
}
function Is-Link([string] $Path) {
  ([IO.File]::Exists($Path) -or [IO.Directory]::Exists($Path)) -and (([IO.File]::GetAttributes($Path) -band [IO.FileAttributes]::ReparsePoint) -ne 0)
}
function Values([string] $Key, [string] $Folder) { # of a key of install.data
  foreach ($line in [IO.File]::ReadAllLines((Join-Path $Folder 'install.data'), $utf8)) {
    if ($line.StartsWith("$Key ", [StringComparison]::Ordinal)) { $line.Substring($Key.Length + 1) }
  }
}
function First([string] $Key, [string] $Folder) { $all = @(Values $Key $Folder); if ($all.Count -gt 0) { $all[0] } else { '' } }
function In-Root([string] $Path) { Join-Path $script:root $Path }
function Swap-In([string] $New, [string] $Path) { # at once or not at all
  if ([IO.File]::Exists($Path)) { [IO.File]::Replace($New, $Path, [NullString]::Value) } else { [IO.File]::Move($New, $Path) }
}
function Put([string] $Name, [string] $Text) { $new = In-Root "work/$Name"; [IO.File]::WriteAllText($new, "$Text`n", $utf8); Swap-In $new (In-Root $Name) }
function Held([string] $Name) { $path = In-Root $Name; if ([IO.File]::Exists($path)) { ([IO.File]::ReadAllLines($path, $utf8) + '')[0] } else { '' } }
function Version-Folder([string] $Id) { In-Root "versions/$Id" }

# The user's PATH. What defined these two before the call stands in for the registry.
if (-not (Test-Path function:Read-UserPath)) {
  function Read-UserPath {
    $key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment')
    [string] $key.GetValue('Path', '', [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
  }
  function Write-UserPath([string] $Value) {
    $key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment', $true)
    $key.SetValue('Path', $Value, [Microsoft.Win32.RegistryValueKind]::ExpandString)
    [Environment]::SetEnvironmentVariable('UV_INSTALL', $null, 'User') # tells running programs that the environment changed
  }
}

function Absolute([string] $Path) {
  if ($Path -eq '' -or $Path -match '[\x00-\x1f\x7f]') { Fail 'An empty path, or one with a line break or control character, is refused.' }
  if ($Path -match '(^|[\\/])\.\.?([\\/]|$)') { Fail "'$Path' is refused: write it without . and .." }
  if ($onWindows -and $Path -match '["<>|?*]') { Fail "'$Path' is no path that Windows can have." }
  $full = [IO.Path]::GetFullPath([IO.Path]::Combine((Get-Location).ProviderPath, $Path))
  if ($full.Length -gt [IO.Path]::GetPathRoot($full).Length) { $full.TrimEnd('\', '/') } else { $full }
}
function Below([string] $Path, [string] $Folder) { # whether a path is in a folder or is it
  $rule = if ($onWindows) { [StringComparison]::OrdinalIgnoreCase } else { [StringComparison]::Ordinal }
  ($Path.TrimEnd('\', '/') + $slash).StartsWith($Folder.TrimEnd('\', '/') + $slash, $rule)
}
function Guard([string] $Folder) { # it is no folder that others live in
  if (Is-Link $Folder) { Fail "'$Folder' is a link or a mounted volume. Name the folder itself." }
  if ([IO.File]::Exists($Folder)) { Fail "'$Folder' is no folder." }
  if ($Folder -eq [IO.Path]::GetPathRoot($Folder) -or (Below (Absolute $HOME) $Folder)) { Fail "'$Folder' is a home, or has one in it. Name a folder of its own." }
  if (-not $onWindows -and [IO.Directory]::Exists($Folder) -and (Get-Content /proc/self/mounts | Where-Object { ($_ -split ' ')[1].Replace('\040', ' ') -eq $Folder })) {
    Fail "'$Folder' is where a file system is mounted. Name a folder below it."
  }
}
function Missing([string] $Folder) { while ($Folder -and -not [IO.Directory]::Exists($Folder)) { $Folder; $Folder = [IO.Path]::GetDirectoryName($Folder) } }
function Files-Of([string] $Folder) { # paths of all files with slashes; refuses links
  $stack = New-Object Collections.Stack; $stack.Push($Folder)
  while ($stack.Count -gt 0) {
    foreach ($one in [IO.Directory]::GetFileSystemEntries($stack.Pop())) {
      if (Is-Link $one) { Fail "'$one' is a link. Unpack the archive anew." }
      if ([IO.Directory]::Exists($one)) { $stack.Push($one) } else { $one.Substring($Folder.Length + 1).Replace('\', '/') }
    }
  }
}
function Listed([string] $Folder) { # path to sum, of checksums.txt
  $sums = New-Object 'Collections.Generic.Dictionary[string,string]' ([StringComparer]::Ordinal)
  foreach ($line in [IO.File]::ReadAllLines((Join-Path $Folder 'checksums.txt'), $utf8)) {
    if ($line -cnotmatch '^([0-9a-f]{64})  ([^/\x00-\x1f\\:][^\x00-\x1f\\:]*)$') { Fail 'checksums.txt has a line that is no checksum. Unpack the archive anew.' }
    $sum = $Matches[1]; $path = $Matches[2]
    if ($path -match '(^|/)(\.|\.\.|)(/|$)') { Fail "checksums.txt has a path that leads elsewhere. The archive can't be trusted." }
    $sums[$path] = $sum
  }
  , $sums
}
function Verify([string] $Folder) { # all that is listed is there and nothing else is
  if (-not [IO.File]::Exists((Join-Path $Folder 'checksums.txt'))) { Fail "'$Folder' is no whole archive: checksums.txt is missing. Unpack it anew." }
  $sums = Listed $Folder; $seen = 0
  foreach ($path in Files-Of $Folder) {
    if ($path -ceq 'checksums.txt') { continue }
    if (-not $sums.ContainsKey($path)) { Fail "'$path' is in '$Folder' and not in checksums.txt. Unpack the archive into an empty folder." }
    if ((Sum-Of (Join-Path $Folder $path)) -cne $sums[$path]) { Fail "'$path' in '$Folder' is not what checksums.txt says. Unpack the archive anew." }
    $seen++
  }
  foreach ($path in $sums.Keys) { if (-not [IO.File]::Exists((Join-Path $Folder $path))) { Fail "'$path' is missing in '$Folder'. Unpack the archive anew." } }
}
function Check-Machine {
  $system = if ($onWindows) { 'win' } elseif ($IsMacOS) { 'mac' } else { 'linux' }
  $machine = if ($onWindows) { @($env:PROCESSOR_ARCHITEW6432, $env:PROCESSOR_ARCHITECTURE | Where-Object { $_ })[0] } else { (& uname -m) }
  $arch = switch -Regex ($machine) { '^(AMD64|x86_64)$' { 'x64' } '^(ARM64|aarch64)$' { 'arm64' } '^(x86|i.86)$' { 'ia32' } default { $machine } }
  if ((First platform $here) -ne $system) { Fail "This archive is for $(First platform $here) and this machine runs $system. Take the other archive." }
  if (@($arch, 'universal') -notcontains (First arch $here)) { Fail "This archive is for $(First arch $here) and this machine is $arch. Take the other archive." }
}

function Filled([string] $Text) { $Text.Replace('{state}', $script:state).Replace('{config}', $script:config).Replace('{root}', $script:root) }
function Variables([string] $Folder) {
  foreach ($line in Values environment $Folder) {
    if (($line.Contains('{state}') -and -not $script:state) -or ($line.Contains('{config}') -and -not $script:config)) { continue }
    $at = $line.IndexOf(' '); New-Object PSObject -Property @{ Name = $line.Substring(0, $at); Value = Filled $line.Substring($at + 1) }
  }
}
function Quoted([string] $Text) { "'" + ($Text -replace "['\u2018\u2019\u201a\u201b]", '$0$0') + "'" } # what PowerShell takes for quotes
function In-Batch([string] $Text) { $Text.Replace('%', '%%') }
function Commands([string] $Folder) { foreach ($line in Values command $Folder) { ($line -split ' ', 2)[0] } }
function Plan([string] $Folder) { # what stands outside of versions: kind and path
  foreach ($command in Commands $Folder) { foreach ($end in 'cmd', 'ps1') {
    @{ Kind = 'launcher'; Path = In-Root "bin/$command.$end" }; @{ Kind = 'shim'; Path = Join-Path $script:commandRoot "$command.$end" }
  } }
  if ($onWindows -and (First entry $Folder)) {
    @{ Kind = 'desktop'; Path = Join-Path ([Environment]::GetFolderPath('Programs')) "$name.lnk" }
    if ($script:autostart) { @{ Kind = 'autostart'; Path = Join-Path $script:autostart "$name.lnk" } }
  }
}
function Contents($Item, [string] $Folder) { # bytes
  $command = [IO.Path]::GetFileNameWithoutExtension($Item.Path)
  if ($Item.Kind -eq 'desktop' -or $Item.Kind -eq 'autostart') { return , (Shortcut $Folder) }
  if ($Item.Path.EndsWith('.cmd')) {
    $lines = @('@echo off', "rem $($Item.Kind) of $name", 'setlocal DisableDelayedExpansion')
    if ($Item.Kind -eq 'shim') { $lines += "`"$(In-Batch (In-Root "bin/$command.cmd"))`" %*" }
    else {
      $lines += "set /p _version=<`"$(In-Batch (In-Root current))`""
      $lines += "for /f `"usebackq tokens=1,2*`" %%a in (`"$(In-Batch (In-Root versions))\%_version%\install.data`") do if `"%%a %%b`"==`"command $command`" set `"_path=%%c`""
      foreach ($one in Variables $Folder) { $lines += "if not defined $($one.Name) set `"$($one.Name)=$(In-Batch $one.Value)`"" }
      $lines += "`"$(In-Batch (In-Root versions))\%_version%\%_path:/=\%`" %*"
    }
    $text = ($lines -join "`r`n") + "`r`n"; $bytes = $batch.GetBytes($text)
    if ($batch.GetString($bytes) -cne $text) { Fail "'$($script:root)' has characters that a .cmd file can't have here. Name another --root." }
    return , $bytes
  }
  $lines = @("# $($Item.Kind) of $name")
  if ($Item.Kind -eq 'shim') { $lines += "& $(Quoted (In-Root "bin/$command.ps1")) @args", 'exit $LASTEXITCODE' }
  else {
    $lines += "`$root = $(Quoted $script:root)", '$version = [IO.File]::ReadAllLines("$root/current")[0]'
    $lines += "`$line = [IO.File]::ReadAllLines(`"`$root/versions/`$version/install.data`") | Where-Object { `$_.StartsWith('command $command ') }"
    foreach ($one in Variables $Folder) { $lines += "if (-not `$env:$($one.Name)) { `$env:$($one.Name) = $(Quoted $one.Value) }" }
    $lines += "& `"`$root/versions/`$version/`$(`$line.Substring($($command.Length + 9)))`" @args", 'exit $LASTEXITCODE'
  }
  # Windows PowerShell takes a file without a mark for the ANSI code page.
  , [byte[]] ((New-Object Text.UTF8Encoding $true).GetPreamble() + $utf8.GetBytes(($lines -join "`n") + "`n"))
}
function Shortcut([string] $Folder) {
  $path = In-Root "work/$name.lnk"; $command = (First entry-command $Folder)
  $link = (New-Object -ComObject WScript.Shell).CreateShortcut($path)
  $link.TargetPath = In-Root "bin/$command.cmd"; $link.WindowStyle = 7; $link.Description = First title $Folder
  if (First icon $Folder) { $link.IconLocation = Join-Path (Version-Folder (Held current)) (First icon $Folder) }
  $link.Save(); , [IO.File]::ReadAllBytes($path)
}

function Records { # all that was written, by kind, sum and path
  if ([IO.File]::Exists($metadata)) { foreach ($one in $script:known.files) { @{ Kind = $one.kind; Sum = $one.sha256; Path = $one.path } } }
}
function Full($Record) { if ([IO.Path]::IsPathRooted($Record.Path)) { $Record.Path } else { In-Root $Record.Path } }
function Key-Of($Record) { "$($Record.Kind) $($Record.Path)" }
function Text-Of([string] $Text) { '"' + $Text.Replace('\', '\\').Replace('"', '\"') + '"' }
function Load {
  try { $script:known = [IO.File]::ReadAllText($metadata, $utf8) | ConvertFrom-Json } catch { Fail "'$metadata' is no JSON: $($_.Exception.Message)" }
  $all = @($script:known.PSObject.Properties | ForEach-Object { $_.Name })
  foreach ($one in 'schema', 'name', 'kind', 'root', 'commandRoot', 'state', 'config', 'files', 'folders') { if ($all -notcontains $one) { Fail "'$metadata' lacks '$one' and is not as this program wrote it." } }
  if ($known.schema -cne 'uv-release/install/1' -or $known.name -cne $name -or $known.kind -cne $kind -or -not ((Below $known.root $script:root) -and (Below $script:root $known.root))) {
    Fail "'$metadata' is of another app, kind or place: it says '$($known.name)', '$($known.kind)', '$($known.root)'."
  }
}
function Settings { # of the installation
  $script:commandRoot = $known.commandRoot; $script:state = $known.state; $script:config = $known.config; $script:autostart = $known.autostart
  $script:usesPath = @(Records | Where-Object { $_.Kind -eq 'user-path' }).Count -gt 0
}
function Write-Metadata($Folders, $Files) {
  $lines = @('{', '  "schema": "uv-release/install/1",')
  foreach ($pair in @(('name', $name), ('kind', $kind), ('root', $script:root), ('commandRoot', $script:commandRoot), ('state', $script:state), ('config', $script:config), ('unitDir', ''), ('autostart', $script:autostart))) {
    $lines += "  `"$($pair[0])`": $(Text-Of $pair[1]),"
  }
  $folders_ = @($Folders | Where-Object { $_ } | Sort-Object -Unique | ForEach-Object { "    $(Text-Of $_)" })
  $files_ = @($Files | ForEach-Object { "    { `"kind`": `"$($_.Kind)`", `"sha256`": `"$($_.Sum)`", `"path`": $(Text-Of $_.Path) }" } | Sort-Object -Unique)
  $lines += '  "folders": [', ($folders_ -join ",`n"), '  ],', '  "files": [', ($files_ -join ",`n"), '  ]', '}'
  [IO.File]::WriteAllText((In-Root 'work/metadata'), (($lines | Where-Object { $_ -ne '' }) -join "`n") + "`n", $utf8)
  Swap-In (In-Root 'work/metadata') $metadata
  Load
}
function Version-Records([string] $Id) {
  if (-not $Id) { return }
  $sums = Listed (Version-Folder $Id)
  foreach ($path in $sums.Keys) { @{ Kind = 'version'; Sum = $sums[$path]; Path = "versions/$Id/$path" } }
  @{ Kind = 'version'; Sum = Sum-Of (Join-Path (Version-Folder $Id) 'checksums.txt'); Path = "versions/$Id/checksums.txt" }
}
function Describe([string] $Current, [string] $Previous) {
  Version-Records $Current; Version-Records $Previous
  foreach ($item in Plan (Version-Folder $Current)) {
    $path = $item.Path; if (Below $path $script:root) { $path = $path.Substring($script:root.Length + 1).Replace('\', '/') }
    @{ Kind = $item.Kind; Sum = Sum (Contents $item (Version-Folder $Current)); Path = $path }
  }
  if ($script:usesPath) { @{ Kind = 'user-path'; Sum = Sum $utf8.GetBytes($script:commandRoot); Path = $script:commandRoot } }
}
function Shared([string] $Path) { [IO.File]::Exists($Path) -and ([IO.File]::ReadAllText($Path) -match "(?m)^(rem|\uFEFF?#) shim of $([regex]::Escape($name))\r?$") }
function In-Path { @((Read-UserPath) -split ';' | Where-Object { $_.TrimEnd('\', '/') -eq $script:commandRoot.TrimEnd('\', '/') }).Count -gt 0 }
function Check-Plan([string] $Folder) { # nothing of others would be replaced
  $ours = @{}; Records | ForEach-Object { $ours["$(Full $_) $($_.Sum)"] = $true }
  foreach ($item in Plan $Folder) {
    if ([IO.Directory]::Exists($item.Path) -or (Is-Link $item.Path)) { Fail "'$($item.Path)' is a folder or link. Move it away, or name another --command-root." }
    if (-not [IO.File]::Exists($item.Path) -or $item.Kind -eq 'desktop' -or $item.Kind -eq 'autostart') { continue }
    $now = Sum-Of $item.Path
    if ($ours.ContainsKey("$($item.Path) $now") -or $now -eq (Sum (Contents $item $Folder)) -or ($item.Kind -eq 'shim' -and (Shared $item.Path))) { continue }
    Fail "'$($item.Path)' is there and not of $name, or was changed by hand. Move it away, or name another --command-root."
  }
}
function Expose([string] $Folder) {
  foreach ($item in Plan $Folder) {
    $bytes = Contents $item $Folder
    if ([IO.File]::Exists($item.Path) -and (Sum-Of $item.Path) -eq (Sum $bytes)) { continue }
    [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($item.Path))
    [IO.File]::WriteAllBytes("$($item.Path).$name-new", $bytes); Swap-In "$($item.Path).$name-new" $item.Path
  }
  if ($script:usesPath -and -not (In-Path)) { $before = (Read-UserPath).TrimEnd(';'); Write-UserPath (@($script:commandRoot, $before | Where-Object { $_ }) -join ';') }
}
function Remove-Records($Gone) { # each that is still what was written; tells what stays
  foreach ($one in $Gone) {
    $path = Full $one
    if ($one.Kind -eq 'user-path') {
      $others = [IO.Directory]::Exists($path) -and @([IO.Directory]::GetFiles($path) | Where-Object { Shared $_ }).Count -gt 0
      if (-not $others) { Write-UserPath (@((Read-UserPath) -split ';' | Where-Object { $_.TrimEnd('\', '/') -ne $path.TrimEnd('\', '/') }) -join ';') }
      continue
    }
    if ([IO.File]::Exists("$path.$name-new")) { [IO.File]::Delete("$path.$name-new") }
    if (-not [IO.File]::Exists($path)) { continue }
    if ((Sum-Of $path) -eq $one.Sum) { [IO.File]::Delete($path) }
    elseif ($one.Kind -ne 'shim' -or -not (Shared $path)) { Write-Output "'$path' was changed by hand and stays." }
  }
  if ([IO.Directory]::Exists((In-Root versions))) {
    $all = @([IO.Directory]::GetDirectories((In-Root versions), '*', [IO.SearchOption]::AllDirectories) | Sort-Object { $_.Length } -Descending)
    foreach ($folder in $all) { Drop-Folder $folder }
  }
}
function Drop-Folder([string] $Folder) { if ([IO.Directory]::Exists($Folder) -and [IO.Directory]::GetFileSystemEntries($Folder).Length -eq 0) { [IO.Directory]::Delete($Folder) } }
function Drop([string] $Path) { if ([IO.File]::Exists($Path)) { [IO.File]::Delete($Path) } elseif ([IO.Directory]::Exists($Path)) { [IO.Directory]::Delete($Path, $true) } }
function Settle([string] $Current, [string] $Previous) { # these are installed, and nothing else
  Put current $Current; if ($Previous) { Put previous $Previous } else { Drop (In-Root previous) }
  $new = @(Describe $Current $Previous); Expose (Version-Folder $Current)
  $kept = @{}; $new | ForEach-Object { $kept[(Key-Of $_)] = $true }
  Remove-Records @(Records | Where-Object { -not $kept.ContainsKey((Key-Of $_)) })
  Write-Metadata $known.folders $new
  Drop (In-Root pending)
}
function Remove-All([string] $What) {
  $gone = @(Records); $made = @(); if ([IO.File]::Exists($metadata)) { $made = @($known.folders | Sort-Object { $_.Length } -Descending) }
  Remove-Records @($gone | Where-Object { $_.Kind -eq 'shim' })
  Remove-Records @($gone | Where-Object { $_.Kind -ne 'shim' -and $_.Kind -ne 'version' })
  Drop (In-Root current); Drop (In-Root previous)
  Remove-Records @($gone | Where-Object { $_.Kind -eq 'version' })
  if ($What -eq 'state') {
    foreach ($one in @($script:state, $script:config | Where-Object { $_ -and [IO.Directory]::Exists($_) })) {
      if ($made -notcontains $one) { Write-Output "'$one' was there before the installation and stays." } else { Guard $one; [IO.Directory]::Delete($one, $true) }
    }
  }
  foreach ($one in $made) { Drop-Folder $one }
  Drop-Folder (In-Root bin); Drop-Folder (In-Root versions)
  Drop $metadata; Drop (In-Root work); Drop (In-Root pending); $script:settled = $made
}
function Recover { # ends what a run left that was ended
  $what, $to, $from = (Held pending) -split ' '; if ($from -eq '-') { $from = '' }
  Drop (In-Root 'versions/.new')
  switch ($what) {
    'commit' { Settle $to $from }
    'rollback' { Settle $from $to }
    'update' { Put current $from; Drop (Version-Folder $to); Settle $from (Held previous) }
    'install' { Drop (Version-Folder $to); Remove-All '-' }
    default { Remove-All $to }
  }
}

function In-Words([string[]] $Words) { # one command line, as programs of Windows and .NET take it apart
  ($Words | ForEach-Object { '"' + ($_ -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"' }) -join ' '
}
function Start-Apart([int] $Limit, [string] $Program, [string[]] $Words, [bool] $Apart, [string] $Raw) { # exit code and output; null where it takes too long
  $start = New-Object Diagnostics.ProcessStartInfo
  $start.FileName = $Program; $start.UseShellExecute = $false; $start.CreateNoWindow = $true
  $start.RedirectStandardInput = $true; $start.RedirectStandardOutput = $true; $start.RedirectStandardError = $true
  $start.Arguments = if ($Raw) { $Raw } else { In-Words $Words }
  foreach ($one in Variables (Version-Folder (Held current))) { $start.EnvironmentVariables[$one.Name] = $one.Value }
  if ($Apart) {
    $folder = In-Root work/apart; Drop $folder; foreach ($one in 'state', 'config') { [void] [IO.Directory]::CreateDirectory("$folder/$one") }
    foreach ($one in @($start.EnvironmentVariables.Keys)) { if (@('SystemRoot', 'windir', 'ComSpec', 'PATHEXT', 'OS', 'DOTNET_ROOT') -notcontains $one) { $start.EnvironmentVariables.Remove($one) } }
    $system = if ($onWindows) { "$env:SystemRoot\System32;$env:SystemRoot" } else { '/usr/local/bin:/usr/bin:/bin' }
    $start.EnvironmentVariables['PATH'] = $script:commandRoot + [IO.Path]::PathSeparator + $system
    foreach ($one in 'HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'TEMP', 'TMP', 'TMPDIR') { $start.EnvironmentVariables[$one] = $folder }
    $was = $script:state, $script:config; $script:state = "$folder/state"; $script:config = "$folder/config"
    try { foreach ($one in Variables (Version-Folder (Held current))) { $start.EnvironmentVariables[$one.Name] = $one.Value } } finally { $script:state, $script:config = $was }
    $start.WorkingDirectory = $folder
  }
  $process = [Diagnostics.Process]::Start($start); $process.StandardInput.Close()
  $out = $process.StandardOutput.ReadToEndAsync(); $err = $process.StandardError.ReadToEndAsync()
  if (-not $process.WaitForExit($Limit * 1000)) { try { $process.Kill() } catch { }; return @{ Code = 124; Output = "it took more than $Limit s" } }
  [void] [Threading.Tasks.Task]::WaitAll(@($out, $err), 5000)
  @{ Code = $process.ExitCode; Output = $(if ($out.IsCompleted) { $out.Result }) + $(if ($err.IsCompleted) { $err.Result }) }
}
function Calls([string] $Key) { # of install.data: the value of each key and its arguments
  $call = $null
  foreach ($line in [IO.File]::ReadAllLines((Join-Path (Version-Folder (Held current)) 'install.data'), $utf8)) {
    if ($line.StartsWith("$Key ", [StringComparison]::Ordinal)) { $call = @{ Value = $line.Substring($Key.Length + 1); Words = @() } }
    elseif ($call -and $line.StartsWith('argument ', [StringComparison]::Ordinal)) { $call.Words += $line.Substring(9) }
    elseif ($call -and $line -ceq 'end') { $call; $call = $null }
  }
}
function Program-Of([string] $Command) { $folder = Version-Folder (Held current); Join-Path $folder (First "command $Command" $folder) }
function Probe-All { # each probe by the program's own path, by the shim's, and by name
  $shell = @(Get-Command pwsh, powershell -CommandType Application -ErrorAction SilentlyContinue)[0].Source
  foreach ($call in Calls probe) {
    $limit, $wanted, $pattern = $call.Value -split ' ', 3; $command = $call.Words[0]; $rest = @($call.Words | Select-Object -Skip 1)
    foreach ($way in 'its own path', 'the shim', 'its name') {
      if ($way -eq 'its own path') { $ran = Start-Apart $limit (Program-Of $command) $rest $true '' }
      elseif ($onWindows) {
        $called = if ($way -eq 'the shim') { Join-Path $script:commandRoot "$command.cmd" } else { $command }
        $ran = Start-Apart $limit $env:ComSpec @() $true "/d /s /c `"`"$called`" $(In-Words $rest)`""
      }
      elseif ($way -eq 'the shim') { $ran = Start-Apart $limit $shell (@('-NoProfile', '-File', (Join-Path $script:commandRoot "$command.ps1")) + $rest) $true '' }
      else { $ran = Start-Apart $limit $shell @('-NoProfile', '-Command', "& $command.ps1 $(($rest | ForEach-Object { Quoted $_ }) -join ' '); exit `$LASTEXITCODE") $true '' }
      $shown = $ran.Output; if ($shown.Length -gt 300) { $shown = $shown.Substring(0, 300) }
      if ($ran.Code -ne [int] $wanted) { Fail "The probe '$($call.Words -join ' ')' by $way ended with $($ran.Code) and should with ${wanted}: $shown" }
      if ($pattern -and -not [regex]::IsMatch($ran.Output, $pattern, 'Multiline')) { Fail "The probe '$($call.Words -join ' ')' by $way printed nothing like '$pattern': $shown" }
    }
  }
}
function Setup-All {
  foreach ($call in Calls setup) {
    $ran = Start-Apart ([int] $call.Value) (Program-Of $call.Words[0]) @($call.Words | Select-Object -Skip 1 | ForEach-Object { Filled $_ }) $false ''
    if ($ran.Code -ne 0) { Fail "The setup '$($call.Words -join ' ')' ended with $($ran.Code): $($ran.Output)" }
  }
}
function Stop-All { # processes whose program is in the root
  $until = [DateTime]::UtcNow.AddSeconds($seconds)
  while ($true) {
    $running = @(Get-Process | Where-Object { try { $_.Path -and (Below $_.Path (In-Root versions)) } catch { $false } })
    if ($running.Count -eq 0) { return }
    if ([DateTime]::UtcNow -gt $until) { Fail "Process $(($running | ForEach-Object { $_.Id }) -join ' ') runs from '$($script:root)' and did not end in $seconds s. Nothing was removed. End it, or give it more --seconds." }
    foreach ($one in $running) { if ($onWindows) { if (-not $one.CloseMainWindow()) { try { $one.Kill() } catch { } } } else { & kill $one.Id } }
    Start-Sleep -Milliseconds 200
  }
}

function Begin { # this run alone works on the root, and what an earlier one left is settled
  try {
    [void] [IO.Directory]::CreateDirectory((In-Root work))
    if (-not $script:lock) { $script:lock = [IO.File]::Open((In-Root lock), 'OpenOrCreate', 'ReadWrite', 'None') }
  }
  catch { Fail "'$($script:root)' can't be written, or another run works on it: $($_.Exception.InnerException.Message)" }
  if (Held pending) { Recover; Write-Output 'What an earlier run left was settled.'; $script:pendingWas = $true; [void] [IO.Directory]::CreateDirectory((In-Root work)) }
}
function Installed { $owned -and -not (Held pending).StartsWith('install ') }
function Bring([string] $What, [string] $From) { # the version is copied, verified where it lies, described, and swapped in
  Put pending "$What $id $(if ($From) { $From } else { '-' })"
  $new = In-Root 'versions/.new'; [void] [IO.Directory]::CreateDirectory($new)
  foreach ($path in @(Files-Of $here)) {
    [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName((Join-Path $new $path))); [IO.File]::Copy((Join-Path $here $path), (Join-Path $new $path))
    if (-not $onWindows) { & chmod $(if ((Values executable $here) -ccontains $path) { '755' } else { '644' }) (Join-Path $new $path) }
  }
  Verify $new
  [IO.Directory]::Move($new, (Version-Folder $id))
  $made = @(); if ($From) { $made = @($known.folders) } else { $made = @($above) + @(Missing $script:state) + @(Missing $script:config) }
  foreach ($item in Plan (Version-Folder $id)) { $made += @(Missing ([IO.Path]::GetDirectoryName($item.Path))) }
  Write-Metadata @($made | Where-Object { $_ -and -not (Below $_ (In-Root bin)) }) (@(Records) + @(Describe $id ''))
  if (-not $From) { foreach ($one in @($script:state, $script:config | Where-Object { $_ })) { [void] [IO.Directory]::CreateDirectory($one) } }
  Swap $id $From
}
function Swap([string] $To, [string] $From) {
  Put current $To; Expose (Version-Folder $To)
  if (-not $From) { Setup-All }
  Probe-All
  Put pending "commit $To $(if ($From) { $From } else { '-' })"
  Settle $To $From
}

function Do-Install {
  Check-Machine; Verify $here
  if ($kind -eq 'headless' -and -not ($script:state -and $script:config)) { Fail 'A headless app wants --state and --config: folders of its own, which no update touches.' }
  foreach ($one in @($script:state, $script:config, $script:commandRoot | Where-Object { $_ })) {
    if ((Below $one $script:root) -or (Below $script:root $one)) { Fail "'$one' and the root are one in the other. Name a folder outside of it." }
  }
  if (Below $script:root $here) { Fail 'The root is in the unpacked archive. Name another --root.' }
  if (Installed) { Load; Fail "'$($script:root)' has version $(First version (Version-Folder (Held current))) already. Use update." }
  if ($owned -and -not $dry) {
    $given = $script:commandRoot, $script:state, $script:config, $script:autostart, $script:usesPath
    Load; Settings; Begin; $script:owned = $false
    $script:commandRoot, $script:state, $script:config, $script:autostart, $script:usesPath = $given
  }
  Check-Plan $here
  if ($dry) { Write-Output "Would install $id into '$($script:root)':"; foreach ($item in Plan $here) { "$($item.Kind) $($item.Path)" }; return }
  $script:above = @(Missing ([IO.Path]::GetDirectoryName($script:root)))
  Begin
  Bring install ''
  Write-Output "$name $id is installed in '$($script:root)'; its commands are in '$($script:commandRoot)'."
}
function Do-Update {
  if (-not $owned) { Fail "'$($script:root)' has no installation of $name. Use install, or name its --root." }
  Check-Machine; Verify $here; Check-Plan $here
  if ($dry) { Write-Output "Would update '$($script:root)' from $(Held current) to ${id}:"; foreach ($item in Plan $here) { "$($item.Kind) $($item.Path)" }; return }
  $unfinished = -not (Installed); Begin
  if ($unfinished) { Fail "'$($script:root)' has no installation of $name any more: an earlier one was not finished. Use install." }
  if ($id -eq (Held current)) { Write-Output "$name $id is installed already."; return }
  if ($id -eq (Held previous)) { Fail "$id is kept as the previous version. Use rollback." }
  Bring update (Held current)
  Write-Output "$name $id is installed in '$($script:root)'; $(Held previous) is kept."
}
function Do-Rollback {
  if (-not $owned) { Fail "'$($script:root)' has no installation of $name." }
  if ($dry) { Write-Output "Would go back from $(Held current) to $(Held previous) in '$($script:root)'."; return }
  Begin; $to = Held previous; $from = Held current
  if (-not $to -or -not [IO.Directory]::Exists((Version-Folder $to))) { Fail "'$($script:root)' keeps no version before $from." }
  Verify (Version-Folder $to); Check-Plan (Version-Folder $to)
  Put pending "rollback $to $from"
  Swap $to $from
  Write-Output "$name $to runs again; $from is kept."
}
function Do-Uninstall {
  if (-not [IO.Directory]::Exists($script:root)) { Write-Output "Nothing is installed in '$($script:root)'."; return }
  if (-not $owned -and -not (Held pending) -and -not [IO.File]::Exists((In-Root lock))) { Fail "'$($script:root)' has no install-metadata.json: it is no installation of $name." }
  if ($dry) { Write-Output "Would remove from '$($script:root)', and outside of it:"; Records | Where-Object { $_.Kind -ne 'version' } | ForEach-Object { Key-Of $_ }; return }
  if ($removeState -eq 'state') { foreach ($one in @($script:state, $script:config | Where-Object { $_ -and [IO.Directory]::Exists($_) })) { Guard $one } }
  Begin; Stop-All
  Put pending "uninstall $removeState -"
  Remove-All $removeState
  Write-Output "$name is removed."
}
function Do-Status {
  if (-not $owned) { Fail "'$($script:root)' has no installation of $name." }
  "name=$name"; "kind=$kind"; "version=$(First version (Version-Folder (Held current)))"; "current=$(Held current)"; "previous=$(Held previous)"; "root=$($script:root)"
  "command-root=$($script:commandRoot)"; "state=$($script:state)"; "config=$($script:config)"
  foreach ($one in Records) {
    $path = Full $one
    if ($one.Kind -ne 'user-path' -and (-not [IO.File]::Exists($path) -or (Sum-Of $path) -ne $one.Sum) -and ($one.Kind -ne 'shim' -or -not (Shared $path))) { "changed=$path" }
  }
}

$script:root = ''; $script:commandRoot = ''; $script:state = ''; $script:config = ''; $script:autostart = ''; $script:usesPath = $true
$script:lock = $null; $script:known = $null; $script:settled = @(); $script:above = @(); $script:pendingWas = $false; $seconds = 10; $dry = $false; $removeState = '-'; $code = 0
$words = @($args); $here = $PSScriptRoot
if ($words.Count -eq 0 -or @('install', 'update', 'rollback', 'uninstall', 'status') -notcontains $words[0]) { Write-Output $usage; exit 2 }
$action = $words[0]
try {
  if ((First format $here) -cne 'uv-release/install/1') { Fail 'install.data, which belongs beside install.ps1, is of another format.' }
  $name = First name $here; $kind = First kind $here
  $id = "$(First version $here)-$((Sum-Of (Join-Path $here 'checksums.txt')).Substring(0, 12))"
  for ($i = 1; $i -lt $words.Count; $i++) {
    $word = $words[$i]
    if (@('--root', '--command-root', '--state', '--config', '--seconds') -contains $word) { if (++$i -ge $words.Count) { Fail "$word wants a value." } }
    switch -Exact ($word) {
      '--root' { $script:root = Absolute $words[$i] } '--command-root' { $script:commandRoot = Absolute $words[$i] }
      '--state' { $script:state = Absolute $words[$i] } '--config' { $script:config = Absolute $words[$i] }
      '--seconds' { if ($words[$i] -notmatch '^\d{1,4}$') { Fail '--seconds wants a number.' }; $seconds = [int] $words[$i] }
      '--no-path' { $script:usesPath = $false } '--dry-run' { $dry = $true } '--remove-state' { $removeState = 'state' }
      '--autostart' { $script:autostart = [Environment]::GetFolderPath('Startup') }
      default { Fail "'$word' is no option. $usage" }
    }
  }
  $local = if ($onWindows) { $env:LOCALAPPDATA } else { Join-Path $HOME '.local' }
  if (-not $script:root -and [IO.File]::Exists((Join-Path $here '../../install-metadata.json'))) { $script:root = Absolute ([IO.Path]::GetDirectoryName([IO.Path]::GetDirectoryName($here))) }
  if (-not $script:root) { $script:root = Absolute (Join-Path $local "Programs/$name-$kind") }
  if (-not $script:commandRoot) { $script:commandRoot = Absolute (Join-Path $local "$name/bin") }
  if ($script:commandRoot.Contains(';')) { Fail "'$($script:commandRoot)' has a semicolon, which PATH can't have." }
  $metadata = In-Root 'install-metadata.json'
  Guard $script:root
  $owned = [IO.File]::Exists($metadata) -and -not (Is-Link $metadata)
  if (-not $owned -and [IO.Directory]::Exists($script:root)) {
    $ours = @('lock', 'work'); if ((Held pending) -match '^(install|uninstall) ') { $ours += 'pending', 'current', 'previous', 'bin', 'versions' }
    $odd = @([IO.Directory]::GetFileSystemEntries($script:root) | ForEach-Object { [IO.Path]::GetFileName($_) } | Where-Object { $ours -notcontains $_ })
    if ($odd.Count -gt 0) { Fail "'$($script:root)' is not empty and has no installation of $name. Name another --root." }
  }
  if ($owned -and $action -ne 'install') { Load; Settings }
  & "Do-$action"
}
catch {
  $code = 1; [Console]::Error.WriteLine($_.Exception.Message)
  if ($script:lock -and (Held pending)) {
    try { Recover; [Console]::Error.WriteLine('install.ps1: The old state is kept.') } catch { [Console]::Error.WriteLine("install.ps1: Run it again to settle what is left: $($_.Exception.Message)") }
  }
}
finally {
  if ($script:lock) {
    $script:lock.Dispose(); Drop (In-Root work); Drop (In-Root lock)
    if (-not [IO.File]::Exists($metadata)) { foreach ($one in @($script:root) + @($script:above) + @($script:settled)) { Drop-Folder $one } }
    if ([IO.Directory]::Exists($script:root) -and -not [IO.File]::Exists($metadata) -and -not (Held pending)) { Write-Output "'$($script:root)' stays: it has files that are not of this installation." }
  }
}
exit $code
