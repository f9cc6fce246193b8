using Xunit;

namespace UvRelease.Tests;

/// <summary>The tier of tests that write or read gigabytes: run with UV_RELEASE_SLOW=1, as CI does, and skipped with the reason elsewhere.</summary>
internal static class SlowTests
{
    /// <summary>Skips the calling test where they are not asked for.</summary>
    /// <param name="costs">What the test handles, such as "4 GiB".</param>
    public static void Ask(string costs) =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("UV_RELEASE_SLOW") == "1", $"It handles {costs}. Run it with UV_RELEASE_SLOW=1.");
}
