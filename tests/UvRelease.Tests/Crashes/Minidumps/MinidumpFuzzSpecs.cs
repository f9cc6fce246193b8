using UvRelease.Fuzz.Crashes;
using Xunit;

namespace UvRelease.Tests.Crashes.Minidumps;

/// <summary>tests/fuzz tries more of them.</summary>
public class MinidumpFuzzSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_minidump_is_read_or_refused_with_a_place(int seed) => Assert.Null(MinidumpFuzzer.Run(CrashCorpus.At(), seed, 1_000).Failure);
}
