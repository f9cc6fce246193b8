using System.Text;
using System.Text.Json;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases.Configuration;
using UvRelease.Tests.Doubles;
using Xunit;
using static UvRelease.Tests.Channels.Gates.GateStage;

namespace UvRelease.Tests.Channels.Gates;

public class GateReportSpecs
{
    [Fact]
    public void A_report_is_what_a_serializer_makes_of_its_record_and_has_one_digest()
    {
        var stage = new GateStage { Question = new GateStage().Question with { Waivers = [Waived("benchmarks", "starter")] } };
        stage.Benchmarks["results"] = new[] { new { id = "cold-start", unit = "ms", value = 500, runs = 3 } };
        GateReport report = stage.Evaluate();
        Assert.Equal(Reflected.Write(report).Replace("\\u0027", "'", StringComparison.Ordinal), Encoding.UTF8.GetString(GateReportJson.Write(report)));
        Assert.Equal(GateReportJson.Digest(report), GateReportJson.Digest(stage.Evaluate()));
        Assert.Matches("^[0-9a-f]{64}$", GateReportJson.Digest(report));
        Assert.NotEqual(GateReportJson.Digest(report), GateReportJson.Digest(report with { Rollout = 11 }));
    }

    [Fact]
    public async Task Reports_and_what_they_are_made_of_are_valid_by_their_schemas()
    {
        Node.Needs("ajv");
        var stage = new GateStage();
        (string Schema, string Document)[] documents =
        [
            ("gates", Encoding.UTF8.GetString(GateReportJson.Write(stage.Evaluate()))), ("health", Reflected.Write(stage.Health())),
            ("readiness", JsonSerializer.Serialize(stage.Readiness)), ("regression", JsonSerializer.Serialize(stage.Regression)),
            ("benchmarks", JsonSerializer.Serialize(stage.Benchmarks)),
            ("waivers", Reflected.Write(new WaiverDocument(WaiverDocument.Format, [Waived("bake")]))),
        ];
        foreach ((string schema, string document) in documents)
        {
            string spoilt = document.Insert(document.IndexOf('{', StringComparison.Ordinal) + 1, "\"more\":1,");
            JsonElement judged = await Node.AskAsync(
                SourceTree.At("tests", "UvRelease.Tests", "Releases", "Configuration", "validate.mjs"), new { schema, documents = new[] { document, spoilt } });
            Assert.Equal(JsonValueKind.Null, judged[0].ValueKind);
            Assert.Contains("additional properties", judged[1].GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Texts_of_strangers_are_made_visible()
    {
        var stage = new GateStage();
        stage.Blockers.Add(new(5, "evil\u202e\ntitle", UvRelease.GitHub.Facts.IssueState.Open, [], Now, "https://x.example"));
        Assert.Contains("evil\ufffd title", stage.Of(GateKind.Blockers).Reason, StringComparison.Ordinal);
    }

    // The table of docs/gates.md.
    [Theory]
    [InlineData("canary", 100, 24, 20, 15, null)]
    [InlineData("beta", 100, 72, 300, 1, null)]
    [InlineData("stable", 1, 24, 1000, 1, 1.5)]
    [InlineData("stable", 5, 24, 4000, 1, 1.0)]
    [InlineData("stable", 24, 24, 4000, 1, 1.0)]
    [InlineData("stable", 25, 48, 15_000, 1, 0.5)]
    [InlineData("stable", 50, 48, 15_000, 1, 0.5)]
    public void A_stage_has_its_usual_rules(string channel, int share, int hours, int devices, int percent, double? margin)
    {
        PromoteConfiguration configuration = PromoteConfiguration.Read(ConfigurationFile.Parse("", "x.yml").Mapping("promote"), new ReleaseNaming().Channels);
        TransitionRules rules = configuration.For(channel, share);
        Assert.Equal((hours, devices, margin), ((int)rules.Bake.Time.TotalHours, rules.Devices, rules.Health.RiskMargin));
        Assert.Equal(percent / 100.0, rules.Health.CrashRate, 1e-12);
        Assert.Equal((channel == "beta", channel == "canary" ? 0 : null), (rules.Bake.WeekdayPeak, rules.Health.StartupCrashes));
        Assert.Equal(
            "integrity kill-switch checks bake sample health blockers",
            string.Join(' ', configuration.Required(rules, intoLast: false).Select(kind => kind.Word())));
        Assert.Equal(GateKind.SignOff, configuration.Required(rules, intoLast: true)[^1]);
    }

    [Fact]
    public void The_rules_of_the_greatest_share_that_is_reached_hold()
    {
        const string yaml = "promote: { transitions: [{ from: stable, share: 10, devices: 7 }, { from: stable, share: 50, devices: 8 }] }";
        PromoteConfiguration configuration = PromoteConfiguration.Read(ConfigurationFile.Parse(yaml, "x.yml").Mapping("promote"), new ReleaseNaming().Channels);
        Assert.Equal([4000, 7, 7, 8], new[] { 9, 10, 49, 99 }.Select(share => configuration.For("stable", share).Devices));
        Assert.Equal(48, configuration.For("stable", 50).Bake.Time.TotalHours);
    }

    [Theory]
    [InlineData("2026-03-20T13:59:00Z", false)]
    [InlineData("2026-03-20T14:00:00Z", true)]
    [InlineData("2026-03-21T06:59:00Z", true)]
    [InlineData("2026-03-21T07:00:00Z", false)]
    [InlineData("2026-03-22T06:59:00Z", true)]
    [InlineData("2026-03-22T07:00:00Z", false)]
    [InlineData("2026-07-17T13:00:00Z", true)]
    [InlineData("2026-07-17T12:59:00Z", false)]
    [InlineData("2026-12-21T12:00:00Z", true)]
    [InlineData("2027-01-01T12:00:00Z", true)]
    [InlineData("2027-01-03T07:00:00Z", false)]
    public void Windows_open_and_close_by_the_clocks_of_their_zone(string utc, bool open)
    {
        var stage = new GateStage { At = DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture) };
        Assert.Equal(open ? GateOutcome.Fail : GateOutcome.Pass, stage.Of(GateKind.Freeze).Outcome);
    }
}
