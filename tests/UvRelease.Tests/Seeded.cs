using FsCheck;

namespace UvRelease.Tests;

/// <summary>Property tests that try the same values on every machine; UV_SEED tries others.</summary>
internal static class Seeded
{
    /// <summary>Checks a property and throws with the smallest counter-example.</summary>
    public static void Check(this Property property, int tests)
    {
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("UV_SEED"), out ulong given) ? given : 20_260_101;
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(seed, 1));
    }
}
