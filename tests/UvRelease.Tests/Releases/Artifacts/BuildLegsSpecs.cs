using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using Xunit;

namespace UvRelease.Tests.Releases.Artifacts;

public class BuildLegsSpecs
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData(null, "release-linux-x64", "release-win")]
    [InlineData("desktop", "desktop-release-linux-x64", "desktop-release-win")]
    public void Every_leg_has_an_artifact_that_the_list_names(string? component, string first, string second)
    {
        const string given = """[{"platform":"linux","arch":"x64","runner":["self-hosted","arm64"]},{"platform":"win","runner":""}]""";
        var legs = BuildLegs.Parse(given, component, "ubuntu-24.04");
        Assert.Equal(
            $$"""[{"platform":"linux","arch":"x64","runner":["self-hosted","arm64"],"artifact":"{{first}}"},"""
            + $$"""{"platform":"win","arch":"","runner":"ubuntu-24.04","artifact":"{{second}}"}]""",
            legs.Matrix());
        Assert.Equal(
            $$"""{"schema":"uv-release/legs/1","version":"1.2.0","commit":"{{Commit}}","artifacts":["{{first}}","{{second}}"]}""",
            legs.List("1.2.0", Commit));
    }

    [Fact]
    public void The_runner_of_all_legs_may_be_a_list()
    {
        const string given = """[{"platform":"mac","arch":"universal"},{"platform":"linux","arch":null,"runner":"arm"}]""";
        var legs = BuildLegs.Parse(given, null, """["self-hosted", "x64"]""");
        Assert.Equal(
            """[{"platform":"mac","arch":"universal","runner":["self-hosted","x64"],"artifact":"release-mac-universal"},"""
            + """{"platform":"linux","arch":"","runner":"arm","artifact":"release-linux"}]""",
            legs.Matrix());
        Assert.Contains("""[{"platform":"linux","arch":"","runner":"a\"b","artifact":"release-linux"}]""",
            BuildLegs.Parse("""[{"platform":"linux"}]""", null, "a\"b").Matrix(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null, "'legs' is no JSON")]
    [InlineData("{}", null, "'legs' must be a list")]
    [InlineData("[]", null, "'legs' must be a list")]
    [InlineData("[1]", null, "Leg 1 of 'legs' is Number")]
    [InlineData("""[{"arch":"x64"}]""", null, "Leg 1 of 'legs' has no platform")]
    [InlineData("""[{"platform":"linux"},{"platform":"linux","arch":"arm46"}]""", null, "'arm46' in leg 2 of 'legs' is no processor")]
    [InlineData("""[{"platform":"windows"}]""", null, "'windows' in leg 1 of 'legs' is no platform")]
    [InlineData("""[{"platform":"linux","runs-on":"x"}]""", null, "has 'runs-on'. A leg has platform, arch and runner")]
    [InlineData("""[{"platform":"linux","platform":"win"}]""", null, "'legs' is no JSON")]
    [InlineData("""[{"platform":"linux","runner":1}]""", null, "The runner of leg 1")]
    [InlineData("""[{"platform":"linux"},{"platform":"linux"}]""", null, "'legs' has release-linux twice")]
    [InlineData("""[{"platform":"linux"}]""", "a/b", "'component' is 'a/b'")]
    [InlineData("""[{"platform":"linux"}]""", "*", "'component' is '*'")]
    public void What_is_wrong_is_a_sentence(string legs, string? component, string said) =>
        Assert.Contains(said, Assert.Throws<ReleaseException>(() => BuildLegs.Parse(legs, component, "ubuntu-24.04")).Message, StringComparison.Ordinal);
}
