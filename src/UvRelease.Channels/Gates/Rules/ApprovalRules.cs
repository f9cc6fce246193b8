using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Channels.Gates.Rules;

/// <summary>A check or a status that the commit must have passed.</summary>
/// <param name="Name">Its name: with Actions that of the job; the context of a status.</param>
/// <param name="App">The GitHub App that it must come from, by the name in its address; null for any, and then it may come from one alone.</param>
public sealed record RequiredCheck(string Name, string? App)
{
    /// <summary>Reads an entry of <c>promote.checks</c>.</summary>
    internal static RequiredCheck Read(YamlMapping at)
    {
        var check = new RequiredCheck(at.RequiredText("name", SettingForms.Label), at.Text("app", RuleForms.Login));
        at.End();
        return check;
    }
}

/// <summary>Who must approve.</summary>
/// <param name="Environment">The environment whose reviewers decide; null for the one that this run asked.</param>
/// <param name="Approvals">How many different people; whoever published the release or started the run is none of them.</param>
public sealed record SignOffRule(string? Environment, int Approvals)
{
    /// <summary>Reads <c>promote.sign-off</c>.</summary>
    internal static SignOffRule Read(YamlMapping at, SignOffRule usual)
    {
        var rule = new SignOffRule(at.Text("environment", SettingForms.Label), at.Number("approvals", 1, 6) ?? usual.Approvals);
        at.End();
        return rule;
    }
}

/// <summary>Who may waive gates.</summary>
/// <param name="By">Logins; nobody where it is empty.</param>
/// <param name="Longest">How far ahead a waiver may end.</param>
public sealed record WaiverRule(IReadOnlyList<string> By, TimeSpan Longest)
{
    /// <summary>Reads <c>promote.waivers</c>.</summary>
    internal static WaiverRule Read(YamlMapping at, WaiverRule usual)
    {
        int? days = at.Number("longest-days", 1, 90);
        var rule = new WaiverRule(at.Texts("by", RuleForms.Login, most: 50) ?? usual.By, days is { } given ? TimeSpan.FromDays(given) : usual.Longest);
        at.End();
        return rule;
    }
}
