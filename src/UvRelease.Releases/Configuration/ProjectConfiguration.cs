namespace UvRelease.Releases.Configuration;

/// <summary>What a project says in <see cref="ConfigurationFile.Name"/>. Everything has a default: an absent file is an empty one.</summary>
public sealed record ProjectConfiguration
{
    /// <summary>Section <c>changelog</c>: notes, changelog, upgrade guide, ranges.</summary>
    public ChangelogConfiguration Changelog { get; init; } = new();

    /// <summary>Section <c>check</c>: what a pull request must look like.</summary>
    public CheckConfiguration Check { get; init; } = new();

    /// <summary>Section <c>portable</c>: what portable archives hold.</summary>
    public PortableConfiguration Portable { get; init; } = new();

    /// <summary>Section <c>electron</c>: what is made of the app.</summary>
    public ElectronConfiguration Electron { get; init; } = new();

    /// <summary>Section <c>publish</c>: how releases reach channels.</summary>
    public PublishConfiguration Publish { get; init; } = new();
}
