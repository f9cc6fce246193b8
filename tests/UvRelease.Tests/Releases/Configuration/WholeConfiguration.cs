using UvRelease.Changelog.Components;
using UvRelease.Changelog.Configuration;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Channels.Publishing;
using UvRelease.Electron.Building;
using UvRelease.Portable;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;
using UvRelease.Requests.Settings;

namespace UvRelease.Tests.Releases.Configuration;

/// <summary>Every section of a configuration file, read as the rooms that they belong to read them.</summary>
internal sealed record WholeConfiguration(
    ChangelogConfiguration Changelog, CheckConfiguration Check, PortableConfiguration Portable, ElectronConfiguration Electron, PublishConfiguration Publish,
    PromoteConfiguration Promote, IReadOnlyList<Component> Components, RequestConfiguration Request, AnnounceConfiguration Announce)
{
    public static WholeConfiguration Parse(string yaml, string name) => Of(ConfigurationFile.Parse(yaml, name));

    public static WholeConfiguration Of(YamlMapping root)
    {
        ChangelogConfiguration changelog = ChangelogConfiguration.Read(root.Mapping("changelog"));
        return new(
            changelog,
            CheckConfiguration.Read(root.Mapping("check")),
            PortableConfiguration.Read(root.Mapping("portable")),
            ElectronConfiguration.Read(root.Mapping("electron")),
            PublishConfiguration.Read(root.Mapping("publish")),
            PromoteConfiguration.Read(root.Mapping("promote"), changelog.Naming.Channels),
            Component.ReadAll(root),
            RequestConfiguration.Read(root.Mapping("request")),
            AnnounceConfiguration.Read(root.Mapping("announce")));
    }
}
