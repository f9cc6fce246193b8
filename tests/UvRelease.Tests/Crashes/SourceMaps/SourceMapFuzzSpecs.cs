using UvRelease.Fuzz.SourceMaps;
using Xunit;

namespace UvRelease.Tests.Crashes.SourceMaps;

/// <summary>tests/fuzz tries more of them.</summary>
public sealed class SourceMapFuzzSpecs
{
    [Fact]
    public void A_damaged_map_or_stack_is_read_or_refused_with_a_sentence() => Assert.Null(SourceMapFuzzer.Run(seed: 1, count: 2_000).Failure);
}
