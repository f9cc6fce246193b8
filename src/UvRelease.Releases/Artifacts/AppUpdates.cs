using System.Text.Json.Serialization;

namespace UvRelease.Releases.Artifacts;

/// <summary>Where a built app looks for updates, as its own app-update.yml says.</summary>
/// <param name="Provider">electron-updater's provider, such as generic or github.</param>
/// <param name="Url">Address of the folder with the feeds; null where the provider works it out.</param>
/// <param name="Channel">What the names of the feeds begin with; null for <c>latest</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AppUpdates(string Provider, string? Url, string? Channel)
{
    /// <summary>What is asked, for messages.</summary>
    public override string ToString() => Url is null ? $"by the provider {Provider}" : $"at {Url}{(Channel is null ? "" : $" (files {Channel}….yml)")}";
}
