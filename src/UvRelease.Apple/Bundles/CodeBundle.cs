using UvRelease.Formats;
using UvRelease.Formats.Plists;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Bundles;

/// <summary>A bundle with a program in it: an app, a framework, a service (Apple's "Bundle Programming Guide").</summary>
/// <param name="Path">Its folder, relative to the app; empty for the app itself.</param>
/// <param name="Base">The folder that is sealed: Contents, a version of a framework, or the bundle itself.</param>
/// <param name="InfoPlist">Its Info.plist.</param>
/// <param name="Executable">Its program.</param>
/// <param name="Identifier">What it is called.</param>
/// <param name="IsFlat">True where the resources are beside the program, as on iOS.</param>
public sealed record CodeBundle(string Path, string Base, string InfoPlist, string Executable, string Identifier, bool IsFlat)
{
    /// <summary>Folder of the seal.</summary>
    public const string SealFolder = "_CodeSignature";

    private const int LargestInfoPlist = 4 << 20;

    /// <summary>Where the seal is.</summary>
    public string Seal => AppFolder.Join(Base, $"{SealFolder}/CodeResources");

    /// <summary>Reads a bundle; null for a folder that has no program.</summary>
    /// <param name="app">The app.</param>
    /// <param name="path">The folder.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is a bundle, and keys are missing, or its program or version is.</exception>
    public static CodeBundle? Read(AppFolder app, string path)
    {
        string contents = AppFolder.Join(path, "Contents"), versions = AppFolder.Join(path, "Versions");
        if (app.IsFile(AppFolder.Join(contents, "Info.plist")))
            return Of(app, path, contents, AppFolder.Join(contents, "Info.plist"), AppFolder.Join(contents, "MacOS"), false);
        if (app.IsFolder(versions))
        {
            string current = AppFolder.Join(versions, Current(app, path, versions));
            return Of(app, path, current, AppFolder.Join(current, "Resources/Info.plist"), current, false);
        }

        string inResources = AppFolder.Join(path, "Resources/Info.plist"), beside = AppFolder.Join(path, "Info.plist");
        return app.IsFile(inResources) ? Of(app, path, path, inResources, path, false)
            : app.IsFile(beside) ? Of(app, path, path, beside, path, true)
            : null;
    }

    /// <summary>Every bundle of an app that has a program, the app first, those in others behind them.</summary>
    /// <param name="app">The app.</param>
    /// <param name="damaged">Gets what is wrong with nested bundles, by their paths, and they are left out; null throws it.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the app is none, or one of them lacks something.</exception>
    public static IReadOnlyList<CodeBundle> All(AppFolder app, IDictionary<string, CodeFinding>? damaged = null)
    {
        CodeBundle own = Read(app, "") ?? throw new ReleaseException(Fault.Input,
            $"{System.IO.Path.GetFileName(app.Root)} is no app: it has no Contents/Info.plist with CFBundleExecutable. Give the folder that ends with .app.");
        return [own, .. app.Entries.Where(entry => entry.Type == FileType.Directory && System.IO.Path.GetFileName(entry.Path).Contains('.',
            StringComparison.Ordinal))
            .Select(entry => Nested(entry.Path)).OfType<CodeBundle>()];

        CodeBundle? Nested(string path)
        {
            try
            {
                return Read(app, path);
            }
            catch (ReleaseException e) when (damaged is not null)
            {
                damaged[path] = new CodeFinding(e.File ?? path, CodeFindingKind.Structure, e.Message);
                return null;
            }
        }
    }

    private static CodeBundle? Of(AppFolder app, string path, string folder, string infoPlist, string executables, bool isFlat)
    {
        if (!app.IsFile(infoPlist))
            return null;
        byte[] bytes = RegularFile.ReadBelow(app.Root, infoPlist, LargestInfoPlist)
            ?? throw Bad(infoPlist, $"has more than {LargestInfoPlist} bytes. Shorten it.");
        using var input = CheckedReader.Of(bytes, infoPlist, PropertyList.Kind);
        if (PropertyList.Read(input) is not PropertyListValue.Dictionary values)
            throw Bad(infoPlist, "is no dictionary. Write it anew.");
        bool isApp = path.Length == 0;
        if (values["CFBundleExecutable"] is not PropertyListValue.Text { Value: { Length: > 0 } name })
            return isApp ? throw Bad(infoPlist, "has no text under CFBundleExecutable. Name the program of Contents/MacOS there.") : null;
        if (name is "." or ".." || name.Contains('/', StringComparison.Ordinal))
            throw Bad(infoPlist, $"names '{name}' under CFBundleExecutable. Name a file, without folders.");
        string executable = AppFolder.Join(executables, name);
        if (!app.IsFile(executable))
            throw Bad(infoPlist, $"names '{name}' under CFBundleExecutable, and {executable} is no file. Build the program, or name the one that is there.");
        return values["CFBundleIdentifier"] is PropertyListValue.Text { Value: { Length: > 0 } identifier }
            ? new CodeBundle(path, folder, infoPlist, executable, identifier, isFlat)
            : throw Bad(infoPlist, "has no text under CFBundleIdentifier. Give the bundle an identifier as com.example.app there.");
    }

    private static string Current(AppFolder app, string path, string versions)
    {
        if (app[AppFolder.Join(versions, "Current")] is not { Type: FileType.Link, Target: { } target } || target.Contains('/', StringComparison.Ordinal)
            || !app.IsFolder(AppFolder.Join(versions, target)))
            throw Bad(path, "has no link Versions/Current to one of its versions. Restore the link: copy frameworks with their links, as cp -a does.");
        return target;
    }

    private static ReleaseException Bad(string path, string problem) => new(Fault.Input, $"{path} {problem}") { File = path };
}
