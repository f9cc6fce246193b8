using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Releases;

public class SemanticVersionSpecs
{
    [Fact]
    public void Versions_are_ordered_by_paragraph_11_of_the_specification()
    {
        string[] ordered =
        [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
            "1.0.1", "1.2.0", "1.10.0", "2.0.0-1", "2.0.0-99999999999999999999998", "2.0.0-99999999999999999999999", "2.0.0-A", "2.0.0-a", "2.0.0",
        ];
        SemanticVersion[] versions = [.. ordered.Select(text => SemanticVersion.TryParse(text)!)];
        Assert.Equal(ordered, versions.Reverse().Order().Select(version => version.ToString()));
    }

    [Theory]
    [InlineData("1.0.0+build.5")]
    [InlineData("1.0.0-0A.is.legal")]
    [InlineData("1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay")]
    [InlineData("18446744073709551615.0.0")]
    public void A_version_of_the_grammar_is_read_and_written_back(string text) => Assert.Equal(text, SemanticVersion.TryParse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("v1.2.3")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3-ä")]
    [InlineData("1.2.3 ")]
    [InlineData("1.2.3.4")]
    [InlineData("18446744073709551616.0.0")]
    public void Anything_else_is_no_version(string text) => Assert.Null(SemanticVersion.TryParse(text));
}
