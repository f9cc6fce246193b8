using Xunit;

namespace UvRelease.Tests;

/// <summary>The tier of tests that write or read gigabytes: run with UV_RELEASE_SLOW=1, as CI does, and skipped with the reason elsewhere.</summary>
internal static class SlowTests
{
    /// <summary>True where they are asked for: what is tried by chance is tried more often then.</summary>
    public static bool AreAsked => Environment.GetEnvironmentVariable("UV_RELEASE_SLOW") == "1";

    /// <summary>Skips the calling test where they are not asked for.</summary>
    /// <param name="costs">What the test handles, such as "4 GiB".</param>
    public static void Ask(string costs) =>
        Assert.SkipUnless(AreAsked, $"It handles {costs}. Run it by ./test.sh --slow.");
}
