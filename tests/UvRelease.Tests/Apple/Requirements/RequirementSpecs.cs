using UvRelease.Apple.Requirements;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Apple.Requirements;

public class RequirementSpecs
{
    [Theory]
    [InlineData("always")]
    [InlineData("never")]
    [InlineData("identifier tool and anchor apple generic")]
    [InlineData("identifier \"com.example.app\" and (anchor apple or anchor apple \"Some Name\")")]
    [InlineData("certificate leaf = H\"0123456789abcdef0123456789abcdef01234567\" or certificate root = H\"0123456789abcdef0123456789abcdef01234567\"")]
    [InlineData("cdhash H\"0123456789abcdef0123456789abcdef01234567\" or cdhash H\"fedcba9876543210fedcba9876543210fedcba98\"")]
    [InlineData("certificate 1[field.1.2.840.113635.100.6.2.6] /* exists */ and certificate leaf[subject.OU] = \"1ABC\"")]
    [InlineData("certificate leaf[subject.CN] = *end and certificate leaf[subject.CN] = begin* and certificate leaf[subject.O] ~ middle")]
    [InlineData("info[CFBundleVersion] >= \"10.2\" and info[CFBundleVersion] < \"11\" and info[Some] absent ")]
    [InlineData("entitlement[\"com.apple.security.cs.allow-jit\"] /* exists */ and ! (notarized or legacy)")]
    [InlineData("certificate leaf[policy.1.2.840.113635.100.5.1] /* exists */ and certificate 2 trusted and anchor trusted")]
    [InlineData("certificate leaf[timestamp.1.2.840.113635.100.6.1.33] > timestamp \"2020-01-01 00:00:00 Z\" and platform = 1 and (\"name\")")]
    public void Text_becomes_bytes_and_the_same_text_again(string text)
    {
        Requirement requirement = text.Contains("(\"name\")", StringComparison.Ordinal)
            ? RequirementText.Read(text.Replace(" and (\"name\")", "", StringComparison.Ordinal)) & new Requirement.NamedCode("name")
            : RequirementText.Read(text.Replace("~ middle", "= *middle*", StringComparison.Ordinal));
        byte[] bytes = RequirementBlob.Write(requirement);
        Requirement again = RequirementBlob.Read(bytes, "a requirement");
        Assert.Equal(requirement, again);
        Assert.Equal(bytes, RequirementBlob.Write(again));
        Assert.Equal(text.Replace("(\"name\")", "(name)", StringComparison.Ordinal), again.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("identifier")]
    [InlineData("identifier \"open")]
    [InlineData("identifier a and")]
    [InlineData("identifier a identifier b")]
    [InlineData("cdhash H\"0123\"")]
    [InlineData("(always")]
    [InlineData("certificate leaf[field.one] exists")]
    public void What_is_no_requirement_is_refused_with_its_place(string text) =>
        Assert.Contains("at character", Assert.Throws<ReleaseException>(() => RequirementText.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Damaged_bytes_end_in_a_sentence_and_depth_has_an_end()
    {
        byte[] bytes = RequirementSet.Of(RequirementText.Read("identifier \"com.example.app\" and certificate leaf[subject.OU] = TEAM")).Write();
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 0x81;
            try
            {
                _ = RequirementSet.Read(damaged, "a set");
            }
            catch (ReleaseException e)
            {
                Assert.Contains("at offset", e.Message, StringComparison.Ordinal);
            }
        }

        Requirement deep = new Requirement.Constant(true);
        for (int i = 0; i < 200; i++)
            deep = new Requirement.Not(deep);
        Assert.Contains("nested deeper", Assert.Throws<ReleaseException>(() => RequirementBlob.Read(RequirementBlob.Write(deep), "deep")).Message,
            StringComparison.Ordinal);
    }
}
