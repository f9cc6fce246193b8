using FsCheck;

namespace UvRelease.Tests;

/// <summary>Property tests that try the same values on every machine; UV_SEED tries others.</summary>
internal static class Seeded
{
    /// <summary>The seed.</summary>
    public static ulong Seed { get; } = ulong.TryParse(Environment.GetEnvironmentVariable("UV_SEED"), out ulong given) ? given : 20_260_101;

    /// <summary>Checks a property and throws with the smallest counter-example.</summary>
    public static void Check(this Property property, int tests) =>
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(Seed, 1));
}
