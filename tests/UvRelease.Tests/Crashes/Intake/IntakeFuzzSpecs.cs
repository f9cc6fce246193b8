using UvRelease.Fuzz.Crashes;
using Xunit;

namespace UvRelease.Tests.Crashes.Intake;

/// <summary>tests/fuzz tries more of them.</summary>
public sealed class IntakeFuzzSpecs
{
    private static int Count => SlowTests.AreAsked ? 1_000_000 : 2_000;

    [Fact]
    public void A_damaged_dump_is_redacted_for_good_or_refused_with_a_sentence() => Assert.Null(RedactionFuzzer.Run(1, Count).Failure);

    [Fact]
    public void A_damaged_form_is_read_or_refused_the_same_way_in_any_pieces() => Assert.Null(MultipartFuzzer.Run(1, Count).Failure);
}
