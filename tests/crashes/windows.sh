# Sourced by corpus.sh: a program for Windows crashes under Wine, whose MiniDumpWriteDump writes the dump. Wine names no debug files in it, and dump_syms
# reads no PDB here: there are no symbols for it.
wine=/usr/lib/wine/wine64
if [[ ! -x $wine ]] || ! command -v clang-19 >/dev/null || ! command -v lld-link-19 >/dev/null || ! command -v llvm-dlltool-19 >/dev/null; then
  lacking 'no dump of Windows: clang-19, lld-19, llvm-19 and wine64 are not all installed (apt-get install clang-19 lld-19 llvm-19 wine wine64)'
else
  windows() (
    cd "$made/work"
    library() { printf 'LIBRARY %s.dll\nEXPORTS\n' "$1" >"$1.def" && printf '%s\n' "${@:2}" >>"$1.def" && llvm-dlltool-19 -m i386:x86-64 -d "$1.def" -l "$1.lib"; }
    library kernel32 CreateFileA CloseHandle GetCurrentProcess GetCurrentProcessId GetCurrentThreadId ExitProcess SetUnhandledExceptionFilter GetCommandLineA &&
      library dbghelp MiniDumpWriteDump &&
      clang-19 --target=x86_64-pc-windows-msvc -g -gcodeview -O1 -fno-stack-protector -c "$here/crasher/windows.cpp" -o crasher.obj &&
      lld-link-19 /nologo /nodefaultlib /entry:entry /subsystem:console /debug /Brepro crasher.obj kernel32.lib dbghelp.lib "/out:$made/bin/crasher.exe" "/pdb:$made/bin/crasher.pdb" &&
      { env -i PATH=/usr/bin:/bin HOME="$made/work/wine" WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' CRASHER_SESSION=env-secret-41f7c2a9be \
        "$wine" "$made/bin/crasher.exe" windows.dmp || true; } && [[ -e windows.dmp ]] && mv windows.dmp "$made/dumps/windows-render.dmp"
  )
  mkdir -p "$made/work/wine"
  windows >>"$log" 2>&1 || lacking "no dump of Windows: $(tail -1 "$log")"
  env -i HOME="$made/work/wine" PATH=/usr/bin:/bin WINEDEBUG=-all /usr/lib/wine/wineserver -k >>"$log" 2>&1 || true
fi
