using System.Buffers;
using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Symbols.Breakpad;
using UvRelease.Crashes.Walking;

// usage: walk-dumps SYMBOLS CACHE DUMP…           writes what minidump_stackwalk -m writes of each
//        walk-dumps --make-ready FILE.sym CACHE    makes a symbol file ready to be looked up in
if (args[0] == "--make-ready")
{
    using BreakpadSymbols ready = SymbolCache.Open(args[1], args[1], args[2]);
    return ready.Malformed == 0 ? 0 : 1;
}

using Stream output = Console.OpenStandardOutput();
using var symbols = new SymbolCache([args[0]], args[1]);
var text = new ArrayBufferWriter<byte>(64 * 1024);
foreach (string path in args.AsSpan(2))
{
    using Minidump dump = Minidump.Open(path, path);
    StackwalkText.Write(StackWalker.Walk(dump, module => symbols.Find(module.Id)), text);
    output.Write(text.WrittenSpan);
    text.ResetWrittenCount();
}

return 0;
