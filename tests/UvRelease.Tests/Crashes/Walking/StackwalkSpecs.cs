using System.Buffers;
using System.Text;
using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Symbols.Breakpad;
using UvRelease.Crashes.Walking;
using Xunit;

namespace UvRelease.Tests.Crashes.Walking;

/// <summary>Every stack of every dump is what Breakpad's own <c>minidump_stackwalk -m</c> makes of it, byte for byte.</summary>
public sealed class StackwalkSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Dumps => CrashCorpus.Names;

    [Theory]
    [MemberData(nameof(Dumps))]
    public void With_symbols_the_text_is_minidump_stackwalk_s(string dump)
    {
        string judged = CrashCorpus.Judge("minidump_stackwalk", "-m", CrashCorpus.Dump(dump), CrashCorpus.Symbols);
        Assert.Matches(@"(?m)^\d+\|\d+\|(crasher|chromium)[^|]*\|[^|]+\||^Module\|crasher\.exe", judged);
        Assert.Equal(judged, Walked(dump, CrashCorpus.Symbols));
    }

    [Theory]
    [MemberData(nameof(Dumps))]
    public void Without_symbols_the_text_is_minidump_stackwalk_s(string dump)
    {
        string judged = CrashCorpus.Judge("minidump_stackwalk", "-m", CrashCorpus.Dump(dump));
        Assert.StartsWith("OS|", judged);
        Assert.Equal(judged, Walked(dump, folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private string Walked(string dump, string symbolFolder)
    {
        using Minidump read = Minidump.Open(CrashCorpus.Dump(dump), dump);
        using var symbols = new SymbolCache([symbolFolder], folder.At("cache"));
        var output = new ArrayBufferWriter<byte>();
        StackwalkText.Write(StackWalker.Walk(read, module => symbols.Find(module.Id)), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
