using UvRelease.Fuzz.Crashes;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols.Breakpad;

/// <summary>tests/fuzz tries more of them.</summary>
public class SymbolFileFuzzSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_symbol_file_is_read_or_refused_and_a_damaged_cache_is_never_believed(int seed) =>
        Assert.Null(SymbolFileFuzzer.Run(CrashCorpus.At(), seed, 1_000).Failure);
}
