using System.Text.RegularExpressions;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Portable;

/// <summary>A command that an installation offers.</summary>
/// <param name="Name">What users type.</param>
/// <param name="Path">Program in the archive; may hold placeholders.</param>
/// <param name="Kinds">Archives that have it.</param>
public sealed record PortableCommand(string Name, string Path, IReadOnlyList<PortableKind> Kinds);

/// <summary>How a desktop shows the app.</summary>
/// <param name="Command">Command that it starts.</param>
/// <param name="Icon">Image in the archive; null for none.</param>
/// <param name="IconSize">Width and height of the icon in pixels.</param>
/// <param name="Categories">Categories of the Desktop Menu Specification.</param>
public sealed record PortableDesktop(string Command, string? Icon, int IconSize, IReadOnlyList<string> Categories);

/// <summary>Keys <c>install</c>, <c>setup</c>, <c>probes</c> and <c>smoke</c> of the section <c>portable</c>: how the archive installs itself.</summary>
public sealed partial record PortableInstall
{
    /// <summary>Name of the app for people; null takes that of the archives.</summary>
    public string? Title { get; init; }

    /// <summary>Commands; empty takes every binary by its file's name.</summary>
    public IReadOnlyList<PortableCommand> Commands { get; init; } = [];

    /// <summary>Variables that commands get where the user has not set them; values may hold <c>{state}</c>, <c>{config}</c>, <c>{root}</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>What the unit of a headless installation runs; null for no unit.</summary>
    public IReadOnlyList<string>? Service { get; init; }

    /// <summary>How a desktop shows it; null for not at all.</summary>
    public PortableDesktop? Desktop { get; init; }

    /// <summary>Calls that are made once, after the first installation.</summary>
    public IReadOnlyList<PortableCall> Setup { get; init; } = [];

    /// <summary>Calls that must be right before a version stays; null takes version and help of every command.</summary>
    public IReadOnlyList<PortableCall>? Probes { get; init; }

    /// <summary>Calls that release-smoke makes beside the probes: help surfaces, preflights, recipes, promotion checks.</summary>
    public IReadOnlyList<PortableCall> Smoke { get; init; } = [];

    /// <summary>Reads the keys; null where <c>install</c> is absent, which leaves the installers out.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column.</exception>
    public static PortableInstall? Read(YamlMapping portable)
    {
        IReadOnlyList<PortableCall>? setup = PortableCall.ReadAll(portable, "setup"), probes = PortableCall.ReadAll(portable, "probes"),
            smoke = PortableCall.ReadAll(portable, "smoke");
        if (portable.Find("install") is null)
        {
            return setup is null && probes is null && smoke is null ? null
                : throw portable.Wrong("has 'setup', 'probes' or 'smoke' and no 'install', which they are for. Add 'install:', which may be empty.");
        }

        YamlMapping at = portable.Mapping("install");
        var install = new PortableInstall
        {
            Title = at.Text("title", SettingForms.Title),
            Commands = [.. (at.Mappings("commands") ?? []).Select(ReadCommand)],
            Environment = [.. (at.Mappings("environment") ?? []).Select(ReadVariable)],
            Service = at.Find("service") is null ? null : ReadService(at.Mapping("service")),
            Desktop = at.Find("desktop") is null ? null : ReadDesktop(at.Mapping("desktop")),
            Setup = setup ?? [],
            Probes = probes,
            Smoke = smoke ?? [],
        };
        at.End();
        return install;
    }

    private static PortableCommand ReadCommand(YamlMapping at)
    {
        var command = new PortableCommand(at.RequiredText("name", PortableCall.CommandName), at.RequiredText("path", SettingForms.Path), PortableKinds.Read(at));
        at.End();
        return command;
    }

    private static KeyValuePair<string, string> ReadVariable(YamlMapping at)
    {
        var variable = KeyValuePair.Create(
            at.RequiredText("name", text => VariableForm().IsMatch(text) ? null : "must be a variable's name: capital letters, digits and underscores."),
            at.RequiredText("value", PortableCall.Argument));
        at.End();
        return variable;
    }

    private static IReadOnlyList<string> ReadService(YamlMapping at)
    {
        IReadOnlyList<string> run = PortableCall.ReadRun(at);
        at.End();
        return run;
    }

    private static PortableDesktop ReadDesktop(YamlMapping at)
    {
        var desktop = new PortableDesktop(
            at.RequiredText("command", PortableCall.CommandName), at.Text("icon", SettingForms.Path), at.Number("icon-size", 16, 1024) ?? 256,
            at.Texts("categories", text => CategoryForm().IsMatch(text) ? null : "must be a category of desktop menus, such as Utility.") ?? []);
        at.End();
        return desktop;
    }

    // PATH, HOME and what loaders read would change what runs.
    [GeneratedRegex(@"^(?!(?:PATH|HOME|IFS|ENV|BASH_ENV|SHELLOPTS|LD_[A-Z_]*|DYLD_[A-Z_]*)\z)[A-Z][A-Z0-9_]{0,63}\z",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableForm();

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,40}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CategoryForm();
}
