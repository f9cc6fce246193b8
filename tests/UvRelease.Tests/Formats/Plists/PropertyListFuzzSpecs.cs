using UvRelease.Fuzz.Plists;
using Xunit;

namespace UvRelease.Tests.Formats.Plists;

/// <summary>tests/fuzz tries more of them.</summary>
public sealed class PropertyListFuzzSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_property_list_is_read_or_refused_with_a_sentence(int seed) => Assert.Null(PropertyListFuzzer.Run(seed, 2_500).Failure);
}
